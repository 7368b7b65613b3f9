"""Weekly hours as instants: across midnight, across the end of the week, and across changes of the clock."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.clock import zone_names
from meetings.hours import AHEAD, Covered, HalfHour, spans
from meetings.models import Meeting
from tests.conftest import NOW, plan_series

BRUSSELS = ZoneInfo("Europe/Brussels")


def utc(*when: int) -> datetime:
    return datetime(*when, tzinfo=UTC)


def test_an_hour_keeps_its_wall_clock_when_clocks_change():
    starts = [begin for begin, _ in spans({48 + 36, 48 + 37}, BRUSSELS, NOW)]  # Tuesdays 18:00 to 19:00
    assert utc(2026, 3, 24, 17) in starts
    assert utc(2026, 3, 31, 16) in starts


def test_neighbours_are_one_span_from_this_week_on():
    first, *_ = spans({0, 1, 2}, BRUSSELS, NOW)
    assert first == (utc(2026, 3, 1, 23), utc(2026, 3, 2, 0, 30))


def test_an_hour_that_is_left_out_is_none_and_one_that_comes_twice_counts_twice():
    sunday = 6 * 48
    spring = dict(spans({sunday + 5}, BRUSSELS, utc(2026, 3, 24)))  # 02:30 to 03:00 on the day it does not exist
    assert not any(begin.date() == datetime(2026, 3, 29).date() for begin in spring)
    autumn = dict(spans({sunday + 4, sunday + 5}, BRUSSELS, utc(2026, 10, 20)))
    assert autumn[utc(2026, 10, 25, 0)] - utc(2026, 10, 25, 0) == timedelta(hours=2)


@given(
    slots=st.sets(st.integers(0, 335), max_size=20),
    zone=st.sampled_from(sorted(zone_names())),
    now=st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)),
)
def test_spans_run_forwards_and_reach_as_far_as_dates_are_made(slots, zone, now):
    found = list(spans(slots, ZoneInfo(zone), now))
    assert all(begin < end for begin, end in found)
    assert found == sorted(found)
    if slots and zone not in {"Pacific/Apia", "Pacific/Kwajalein"}:
        assert found[-1][1] > now + AHEAD - timedelta(weeks=1, days=2)


@pytest.mark.django_db
def test_a_meeting_is_covered_from_its_start_to_its_end(table, fay):
    """Also where the hours are two stretches that touch: Sunday's last and Monday's first."""
    plan_series(table, fay, starts_at=datetime(2026, 3, 8, 23, 30), minutes=60)

    def is_covered(slots: set[int]) -> bool:
        within = list(spans(slots, BRUSSELS, NOW))
        return Meeting.objects.annotate(covered=Covered("starts_at", "ends_at", within=within)).earliest("slot").covered

    assert is_covered({335, 0})
    assert not is_covered({335})
    assert not is_covered({0, 1})
    assert not is_covered(set())


@pytest.mark.django_db
def test_the_half_hour_of_a_wall_clock(table, fay):
    plan_series(table, fay, starts_at=datetime(2026, 3, 10, 18, 45))
    assert Meeting.objects.annotate(half_hour=HalfHour("slot")).earliest("slot").half_hour == 48 + 37
