from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from groups.access import member_can
from groups.models import Ability, Membership
from meetings import changing
from meetings.forms import AnswerForm, MoveForm
from meetings.minimum import is_missed
from meetings.models import Meeting, Poll, Visit
from meetings.models.agenda import timed_agenda
from meetings.models.attendance import elsewhere, roster, turnout, with_answer_of
from meetings.views import visits

PAST_SHOWN = 20
CLOSED = _("This meeting is over or was cancelled, so it stays as it is.")


@require_safe
@member_can(Ability.SEE)
def index(request: HttpRequest, membership: Membership) -> HttpResponse:
    """The group's coming meetings, and the last past ones."""
    now = timezone.now()
    seen = Meeting.objects.seen_by(membership.user).listed().filter(group=membership.group)
    meetings = seen.select_related("cancellation", "series", "facilitator")
    context = {
        "membership": membership,
        "group": membership.group,
        "coming": with_answer_of(membership.user, meetings.upcoming(now)),
        "polls": Poll.objects.open()
        .filter(group=membership.group)
        .select_related("moves")
        .order_by("created_at", "pk"),
        "past": with_answer_of(membership.user, meetings.past(now))[:PAST_SHOWN],
        "now": now,
    }
    return render(request, "meetings/index.html", context)


@require_safe
@member_can(Ability.SEE, to=Meeting, guest=visits.show)
def show(request: HttpRequest, membership: Membership, meeting: Meeting) -> HttpResponse:
    """One meeting: when, who comes, the agenda."""
    now = timezone.now()
    places = roster(meeting)
    own = next(place for place in places if place.membership == membership)
    came = turnout(places)
    agenda = timed_agenda(meeting)
    context = {
        "membership": membership,
        "group": membership.group,
        "meeting": meeting,
        "cancellation": getattr(meeting, "cancellation", None),
        "roster": came or places,
        "is_noted": bool(came),
        "elsewhere": elsewhere(places, meeting.starts_at, membership.user.zone),
        "visits": Visit.objects.met_by(membership.user).filter(meeting=meeting).select_related("application__user"),
        "agenda": agenda,
        "phases": [each.item for each in agenda],
        "form": AnswerForm(initial={"answer": own.answer}),
        "own": own,
        "is_missed": is_missed(meeting, sum(place.answer == "yes" for place in places), now),
        "is_over": meeting.ends_at <= now,
        "now": now,
    }
    return render(request, "meetings/show.html", context)


@member_can(Ability.SCHEDULE, to=Meeting)
def edit(request: HttpRequest, membership: Membership, meeting: Meeting) -> HttpResponse:
    """Move one meeting."""
    now = timezone.now()
    if meeting.is_cancelled or meeting.ends_at <= now:
        messages.info(request, CLOSED)
        return redirect(meeting)
    form = MoveForm(request.POST or None, meeting=meeting, now=now)
    if form.is_valid():
        return _move(request, meeting, form)
    context = {"membership": membership, "group": membership.group, "meeting": meeting, "form": form}
    return render(request, "meetings/edit.html", context)


def _move(request: HttpRequest, meeting: Meeting, form: MoveForm) -> HttpResponse:
    try:
        moved = changing.move(meeting, form.cleaned_data["starts_at"], form.now)
    except changing.MeetingClosed:
        messages.error(request, CLOSED)
    else:
        said = _("The meeting is moved, and everyone is told.") if moved else _("It is at that time already.")
        messages.success(request, said)
    return redirect(meeting)
