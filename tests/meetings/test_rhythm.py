"""A group's rhythm in words, and which groups still meet: two of their own cycles, to the minute."""

from datetime import time, timedelta
from zoneinfo import ZoneInfo

import pytest

from groups.models import Group, Membership
from meetings import changing
from meetings.models import Attendance, Meeting, Series
from meetings.rhythm import Rhythm, still_meeting, with_rhythm
from tests.conftest import NOW, later, plan_series

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


def alive(now) -> bool:
    return still_meeting(Group.objects.all(), now).exists()


def hold(meeting: Meeting, **said) -> Meeting:
    """Everybody at the table was there."""
    for each in Membership.objects.present().filter(group=meeting.group_id):
        Attendance.objects.create(meeting=meeting, membership=each, **(said or {"answer": "yes"}))
    return meeting


@pytest.mark.parametrize(
    ("rule", "cycles"), [(Series.Rhythm.WEEKLY, timedelta(weeks=2)), (Series.Rhythm.FORTNIGHTLY, timedelta(weeks=4))]
)
def test_two_of_its_own_cycles_after_it_met_a_group_is_found_and_a_minute_later_it_is_not(table, fay, rule, cycles):
    met = hold(plan_series(table, fay, rule=rule.value).meetings.earliest("starts_at")).ends_at
    assert alive(met + cycles)
    assert not alive(met + cycles + MINUTE)


def test_a_group_without_a_rhythm_has_the_usual_one(table, fay):
    met = hold(plan_series(table, fay, rule=Series.Rhythm.ONCE.value).meetings.get()).ends_at
    assert alive(met + timedelta(weeks=4))
    assert not alive(met + timedelta(weeks=4) + MINUTE)


def test_the_newest_rhythm_counts(table, fay):
    plan_series(table, fay, rule=Series.Rhythm.WEEKLY.value)
    met = hold(plan_series(table, fay, now=later(hours=1)).meetings.earliest("starts_at")).ends_at
    assert alive(met + timedelta(weeks=4))


def test_a_new_group_has_two_cycles_from_being_published(table):
    Group.objects.update(published_at=NOW)
    assert alive(NOW + timedelta(weeks=4))
    assert not alive(NOW + timedelta(weeks=4) + MINUTE)


def test_a_new_group_has_two_cycles_from_its_first_meeting_where_that_is_later(table, fay):
    first = plan_series(table, fay).meetings.earliest("starts_at").starts_at
    assert alive(first + timedelta(weeks=4))
    assert not alive(first + timedelta(weeks=4) + MINUTE)


def test_a_cancelled_meeting_was_none(table, fay):
    meetings = plan_series(table, fay).meetings.order_by("starts_at")
    first, second = meetings[0], meetings[1]
    hold(first)
    changing.cancel(second, by=fay, reason="", now=NOW)
    hold(second)
    assert alive(first.ends_at + timedelta(weeks=4))
    assert not alive(first.ends_at + timedelta(weeks=4) + MINUTE)


def test_a_cancelled_meeting_is_no_beginning(table, fay):
    first, second = plan_series(table, fay).meetings.order_by("starts_at")[:2]
    changing.cancel(first, by=fay, reason="", now=NOW)
    assert alive(second.starts_at + timedelta(weeks=4))


@pytest.mark.parametrize("said", [{"answer": "no"}, {"answer": "yes", "presence": "absent"}])
def test_where_nobody_came_nobody_met(table, fay, said):
    first = hold(plan_series(table, fay).meetings.earliest("starts_at"), **said)
    assert not alive(first.ends_at + timedelta(weeks=4))


def test_one_alone_does_not_meet(table, seat, fay):
    first = plan_series(table, fay).meetings.earliest("starts_at")
    Attendance.objects.create(meeting=first, membership=seat, answer="yes")
    assert not alive(first.ends_at + timedelta(weeks=4))


def test_who_meets_again_is_found_again(table, fay):
    meetings = list(plan_series(table, fay).meetings.order_by("starts_at"))
    hold(meetings[0])
    assert not alive(meetings[3].starts_at)
    hold(meetings[3])
    assert alive(meetings[3].ends_at)
    assert not alive(meetings[3].starts_at)  # not before it is over


def test_publishing_again_does_not_make_a_silent_group_new(table, fay):
    met = hold(plan_series(table, fay).meetings.earliest("starts_at")).ends_at
    Group.objects.update(published_at=met + timedelta(weeks=10))
    assert not alive(met + timedelta(weeks=10))


def rhythm(now=NOW, zone: str | None = None) -> str:
    row = with_rhythm(Group.objects.all(), now).get().rhythm
    if row is None:
        return ""
    read = Rhythm.read(row, ZoneInfo(zone) if zone else None)
    return f"{read.every}, {read.hours}, {read.zone}"


def test_a_rhythm_is_told_by_the_clock_that_decides_or_by_another(table, fay):
    assert rhythm() == ""
    plan_series(table, fay)
    assert rhythm() == "Every two weeks, Tuesdays, 18:00 to 19:30, Brussels time"
    assert rhythm(zone="Asia/Tokyo") == "Every two weeks, Wednesdays, 02:00 to 03:30, Tokyo time"


@pytest.mark.parametrize(
    ("rule", "here", "in_tokyo"),
    [
        ("FREQ=WEEKLY;COUNT=10", "Every week, Tuesdays", "Every week, Wednesdays"),
        ("FREQ=MONTHLY;BYMONTHDAY=10", "On the 10th of every month", "On the 10th of every month, Brussels time"),
        (
            "FREQ=MONTHLY;BYDAY=2TU;UNTIL=20270101",
            "On the second Tuesday of every month",
            "On the second Tuesday of every month, Brussels time",
        ),
        ("FREQ=WEEKLY;BYDAY=TU,TH", "Every Tuesday and Thursday", "Every Tuesday and Thursday, Brussels time"),
        ("FREQ=YEARLY;BYDAY=TU", "Next on Tuesday 10 March", "Next on Wednesday 11 March"),
    ],
)
def test_any_rule_is_told_in_words(table, fay, rule, here, in_tokyo):
    plan_series(table, fay, rule=rule)
    assert rhythm() == f"{here}, 18:00 to 19:30, Brussels time"
    assert rhythm(zone="Asia/Tokyo") == f"{in_tokyo}, 02:00 to 03:30, Tokyo time"


def test_hours_that_take_turns_are_told_as_such(table, fay):
    plan_series(table, fay, hours=[time(18), time(8)])
    assert rhythm() == "Every two weeks, Tuesdays, at hours that take turns, 18:00 to 19:30, Brussels time"


def test_one_meeting_elsewhere_is_not_the_rhythm(table, fay):
    first = plan_series(table, fay).meetings.earliest("starts_at")
    changing.move(first, first.starts_at + timedelta(days=2), NOW)
    assert rhythm().startswith("Every two weeks, Tuesdays, 18:00")


def test_a_single_meeting_is_told_as_it_stands(table, fay):
    only = plan_series(table, fay, rule=Series.Rhythm.ONCE.value).meetings.get()
    assert rhythm() == "Once, Tuesday 10 March, 18:00 to 19:30, Brussels time"
    changing.move(only, only.starts_at + timedelta(days=1), NOW)
    assert rhythm().startswith("Once, Wednesday 11 March")


def test_last_met_is_the_last_that_was_held(table, fay):
    meetings = list(plan_series(table, fay).meetings.order_by("starts_at"))
    hold(meetings[0])
    assert with_rhythm(Group.objects.all(), meetings[2].ends_at).get().last_met == meetings[0].starts_at
