"""Once a group has closed no meeting of it is scheduled or changed, also by who was on the way when it closed."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F

from accounts.models import User
from groups import closing
from groups.models import Closure, GroupClosed, Membership
from meetings import changing, concluding, polling, presence, splitting
from meetings.answering import AnswerClosed, answer, answer_usually
from meetings.models import Attendance, Cancellation, Meeting, Poll, PollAnswer, Series, StandingAnswer
from meetings.models.attendance import Answer
from meetings.refreshing import refresh_times
from meetings.scheduling import extend
from tests.conftest import NOW, found, later, plan_poll, plan_series
from tests.races import together

A_DAY, AN_HOUR = timedelta(days=1), timedelta(hours=1)


class Table:
    """Fay's table, with a series and a poll about one of its meetings."""

    def __init__(self, fay: User) -> None:
        self.fay, self.group = fay, found(fay)
        self.seat = Membership.objects.get(group=self.group)
        self.series = plan_series(self.group, fay)
        self.first, self.second, self.third = self.series.meetings.order_by("slot")[:3]
        self.poll = plan_poll(self.group, fay)

    def close(self) -> Closure:
        return closing.close(self.group, by=self.fay, reason="", now=NOW)

    def split(self, at: Meeting, hour: int = 19) -> Series:
        same = {name: getattr(self.series, name) for name in ("rule", "zone", "minutes", "format")}
        starts_at = at.slot.replace(hour=hour)
        return splitting.change_following(at, by=self.fay, now=NOW, ticket=uuid.uuid4(), starts_at=starts_at, **same)

    def say(self) -> int:
        words = dict.fromkeys(self.poll.slots.values_list("pk", flat=True)[:1], "yes")
        return polling.answer(self.poll, self.seat, words, NOW)


CHANGES: dict[str, Callable[[Table], Any]] = {
    "schedule": lambda table: plan_series(table.group, table.fay),
    "move": lambda table: changing.move(table.first, table.first.starts_at + A_DAY, NOW),
    "cancel": lambda table: changing.cancel(table.first, by=table.fay, reason="", now=NOW),
    "reassign": lambda table: changing.reassign(table.first, facilitator=None, place="Elsewhere", now=NOW),
    "leave_out": lambda table: changing.leave_out(table.series, [table.first.slot], by=table.fay, now=NOW),
    "split": lambda table: table.split(table.first),
    "end": lambda table: splitting.end(table.series, table.second.slot, by=table.fay, now=NOW),
    "answer": lambda table: answer(table.first, table.seat, Answer.YES, NOW),
    "answer_usually": lambda table: answer_usually(table.series, table.seat, Answer.YES, NOW),
    "record": lambda table: presence.record(table.first, {table.seat.pk: "late"}, table.first.ends_at),
    "poll": lambda table: plan_poll(table.group, table.fay),
    "poll_answer": lambda table: table.say(),
    "poll_close": lambda table: concluding.close(table.poll, table.poll.slots.first(), by=table.fay, now=NOW),
}


def written() -> list[Any]:
    """All there is of meetings, in order."""
    tables = (Series, Meeting, Cancellation, Attendance, StandingAnswer, Poll, PollAnswer)
    return [list(each.objects.order_by("pk").values()) for each in tables]


@pytest.mark.django_db
@pytest.mark.parametrize("name", CHANGES)
def test_nothing_changes_in_a_closed_group(fay, name):
    table = Table(fay)
    table.close()
    before = written()
    with pytest.raises((GroupClosed, AnswerClosed, concluding.PollClosed)):
        CHANGES[name](table)
    assert written() == before


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", CHANGES)
def test_who_is_on_the_way_while_it_closes_comes_before_or_not_at_all(fay, name):
    table = Table(fay)
    refused: list[str] = []

    def act() -> None:
        try:
            CHANGES[name](table)
        except (GroupClosed, AnswerClosed, concluding.PollClosed):
            refused.append(name)

    before = written()
    assert together([act, table.close]) == ["done", "done"]
    assert bool(refused) == (written() == before)


@pytest.mark.django_db(transaction=True)
def test_whatever_happens_at_once_nobody_waits_for_ever(fay):
    table = Table(fay)
    Meeting.objects.update(starts_at=F("starts_at") + AN_HOUR, ends_at=F("ends_at") + AN_HOUR)
    acts = [lambda each=each: CHANGES[each](table) for each in CHANGES]
    sweeps = [
        lambda: extend([table.series], later(days=30)),
        lambda: refresh_times(NOW, always=True),
        lambda: concluding.settle(NOW),
    ]
    outcomes = set(together([*acts, *sweeps, *sweeps]))
    assert outcomes <= {"done", "MeetingClosed", "NoSuchDate", "NotYet", "PollClosed", "AnswerClosed", "SlotGone"}
