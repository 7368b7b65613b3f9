"""How a time poll ends: by hand, at its deadline or when all have answered, and what the best time becomes.

Whatever happens to one poll happens in turn: its group and its row are locked first, and read again under the lock.
"""

import logging
import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from accounts.delivery import owe
from accounts.models import Notice, User
from groups.models import Group, Membership
from meetings import changing, scheduling
from meetings.changing import MeetingClosed
from meetings.models import Attendance, Meeting, Poll, PollAnswer, PollOutcome, PollSlot, Series
from meetings.models.attendance import Answer
from meetings.models.poll import asked
from meetings.patterns import rule_of
from meetings.tally import best, tallies

logger = logging.getLogger(__name__)

# What somebody said of the time that won, as their answer for the meeting it became.
AS_ANSWER = {
    PollAnswer.Word.YES: Answer.YES,
    PollAnswer.Word.IF_NEED_BE: Answer.MAYBE,
    PollAnswer.Word.NO: Answer.NO,
}


class PollClosed(Exception):
    """The poll takes no more words: a time was chosen, none was, its time is up, or its group has closed."""


class SlotGone(Exception):
    """The time cannot be chosen: it has passed, is no longer proposed, or the group meets then already."""


@transaction.atomic
def close(poll: Poll, slot: PollSlot | None, *, by: User, now: datetime) -> PollOutcome:
    """Choose one of the times, whatever was said of it, or none; the winner becomes a meeting, a series, or a move.

    Closing the same way again answers the outcome there is. Raises PollClosed where it closed another way, SlotGone,
    and MeetingClosed where the meeting to move is off or over.
    """
    _lock(poll)
    outcome = PollOutcome.objects.filter(poll=poll).first()
    if outcome and outcome.slot_id == (slot.pk if slot else None):
        return outcome
    held = hold(poll)
    if slot is None:
        return _conclude(held, None, by=by, now=now)
    chosen = held.slots.filter(pk=slot.pk, starts_at__gt=now).first()
    if chosen is None or taken(held.group, [chosen.starts_at], held.length, besides=held.moves):
        raise SlotGone
    return _conclude(held, chosen, by=by, now=now)


def settle(now: datetime) -> int:
    """Close the polls that have come to an end by themselves; answers how many. Each in a transaction of its own.

    One that cannot be concluded is in the log, and keeps no other waiting.
    """
    closed = 0
    for poll in Poll.objects.due(now):
        try:
            with transaction.atomic():
                closed += close_if_due(hold(poll), now)
        except PollClosed:
            continue
        except Exception:
            logger.exception("Poll %s cannot be concluded.", poll.pk)
    return closed


def taken(group: Group, starts: Iterable[datetime], length: timedelta, besides: Meeting | None = None) -> set[datetime]:
    """Those of the times at which the group meets already, but for one meeting; one query."""
    starts = list(starts)
    if not starts:
        return set()
    around = Meeting.objects.standing().filter(group=group, starts_at__lt=max(starts) + length)
    others = around.filter(ends_at__gt=min(starts)).exclude(pk=besides.pk if besides else 0)
    spans = list(others.values_list("starts_at", "ends_at"))
    return {each for each in starts if any(begin < each + length and end > each for begin, end in spans)}


def hold(poll: Poll) -> Poll:
    """The poll as it stands, locked: whoever else would answer, change or close it waits. Raises PollClosed."""
    _lock(poll)
    held = Poll.objects.open().select_related("group", "moves", "by", "format").filter(pk=poll.pk).first()
    if held is None:
        raise PollClosed
    return held


def _lock(poll: Poll) -> None:
    """Make whoever else would do something to it wait; also who would close its group, or change its meetings."""
    Group.objects.hold(poll.group_id)
    Poll.objects.select_for_update().get(pk=poll.pk)


def close_if_due(held: Poll, now: datetime) -> bool:
    """Close a locked poll that has come to its end, with the best of the times that are still possible."""
    if not Poll.objects.due(now).filter(pk=held.pk).exists():
        return False
    slots = list(held.slots.filter(starts_at__gt=now))
    busy = taken(held.group, [each.starts_at for each in slots], held.length, besides=held.moves)
    free = [each for each in slots if each.starts_at not in busy]
    winner = best(tallies(free, asked(held.group)))
    try:
        _conclude(held, winner.slot if winner else None, by=None, now=now)
    except MeetingClosed:
        _conclude(held, None, by=None, now=now)
    return True


def _conclude(poll: Poll, slot: PollSlot | None, *, by: User | None, now: datetime) -> PollOutcome:
    """Write down what came of a locked poll, and make it so."""
    if slot is None:
        outcome = PollOutcome.objects.create(poll=poll, by=by, created_at=now)
        running = Membership.objects.running().filter(group=poll.group_id).exclude(user=by)
        _tell(poll, running.values_list("user_id", flat=True), now)
        return outcome
    if poll.moves:
        series, meeting = None, poll.moves
        stays = not changing.move(meeting, slot.starts_at, now)
    else:
        series = _schedule(poll, slot, by or poll.by, now)
        meeting, stays = Meeting.objects.filter(series=series).earliest("starts_at"), False
    _carry_over(slot, meeting, now)
    if stays:  # a move tells everybody, and so does a new series; only this needs a letter of its own
        _tell(poll, asked(poll.group).values_list("user_id", flat=True), now)
    return PollOutcome.objects.create(poll=poll, slot=slot, series=series, by=by, created_at=now)


def _schedule(poll: Poll, slot: PollSlot, by: User | None, now: datetime) -> Series:
    wall = slot.starts_at.astimezone(ZoneInfo(poll.zone)).replace(tzinfo=None)
    return scheduling.schedule(
        poll.group,
        by=by,
        now=now,
        ticket=uuid.uuid5(poll.ticket, "series"),
        rule=rule_of(poll.rule, wall.date()),
        starts_at=wall,
        zone=poll.zone,
        minutes=poll.minutes,
        format=poll.format,
        place=poll.place,
    )


def _carry_over(slot: PollSlot, meeting: Meeting, now: datetime) -> None:
    """What was said of the time that won is said of the meeting's first date, so that nobody is asked twice."""
    rows = slot.answers.filter(membership__left_at=None).values_list("membership_id", "word")
    Attendance.objects.bulk_create(
        [
            Attendance(meeting=meeting, membership_id=of, answer=AS_ANSWER[PollAnswer.Word(word)], answered_at=now)
            for of, word in rows
        ],
        update_conflicts=True,
        unique_fields=["meeting", "membership"],
        update_fields=["answer", "answered_at", "is_standing", "is_late"],
    )


def _tell(poll: Poll, users: Iterable[int], now: datetime) -> None:
    """What came of it."""
    owe(
        Notice(
            key=f"poll_result/{poll.pk}/{pk}",
            kind=Notice.Kind.POLL_RESULT,
            user_id=pk,
            data={"poll": poll.pk},
            due_at=now,
        )
        for pk in users
    )
