"""A series keeps its wall clock: through gaps, repeated hours and both clock changes."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.clock import zone_names
from meetings.recurrence import Recurrence, instant

WEEKLY, FORTNIGHTLY = "FREQ=WEEKLY", "FREQ=WEEKLY;INTERVAL=2"
YEAR = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)


def recurrence(zone: str, starts_at: datetime, rule: str = WEEKLY) -> Recurrence:
    return Recurrence(rule, starts_at, zone, timedelta(minutes=90))


@pytest.mark.parametrize(
    "zone", ["Europe/London", "America/New_York", "Australia/Sydney", "Australia/Lord_Howe", "Asia/Kolkata"]
)
def test_the_wall_clock_stays_all_year(zone):
    dates = recurrence(zone, datetime(2026, 1, 6, 18, 0)).between(*YEAR)
    assert len(dates) == 52
    assert {date.starts_at.astimezone(ZoneInfo(zone)).strftime("%a %H:%M") for date in dates} == {"Tue 18:00"}


def test_others_see_the_hour_shift_when_only_one_side_changes_its_clock():
    dates = recurrence("Europe/Brussels", datetime(2026, 3, 3, 18, 0)).between(
        datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 8, tzinfo=UTC)
    )
    new_york = [date.starts_at.astimezone(ZoneInfo("America/New_York")).hour for date in dates]
    assert new_york == [12, 13, 13, 13, 12, 12]


def test_a_time_in_a_gap_moves_forward_by_the_gap():
    assert instant(datetime(2026, 3, 29, 2, 30), "Europe/Brussels") == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert instant(datetime(2026, 10, 4, 2, 15), "Australia/Lord_Howe").astimezone(
        ZoneInfo("Australia/Lord_Howe")
    ).replace(tzinfo=None) == datetime(2026, 10, 4, 2, 45)


def test_a_time_that_exists_twice_is_the_first():
    assert instant(datetime(2026, 10, 25, 2, 30), "Europe/Brussels") == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_the_span_is_half_open():
    weekly = recurrence("UTC", datetime(2026, 1, 6, 18, 0))
    first, second = datetime(2026, 1, 6, 18, tzinfo=UTC), datetime(2026, 1, 13, 18, tzinfo=UTC)
    assert [date.starts_at for date in weekly.between(first, second)] == [first]
    assert weekly.next(first).starts_at == second


def test_a_finite_rule_ends():
    once = recurrence("UTC", datetime(2026, 1, 6, 18, 0), "FREQ=WEEKLY;COUNT=1")
    assert len(once.between(*YEAR)) == 1
    assert once.next(datetime(2026, 1, 7, tzinfo=UTC)) is None


def test_no_more_than_the_limit():
    assert len(recurrence("UTC", datetime(2026, 1, 6, 18, 0)).between(*YEAR, limit=5)) == 5


def test_a_start_with_a_zone_of_its_own_is_refused():
    with pytest.raises(ValueError, match="wall-clock"):
        recurrence("UTC", datetime(2026, 1, 6, tzinfo=UTC))


def test_only_the_pinned_zone_data_is_read():
    import zoneinfo

    assert zoneinfo.TZPATH == ()


@given(
    zone=st.sampled_from(sorted(zone_names())),
    wall=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)).map(lambda wall: wall.replace(microsecond=0)),
    rule=st.sampled_from([WEEKLY, FORTNIGHTLY]),
)
def test_any_zone_keeps_weekday_and_clock_but_for_gaps(zone, wall, rule):
    after = instant(wall, zone)
    dates = recurrence(zone, wall, rule).between(after, after + timedelta(days=200))
    keys = [date.key for date in dates]
    step = timedelta(days=7 if rule == WEEKLY else 14)
    assert keys[0] == wall
    assert all(b - a == step for a, b in pairwise(keys))
    for date in dates:
        shown = date.starts_at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        assert timedelta(0) <= shown - date.key <= timedelta(hours=24)
        assert date.ends_at - date.starts_at == timedelta(minutes=90)
