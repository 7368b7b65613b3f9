"""Unsocial hours: when one is, whose they are, and hours that take turns so that all have a like share."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.clock import instant
from meetings.turns import Person, Share, is_unsocial, ledger, suggest

BRUSSELS, NEW_YORK, SYDNEY, LISBON = (
    ZoneInfo(name) for name in ("Europe/Brussels", "America/New_York", "Australia/Sydney", "Europe/Lisbon")
)
HOUR = timedelta(hours=1)
A_YEAR = [datetime(2026, 3, 10, 18) + timedelta(weeks=number) for number in range(52)]


def at(wall: datetime, zone: ZoneInfo, length: timedelta = HOUR) -> tuple[datetime, datetime]:
    starts_at = instant(wall, zone.key)
    return starts_at, starts_at + length


@pytest.mark.parametrize(
    ("clock", "minutes", "unsocial"),
    [
        (time(6, 59), 60, True),
        (time(7), 60, False),
        (time(20, 30), 90, False),
        (time(20, 31), 90, True),
        (time(23), 60, True),
        (time(23, 30), 480, True),
        (time(0), 60, True),
    ],
)
def test_before_seven_and_after_ten_at_night_are_unsocial(clock, minutes, unsocial):
    span = at(datetime.combine(datetime(2026, 3, 10), clock), BRUSSELS, timedelta(minutes=minutes))
    assert is_unsocial(*span, BRUSSELS) is unsocial


def test_it_is_each_persons_own_clock_and_it_changes_with_the_clocks():
    before, between = (at(datetime(2026, month, day, 13), BRUSSELS) for month, day in ((2, 10), (3, 10)))
    assert not is_unsocial(*before, NEW_YORK)  # seven
    assert not is_unsocial(*between, NEW_YORK)  # eight: New York has changed, Brussels has not
    assert is_unsocial(*at(datetime(2026, 4, 14, 12), BRUSSELS), NEW_YORK)


def test_the_ledger_counts_what_was_and_what_will_be_and_nothing_from_before_somebody_joined():
    dates = [at(datetime(2026, 3, 10, 18) + timedelta(weeks=week), BRUSSELS, HOUR) for week in range(4)]
    people = [
        Person("Fay", BRUSSELS),
        Person("Yuki", ZoneInfo("Asia/Tokyo")),
        Person("Aoi", ZoneInfo("Asia/Tokyo"), since=dates[1][0]),
    ]
    assert ledger(people, dates[:2], dates[2:]) == [Share("Yuki", 2, 2), Share("Aoi", 1, 2), Share("Fay", 0, 0)]


def test_where_an_hour_suits_everybody_none_is_suggested():
    assert suggest([BRUSSELS, LISBON], A_YEAR, "Europe/Brussels", HOUR) == []
    assert suggest([], A_YEAR, "Europe/Brussels", HOUR) == []


def test_three_far_apart_bear_it_in_turn():
    zones = [BRUSSELS, NEW_YORK, SYDNEY]
    hours = suggest(zones, A_YEAR, "Europe/Brussels", 2 * HOUR)
    dates = [
        at(datetime.combine(day, hours[number % len(hours)]), BRUSSELS, 2 * HOUR) for number, day in enumerate(A_YEAR)
    ]
    borne = [sum(is_unsocial(*date, zone) for date in dates) for zone in zones]
    alone = min(
        max(
            sum(is_unsocial(*at(datetime.combine(day, time(hour)), BRUSSELS, 2 * HOUR), zone) for day in A_YEAR)
            for zone in zones
        )
        for hour in range(24)
    )
    assert 2 <= len(hours) <= 3
    assert max(borne) < alone
    assert max(borne) - min(borne) <= len(A_YEAR) // 6


@given(
    st.lists(st.sampled_from(["Asia/Kolkata", "Europe/London", "America/Los_Angeles", "Pacific/Auckland"]), max_size=8),
    st.sampled_from([30, 90, 240]),
)
def test_a_suggestion_never_makes_it_worse_for_who_bears_most(names, minutes):
    zones, length = [ZoneInfo(name) for name in names], timedelta(minutes=minutes)
    days = A_YEAR[::13]
    hours = suggest(zones, days, "UTC", length)
    assert len(hours) in (0, 2, 3)

    def most(hours: list[time]) -> float:
        dates = [at(datetime.combine(day, hour), ZoneInfo("UTC"), length) for day in days for hour in hours]
        return max(sum(is_unsocial(*date, zone) for date in dates) for zone in zones) / len(hours)

    if hours:
        assert most(hours) < min(most([time(hour)]) for hour in range(24))
