from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from groups.access import member_can
from groups.models import Ability, Membership
from meetings import changing
from meetings.forms import CancelForm
from meetings.models import Meeting


@member_can(Ability.SCHEDULE, to=Meeting)
def new(request: HttpRequest, membership: Membership, meeting: Meeting) -> HttpResponse:
    """Call one meeting off; a GET says what will happen."""
    if meeting.is_cancelled:
        messages.info(request, _("This meeting is off already."))
        return redirect(meeting)
    form = CancelForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            changing.cancel(meeting, by=membership.user, reason=reason, now=timezone.now())
        except changing.MeetingClosed:
            messages.error(request, _("This meeting is over, so it stays as it is."))
        else:
            messages.success(request, _("The meeting is off, and everyone is told. The others stay."))
        return redirect(meeting)
    context = {"membership": membership, "group": membership.group, "meeting": meeting, "form": form}
    return render(request, "cancellations/new.html", context)
