from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from accounts.http import SignedInRequest
from accounts.models import apart_from
from groups.models import Membership
from meetings.models import Visit
from meetings.models.agenda import timed_agenda


def show(request: SignedInRequest, pk: int) -> HttpResponse:
    """One meeting for a visitor: when, where, what happens, and first names; nothing else of the group."""
    visits = Visit.objects.of(request.user).select_related("meeting__group", "meeting__series", "meeting__cancellation")
    meeting = get_object_or_404(visits, meeting=pk).meeting
    agenda, now = timed_agenda(meeting), timezone.now()
    people = Membership.objects.present().filter(group=meeting.group_id).select_related("user")
    context = {
        "group": meeting.group,
        "meeting": meeting,
        "cancellation": getattr(meeting, "cancellation", None),
        "people": people.exclude(user__in=apart_from(request.user).values("pk")),
        "agenda": agenda,
        "phases": [each.item for each in agenda],
        "is_over": meeting.ends_at <= now,
        "now": now,
    }
    return render(request, "visits/show.html", context)
