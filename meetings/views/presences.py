from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from groups.access import member_can
from groups.models import Ability, Charter, Membership
from meetings import presence
from meetings.forms import PresenceForm
from meetings.models import Meeting


@member_can(Ability.SCHEDULE, to=Meeting)
def edit(request: HttpRequest, membership: Membership, meeting: Meeting) -> HttpResponse:
    """Write down who came; the form starts from the answers."""
    now, charter = timezone.now(), Charter.objects.current(membership.group)
    if meeting.is_cancelled or meeting.starts_at > now:
        messages.info(request, _("Who came is written down once the meeting has begun."))
        return redirect(meeting)
    form = PresenceForm(
        request.POST if request.method == "POST" else None,
        people=presence.seated_at(meeting),
        suggested=presence.suggested(meeting, charter.notice_hours),
    )
    if form.is_valid():
        presence.record(meeting, form.happened(), now)
        messages.success(request, _("Noted who came. Thank you for keeping count."))
        return redirect(meeting)
    context = {
        "membership": membership,
        "group": membership.group,
        "meeting": meeting,
        "charter": charter,
        "form": form,
        "now": now,
    }
    return render(request, "presences/edit.html", context)
