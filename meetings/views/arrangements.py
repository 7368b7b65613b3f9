from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from groups.access import member_can
from groups.models import Ability, Membership
from meetings import changing
from meetings.forms import ArrangementForm
from meetings.models import Meeting


@member_can(Ability.SCHEDULE, to=Meeting)
def edit(request: HttpRequest, membership: Membership, meeting: Meeting) -> HttpResponse:
    """Who leads one meeting, and where it is."""
    now = timezone.now()
    if meeting.is_cancelled or meeting.ends_at <= now:
        messages.info(request, _("This meeting is over or was cancelled, so it stays as it is."))
        return redirect(meeting)
    form = ArrangementForm(request.POST if request.method == "POST" else None, meeting=meeting)
    if form.is_valid():
        try:
            changed = changing.reassign(meeting, now=now, **form.cleaned_data)
        except changing.MeetingClosed:
            messages.error(request, _("This meeting is over or was cancelled, so it stays as it is."))
        else:
            said = _("Noted for this date, and everyone is told.") if changed else _("That is how it was already.")
            messages.success(request, said)
        return redirect(meeting)
    context = {"membership": membership, "group": membership.group, "meeting": meeting, "form": form}
    return render(request, "arrangements/edit.html", context)
