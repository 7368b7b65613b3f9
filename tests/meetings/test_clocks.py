"""Clocks beside each other: unsocial hours, and when clocks change."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from meetings.clocks import Shift, shifts, unsocial


@pytest.mark.parametrize(
    ("start", "minutes", "kind"),
    [
        ("06:59", 60, "early"),
        ("05:00", 60, "early"),
        ("07:00", 60, ""),
        ("20:30", 90, ""),
        ("20:31", 90, "late"),
        ("21:59", 180, "late"),
        ("22:00", 30, "night"),
        ("00:00", 60, "night"),
        ("04:59", 60, "night"),
    ],
)
def test_an_hour_is_unsocial_before_seven_and_after_ten(start, minutes, kind):
    zone = ZoneInfo("America/Toronto")
    starts_at = datetime.fromisoformat(f"2026-06-01T{start}").replace(tzinfo=zone)
    assert unsocial(starts_at.astimezone(UTC), starts_at.astimezone(UTC) + timedelta(minutes=minutes), zone) == kind


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def test_every_change_is_found_to_the_minute_and_zones_that_change_together_are_one():
    zones = ["Europe/Brussels", "Europe/Lisbon", "America/New_York", "Asia/Kolkata", "Europe/Brussels"]
    assert shifts(zones, at(2026, 3, 1), at(2026, 12, 1)) == [
        Shift(at(2026, 3, 8, 7), ["America/New_York"]),
        Shift(at(2026, 3, 29, 1), ["Europe/Brussels", "Europe/Lisbon"]),
        Shift(at(2026, 10, 25, 1), ["Europe/Brussels", "Europe/Lisbon"]),
        Shift(at(2026, 11, 1, 6), ["America/New_York"]),
    ]


def test_a_change_of_half_an_hour_counts():
    assert shifts(["Australia/Lord_Howe"], at(2026, 4, 1), at(2026, 4, 8)) == [
        Shift(at(2026, 4, 4, 15), ["Australia/Lord_Howe"])
    ]


def test_nothing_changes_outside_the_span_or_in_none():
    assert shifts(["Europe/Brussels"], at(2026, 3, 29, 1), at(2026, 10, 25, 0)) == []
    assert shifts(["Europe/Brussels"], at(2026, 4, 1), at(2026, 3, 1)) == []
