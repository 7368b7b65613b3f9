from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.clock import zone_names
from groups.access import member_can
from groups.models import Ability, Membership
from meetings import clocks, concluding, polling
from meetings.forms import LENGTHS, PollAnswerForm, PollEditForm, PollForm
from meetings.models import Meeting, Poll
from meetings.models.poll import asked
from meetings.suggesting import suggest
from meetings.tally import Tally, best, tallies

USUAL_LENGTH = 90
A_WEEK = timedelta(weeks=1)  # so long after the last time a change of clocks is still worth a word
CLOSED = _("This poll has closed, so it stays as it is.")


@member_can(Ability.SCHEDULE)
def new(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Ask the group which time suits it; `?moves=` a meeting asks for another time of that one."""
    now, moves = timezone.now(), _meeting_to_move(request, membership)
    running = Poll.objects.open().filter(moves=moves).first() if moves else None
    if running:
        messages.info(request, _("The group is being asked about this meeting already."))
        return redirect(running)
    about: dict[str, Any] = {"now": now, "group": membership.group, "moves": moves}
    if "suggest" in request.POST:
        form = _suggested(request, membership, about)
    else:
        form = PollForm(request.POST or None, initial={"zone": membership.user.time_zone}, **about)
    if form.is_valid():
        poll = polling.ask(membership.group, by=membership.user, now=now, **form.poll_fields())
        messages.success(request, _("Everyone is asked. Say yourself what you could make."))
        return redirect(poll)
    context = {"membership": membership, "group": membership.group, "form": form, "moves": moves}
    return render(request, "polls/new.html", context)


def _meeting_to_move(request: HttpRequest, membership: Membership) -> Meeting | None:
    pk = request.GET.get("moves")
    if pk is None:
        return None
    seen = Meeting.objects.seen_by(membership.user).standing().upcoming(timezone.now())
    coming = seen.filter(group=membership.group).select_related("series__format")
    return get_object_or_404(coming, pk=int(pk) if pk.isdecimal() and len(pk) < 19 else 0)


def _suggested(request: HttpRequest, membership: Membership, about: dict[str, Any]) -> PollForm:
    """What was filled in so far, with the best times of the week instead of those that were."""
    said = {name: value for name, value in request.POST.items() if not name.startswith(("on_", "at_"))}
    form = PollForm(initial=said, **about)
    moves = about["moves"]
    clock = _clock(request, membership, moves)
    walls = suggest(membership.group, *clock, about["now"], instead_of=moves.starts_at if moves else None)
    form.fill(walls)
    if not walls:
        messages.info(request, _("Nobody at the table has said yet when they could meet."))
    return form


def _clock(request: HttpRequest, membership: Membership, moves: Meeting | None) -> tuple[str, timedelta]:
    """By which clock the times are, and for how long, as far as the form says so."""
    if moves:
        return moves.series.zone, moves.ends_at - moves.starts_at
    zone, minutes = request.POST.get("zone", ""), request.POST.get("minutes", "")
    lengths = {str(each): each for each, _words in LENGTHS}
    usual = membership.user.zone.key
    return zone if zone in zone_names() else usual, timedelta(minutes=lengths.get(minutes, USUAL_LENGTH))


@require_safe
@member_can(Ability.SEE, to=Poll)
def show(request: HttpRequest, membership: Membership, poll: Poll) -> HttpResponse:
    """One poll: the times by the reader's clock, who could make them, and the reader's own answers."""
    return page(request, membership, poll)


def page(request: HttpRequest, membership: Membership, poll: Poll, data: Any = None) -> HttpResponse:
    """The poll's page, with what was sent where it was not right."""
    now, slots = timezone.now(), list(poll.slots.all())
    outcome = getattr(poll, "outcome", None)
    poll.group = membership.group  # with whether it has closed
    is_open = poll.takes_answers(now)
    people = list(asked(membership.group))
    found = tallies([each for each in slots if each.starts_at > now] if is_open else slots, people)
    context = {
        "membership": membership,
        "group": membership.group,
        "poll": poll,
        "outcome": outcome,
        "is_open": is_open,
        "tallies": found,
        "best": best(found),
        "people": people,
        "silent": {each.pk for tally in found for each in tally.silent},
        "changes": clocks.shifts({each.user.time_zone for each in people}, now, slots[-1].ends_at + A_WEEK)
        if slots
        else [],
        "form": PollAnswerForm(data, **_answers(found, membership)),
        "now": now,
    }
    return render(request, "polls/show.html", context)


def _answers(found: list[Tally], membership: Membership) -> dict[str, Any]:
    """What the form of somebody's answers begins from."""
    said = {each.slot.pk: each.word_of(membership) for each in found}
    return {"slots": [each.slot for each in found], "zone": membership.user.zone.key, "said": said}


@member_can(Ability.SCHEDULE, to=Poll)
def edit(request: HttpRequest, membership: Membership, poll: Poll) -> HttpResponse:
    """Propose other times; what was said of those that stay, stays."""
    if hasattr(poll, "outcome"):
        messages.info(request, CLOSED)
        return redirect(poll)
    form = PollEditForm(request.POST or None, now=timezone.now(), poll=poll, slots=list(poll.slots.all()))
    if form.is_valid():
        try:
            polling.edit(poll, by=membership.user, now=form.now, **form.poll_fields())
        except concluding.PollClosed:
            messages.error(request, CLOSED)
        else:
            messages.success(request, _("Noted. Who is asked about new times has a mail."))
        return redirect(poll)
    context = {"membership": membership, "group": membership.group, "poll": poll, "form": form}
    return render(request, "polls/edit.html", context)
