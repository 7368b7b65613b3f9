"""Zones as iCalendar has them, read back as RFC 5545 says and held against the zone data."""

from bisect import bisect_right
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr

from accounts.clock import zone_choices
from meetings.transitions import changes
from meetings.vtimezone import vtimezone

FIRST, LAST = 2026, 2036
ZONES = [name for name, _label in zone_choices()]


def onsets(component) -> list[tuple[datetime, timedelta, timedelta, str]]:
    """When each block begins to count, in order: the instant, the offsets before and after, the name."""
    found = []
    for block in component.subcomponents:
        before, after = block["TZOFFSETFROM"].td, block["TZOFFSETTO"].td
        first, end = block["DTSTART"].dt, datetime(LAST + 1, 1, 2)
        rule = block["RRULE"].to_ical().decode() if "RRULE" in block else "FREQ=DAILY;COUNT=1"
        walls = rrulestr(rule, dtstart=first).between(first, end, inc=True)
        found += [((wall - before).replace(tzinfo=UTC), before, after, str(block["TZNAME"])) for wall in walls]
    return sorted(found)


def moments(zone: str) -> list[datetime]:
    """A moment of every week, and each second around the changes."""
    weekly = [datetime(FIRST, 1, 1, 11, tzinfo=UTC) + timedelta(weeks=week) for week in range(52 * (LAST - FIRST + 1))]
    around = [each.at + timedelta(seconds=second) for each in changes(zone, FIRST, LAST) for second in (-1, 0, 1)]
    return weekly + around


@pytest.mark.parametrize("zones", [ZONES[start::4] for start in range(4)], ids=["a", "b", "c", "d"])
def test_every_zone_reads_back_as_the_zone_data_have_it(zones):
    for zone in zones:
        component, info = vtimezone(zone, FIRST, LAST), ZoneInfo(zone)
        found = onsets(component)
        starts = [at for at, *_rest in found]
        for moment in moments(zone):
            _at, _before, after, name = found[bisect_right(starts, moment) - 1]
            local = moment.astimezone(info)
            assert (after, name) == (local.utcoffset(), local.tzname()), (zone, moment)
        for (_at, _before, after, _name), (_next, before, _after, _called) in pairwise(found):
            assert before == after, zone  # each block begins by the clock of the one before


@pytest.mark.parametrize("zones", [ZONES[start::4] for start in range(4)], ids=["a", "b", "c", "d"])
def test_no_block_has_more_onsets_than_a_rule_gives(zones):
    """A list of dates (RDATE), or a rule that ends (UNTIL), is what readers disagree about."""
    for zone in zones:
        text = vtimezone(zone, FIRST, LAST).to_ical().decode()
        assert "RDATE" not in text
        assert "UNTIL" not in text
        assert f"TZID:{zone}" in text


BLOCKS = {
    "Europe/Brussels": [
        "DAYLIGHT 20250330T020000 +0100>+0200 FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3 CEST",
        "STANDARD 20251026T030000 +0200>+0100 FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10 CET",
    ],
    "America/New_York": [
        "DAYLIGHT 20250309T020000 -0500>-0400 FREQ=YEARLY;BYDAY=2SU;BYMONTH=3 EDT",
        "STANDARD 20251102T020000 -0400>-0500 FREQ=YEARLY;BYDAY=1SU;BYMONTH=11 EST",
    ],
    "Australia/Lord_Howe": [
        "STANDARD 20250406T020000 +1100>+1030 FREQ=YEARLY;BYDAY=1SU;BYMONTH=4 +1030",
        "DAYLIGHT 20251005T020000 +1030>+1100 FREQ=YEARLY;BYDAY=1SU;BYMONTH=10 +11",
    ],
    "Europe/Dublin": [  # whose law says that winter is the exception
        "DAYLIGHT 20250330T010000 +0000>+0100 FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3 IST",
        "STANDARD 20251026T020000 +0100>+0000 FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10 GMT",
    ],
    "America/Nuuk": [  # on the evening before the last Sunday, which may be no last Saturday
        "DAYLIGHT 20250329T230000 -0200>-0100 FREQ=YEARLY;BYDAY=SA;BYMONTHDAY=24,25,26,27,28,29,30;BYMONTH=3 -01",
        "STANDARD 20251026T000000 -0100>-0200 FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10 -02",
    ],
    "Asia/Kolkata": ["STANDARD 20250101T053000 +0530>+0530 IST"],
    "America/Vancouver": [  # which gave up its clock changes in 2026
        "STANDARD 20241231T160000 -0800>-0800 PST",
        "DAYLIGHT 20250309T020000 -0800>-0700 PDT",
        "STANDARD 20251102T020000 -0700>-0800 PST",
        "DAYLIGHT 20260308T020000 -0800>-0700 PDT",
        "STANDARD 20261101T020000 -0700>-0700 MST",
    ],
}


@pytest.mark.parametrize("zone", BLOCKS)
def test_a_zone_has_two_yearly_rules_or_a_block_for_each_change(zone):
    def line(block) -> str:
        text = dict(each.split(":", 1) for each in block.to_ical().decode().split("\r\n") if each)
        offsets = f"{text['TZOFFSETFROM']}>{text['TZOFFSETTO']}"
        parts = [block.name, text["DTSTART"], offsets, text.get("RRULE"), text["TZNAME"]]
        return " ".join(each for each in parts if each)

    assert [line(block) for block in vtimezone(zone, FIRST, LAST).subcomponents] == BLOCKS[zone]


def test_changes_are_found_to_the_second():
    found = changes("Europe/London", 2026, 2027)
    assert [each.at for each in found] == [
        datetime(2026, 3, 29, 1, tzinfo=UTC),
        datetime(2026, 10, 25, 1, tzinfo=UTC),
        datetime(2027, 3, 28, 1, tzinfo=UTC),
        datetime(2027, 10, 31, 1, tzinfo=UTC),
    ]
    assert [each.onset.hour for each in found] == [1, 2, 1, 2]


def test_no_zone_changes_twice_within_the_step_changes_are_looked_for_in():
    for zone in ZONES:
        found = [each.at for each in changes(zone, FIRST - 1, LAST)]
        assert all(later - early > timedelta(days=2) for early, later in pairwise(found)), zone


def test_an_unknown_zone_is_an_error():
    with pytest.raises(KeyError):
        vtimezone("Europe/Nowhere", FIRST, LAST)


def test_zones_of_both_halves_of_the_world_are_among_those_tried():
    assert len(ZONES) > 400
    assert {"Australia/Sydney", "America/Santiago", "Africa/Casablanca"} <= set(ZONES)
