"""Who is owed a reminder or a digest, when; and what is dropped because things have changed."""

from datetime import timedelta

import pytest
from django.core import mail

from accounts.delivery import deliver
from accounts.models import Notice
from groups.models import Membership, Role
from meetings import digests, reminders
from meetings.answering import answer
from meetings.changing import cancel, move
from meetings.models.attendance import Answer
from tests.conftest import plan_series

pytestmark = pytest.mark.django_db

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def owed(kind: str = "reminder") -> list[tuple[str, str]]:
    rows = Notice.objects.filter(kind=kind).order_by("due_at", "user__name")
    return [(row.user.first_name, f"{row.due_at:%d %H:%M}") for row in rows.select_related("user")]


def sent() -> list[tuple[str, str]]:
    return sorted((letter.to[0].split("@")[0], letter.subject) for letter in mail.outbox)


def test_everybody_is_reminded_a_day_and_an_hour_before(meeting):
    assert reminders.plan(meeting.starts_at - DAY) == 2
    assert reminders.plan(meeting.starts_at - HOUR) == 2
    assert owed() == [("Fay", "09 17:00"), ("Max", "09 17:00"), ("Fay", "10 16:00"), ("Max", "10 16:00")]


def test_planning_again_adds_nothing(meeting):
    reminders.plan(meeting.starts_at - DAY)
    assert reminders.plan(meeting.starts_at - DAY) == 0
    assert digests.plan(meeting.starts_at - DAY) == 2
    assert digests.plan(meeting.starts_at - DAY) == 0


def test_nothing_is_planned_long_before_nor_after_the_start(meeting):
    assert reminders.plan(meeting.starts_at - DAY - reminders.AHEAD - timedelta(seconds=1)) == 0
    assert reminders.plan(meeting.starts_at) == 0


def test_what_was_missed_while_everything_was_down_is_made_up_for(meeting):
    assert reminders.plan(meeting.starts_at - timedelta(hours=5)) == 2


def test_nobody_who_said_no_is_reminded(meeting, seat, now):
    answer(meeting, seat, Answer.NO, now)
    reminders.plan(meeting.starts_at - DAY)
    digests.plan(meeting.starts_at - DAY)
    assert {name for name, _ in owed() + owed("digest")} == {"Fay"}


def test_who_says_no_after_the_plan_is_not_reminded_either(meeting, seat, now):
    reminders.plan(meeting.starts_at - DAY)
    digests.plan(meeting.starts_at - DAY)
    answer(meeting, seat, Answer.NO, now)
    assert deliver(lambda: meeting.starts_at - DAY)["dropped"] == 2
    assert {name for name, _ in sent()} == {"fay"}


def test_who_has_left_is_not_reminded(meeting, seat):
    reminders.plan(meeting.starts_at - DAY)
    seat.leave(meeting.starts_at - DAY)
    deliver(lambda: meeting.starts_at - DAY)
    assert {name for name, _ in sent()} == {"fay"}


def test_a_moved_meeting_earns_a_new_reminder_and_the_old_one_is_dropped(meeting):
    reminders.plan(meeting.starts_at - DAY)
    was = meeting.starts_at
    move(meeting, was + timedelta(days=2), was - DAY)
    tally = deliver(lambda: was - DAY)
    assert (tally["dropped"], tally["sent"]) == (2, 2)  # the old reminders; the notes about the change
    assert reminders.plan(was + DAY) == 2


def test_a_cancelled_meeting_reminds_nobody(meeting, fay):
    reminders.plan(meeting.starts_at - DAY)
    cancel(meeting, by=fay, reason="", now=meeting.starts_at - DAY)
    assert reminders.plan(meeting.starts_at - HOUR) == 0
    tally = deliver(lambda: meeting.starts_at - DAY)
    assert (tally["dropped"], tally["sent"]) == (2, 2)  # the reminders; the notes about the cancellation


def test_a_meeting_moved_twice_is_announced_once_as_it_stands(meeting):
    was = meeting.starts_at
    move(meeting, was + timedelta(hours=1), was - 3 * DAY)
    move(meeting, was + timedelta(hours=2), was - 3 * DAY)
    tally = deliver(lambda: was - 3 * DAY)
    assert (tally["dropped"], tally["sent"]) == (2, 2)


def test_who_joins_within_the_day_is_not_told_of_a_moment_before_they_came(meeting, table, stan):
    joined = meeting.starts_at - timedelta(hours=3)
    Membership.objects.seat(table, stan, role=Role.MEMBER, now=joined)
    reminders.plan(joined)
    assert "Stan" not in {name for name, _ in owed()}
    reminders.plan(meeting.starts_at - HOUR)
    assert ("Stan", "10 16:00") in owed()


def test_a_meeting_set_for_this_evening_has_no_day_ahead(table, fay, now):
    from datetime import datetime

    plan_series(table, fay, starts_at=datetime(2026, 3, 2, 18, 0))
    reminders.plan(now)
    assert owed() == []


def test_a_reminder_too_late_to_help_expires(meeting):
    reminders.plan(meeting.starts_at - DAY)
    assert deliver(lambda: meeting.starts_at - HOUR)["expired"] == 2


def test_the_reminder_shows_each_reader_their_own_clock(meeting):
    reminders.plan(meeting.starts_at - DAY)
    deliver(lambda: meeting.starts_at - DAY)
    bodies = {letter.to[0]: letter.body for letter in mail.outbox}
    assert "18:00 to 19:30, Brussels time" in bodies["fay@example.org"]
    assert "13:00 to 14:30, New York time" in bodies["max@example.org"]


def test_an_empty_digest_is_not_sent(meeting):
    meeting.agenda.all().delete()
    digests.plan(meeting.starts_at - DAY)
    assert deliver(lambda: meeting.starts_at - DAY)["dropped"] == 2
