"""A series keeps its wall clock: through gaps, repeated hours and both clock changes."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.clock import instant, zone_names
from meetings.recurrence import Recurrence
from meetings.rules import Rule

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


def test_more_than_the_limit_is_refused():
    weekly = recurrence("UTC", datetime(2026, 1, 6, 18, 0))
    assert len(weekly.between(*YEAR, limit=52)) == 52
    with pytest.raises(ValueError, match="More than 51 dates"):
        weekly.between(*YEAR, limit=51)


def test_a_start_with_a_zone_of_its_own_is_refused():
    with pytest.raises(ValueError, match="wall-clock"):
        recurrence("UTC", datetime(2026, 1, 6, tzinfo=UTC))


def test_only_the_pinned_zone_data_is_read():
    import zoneinfo

    assert zoneinfo.TZPATH == ()


@settings(suppress_health_check=[HealthCheck.too_slow])  # a busy machine is not a slow strategy
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


REFUSED = [
    ("", "is no part of a rule"),
    ("FREQ", "is no part of a rule"),
    ("RRULE:FREQ=WEEKLY", "is no part of a rule"),
    ("FREQ=WEEKLY;", "is no part of a rule"),
    ("FREQ=WEEKLY\nFREQ=DAILY", "A rule says how often"),
    ("INTERVAL=2", "A rule says how often"),
    ("FREQ=FORTNIGHTLY", "A rule says how often"),
    ("FREQ=WEEKLY;FREQ=DAILY", "FREQ stands in the rule twice"),
    ("FREQ=WEEKLY;BYEASTER=0", "“BYEASTER=0” is no part of a rule"),
    ("FREQ=WEEKLY;INTERVAL=0", "INTERVAL is a number from 1"),
    ("FREQ=WEEKLY;INTERVAL=-1", "INTERVAL is a number from 1"),
    ("FREQ=WEEKLY;INTERVAL=1_0", "INTERVAL is a number from 1"),
    ("FREQ=WEEKLY;INTERVAL=٣", "INTERVAL is a number from 1"),
    ("FREQ=WEEKLY;COUNT=0", "COUNT is a number from 1"),
    ("FREQ=WEEKLY;COUNT=99999", "COUNT is a number from 1"),
    ("FREQ=WEEKLY;COUNT=3;UNTIL=20270101", "it cannot have both"),
    ("FREQ=WEEKLY;UNTIL=tomorrow", "UNTIL is a day or a time"),
    ("FREQ=WEEKLY;UNTIL=20270230", "UNTIL is a day or a time"),
    ("FREQ=WEEKLY;UNTIL=20270101T2500Z", "UNTIL is a day or a time"),
    ("FREQ=WEEKLY;UNTIL=20260105", "ends before it begins"),
    ("FREQ=WEEKLY;UNTIL=20260106T175959Z", "ends before it begins"),
    ("FREQ=WEEKLY;BYDAY=XX", "is no day such as"),
    ("FREQ=MONTHLY;BYDAY=0TU", "is no day such as"),
    ("FREQ=YEARLY;BYDAY=54TU", "is no day such as"),
    ("FREQ=MONTHLY;BYDAY=6TU", "No month has more than five"),
    ("FREQ=WEEKLY;BYDAY=1TU", "A number before a day"),
    ("FREQ=DAILY;BYDAY=-1TU", "A number before a day"),
    ("FREQ=YEARLY;BYWEEKNO=2;BYDAY=1TU", "A number before a day"),
    ("FREQ=WEEKLY;WKST=1", "WKST is the day"),
    ("FREQ=MONTHLY;BYMONTHDAY=0", "BYMONTHDAY has numbers from 1 to 31"),
    ("FREQ=MONTHLY;BYMONTHDAY=6,32", "BYMONTHDAY has numbers from 1 to 31"),
    ("FREQ=YEARLY;BYMONTH=-1", "BYMONTH has numbers from 1 to 12"),
    ("FREQ=DAILY;BYHOUR=24", "BYHOUR has numbers from 0 to 23"),
    ("FREQ=DAILY;BYHOUR=9,18;BYMINUTE=" + ",".join(map(str, range(13))), "No more than 24 times"),
    ("FREQ=MONTHLY;BYWEEKNO=20", "BYWEEKNO goes with FREQ=YEARLY only"),
    ("FREQ=YEARLY;BYWEEKNO=2", "BYWEEKNO needs the day"),
    ("FREQ=YEARLY;BYWEEKNO=2;BYDAY=TU;INTERVAL=2", "BYWEEKNO does not go with INTERVAL"),
    ("FREQ=YEARLY;BYWEEKNO=2;BYDAY=TU;BYMONTH=1", "BYWEEKNO does not go with months"),
    ("FREQ=MONTHLY;BYYEARDAY=6", "BYYEARDAY goes with FREQ=YEARLY only"),
    ("FREQ=YEARLY;BYYEARDAY=6;BYMONTH=1", "BYYEARDAY does not go with months"),
    ("FREQ=WEEKLY;BYMONTHDAY=6", "BYMONTHDAY does not go with FREQ=WEEKLY"),
    ("FREQ=YEARLY;BYMONTHDAY=6", "BYMONTHDAY with FREQ=YEARLY needs BYMONTH"),
    ("FREQ=WEEKLY;BYDAY=TU,TH;BYSETPOS=1", "BYSETPOS goes with FREQ=MONTHLY"),
    ("FREQ=MONTHLY;BYSETPOS=1", "BYSETPOS needs days to count"),
    ("FREQ=MONTHLY;BYDAY=TU;BYHOUR=9,18;BYSETPOS=1", "BYSETPOS counts days"),
    ("FREQ=YEARLY;BYDAY=TU;BYSETPOS=" + ",".join(map(str, range(1, 33))), "no more than 31 days"),
    ("FREQ=YEARLY;INTERVAL=51", "comes round so rarely"),
    ("FREQ=YEARLY;BYMONTH=" + "1," * 300 + "1", "at most 500 characters"),
    ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "has no dates"),
    ("FREQ=DAILY;BYMONTH=4;BYMONTHDAY=31", "has no dates"),
    ("FREQ=MONTHLY;BYDAY=TU,WE;BYSETPOS=50", "has no dates"),
    ("FREQ=YEARLY;INTERVAL=2;BYMONTH=2;BYMONTHDAY=29;BYDAY=1MO", "has no dates"),
    ("FREQ=WEEKLY;BYDAY=TH", "the next of them is Thursday 8 January 2026, 18:00"),
]


@pytest.mark.parametrize(("rule", "why"), REFUSED)
def test_a_rule_that_is_none_is_refused_in_words(rule, why):
    with pytest.raises(ValueError, match=why):
        recurrence("UTC", datetime(2026, 1, 6, 18, 0), rule)


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "Europe", "../etc/passwd", "Factory", "europe/london"])
def test_an_unknown_zone_is_refused(zone):
    with pytest.raises(ValueError, match="There is no time zone"):
        recurrence(zone, datetime(2026, 1, 6, 18, 0))


def test_times_that_are_no_wall_clocks_are_refused():
    start, aware = datetime(2026, 1, 6, 18), datetime(2026, 1, 6, 18, tzinfo=UTC)
    for extra in ({"excluded": [aware]}, {"added": [aware]}):
        with pytest.raises(ValueError, match="without a zone"):
            Recurrence(WEEKLY, start, "UTC", timedelta(hours=1), **extra)
    for wall in (start.replace(microsecond=1), start.replace(year=1899), start.replace(year=9999)):
        with pytest.raises(ValueError, match="whole seconds, from 1900"):
            recurrence("UTC", wall)
    with pytest.raises(ValueError, match="ends after it begins"):
        Recurrence(WEEKLY, start, "UTC", timedelta(0))
    with pytest.raises(ValueError, match="between instants"):
        recurrence("UTC", start).next(start)
    with pytest.raises(ValueError, match="between instants"):
        recurrence("UTC", start).between(aware, start)


def test_what_is_excluded_was_counted_and_what_is_added_was_not():
    start, week = datetime(2026, 1, 6, 18), timedelta(weeks=1)
    changed = Recurrence(
        "FREQ=WEEKLY;COUNT=4",
        start,
        "Europe/Brussels",
        timedelta(hours=1),
        excluded=iter([start + week, datetime(2026, 1, 15, 18)]),
        added=[datetime(2026, 1, 15, 18), datetime(2026, 1, 16, 9), start + 2 * week, datetime(2025, 12, 24, 9)],
    )
    keys = [f"{each.key:%m-%d %H}" for each in changed.between(datetime(2025, 1, 1, tzinfo=UTC), YEAR[1])]
    assert keys == ["12-24 09", "01-06 18", "01-16 09", "01-20 18", "01-27 18"]
    assert changed == Recurrence(*[getattr(changed, name) for name in changed.__slots__])
    assert hash(changed)


def test_all_may_be_excluded():
    start = datetime(2026, 1, 6, 18)
    none = Recurrence("FREQ=WEEKLY;COUNT=1", start, "UTC", timedelta(hours=1), excluded=[start])
    assert (none.between(*YEAR), none.next(YEAR[0]), none.cycle) == ([], None, None)


def test_a_first_date_that_is_none_of_the_rules_may_be_excluded_but_not_counted():
    start, rule = datetime(2026, 1, 6, 18), "FREQ=WEEKLY;BYDAY=TH"
    thursdays = Recurrence(rule, start, "UTC", timedelta(hours=1), excluded=[start])
    assert thursdays.next(YEAR[0]).key == datetime(2026, 1, 8, 18)
    with pytest.raises(ValueError, match="none of this rule's dates"):
        Recurrence(f"{rule};COUNT=3", start, "UTC", timedelta(hours=1), excluded=[start])


@pytest.mark.parametrize(
    ("until", "count"),
    [
        ("20260630", 26),  # the whole day
        ("20260630T180000", 26),
        ("20260630T175959", 25),
        ("20260630T160000Z", 26),  # 18:00 in Brussels in summer
        ("20260630T155959Z", 25),
        ("20260113T170000Z", 2),  # and in winter
        ("20260113T165959Z", 1),
        ("99991231T235959Z", 52),  # the end of the calendar is none
    ],
)
def test_until_is_a_day_a_wall_clock_or_an_instant(until, count):
    weekly = recurrence("Europe/Brussels", datetime(2026, 1, 6, 18), f"FREQ=WEEKLY;UNTIL={until}")
    assert len(weekly.between(*YEAR)) == count


def test_until_sees_the_instant_of_a_date_out_of_a_gap():
    daily = recurrence("Europe/Brussels", datetime(2026, 3, 27, 2, 30), "FREQ=DAILY;UNTIL=20260329T012959Z")
    assert [each.key.day for each in daily.between(*YEAR)] == [27, 28]


def test_instants_far_outside_find_nothing():
    weekly = recurrence("Pacific/Kiritimati", datetime(2026, 1, 6, 18))
    begin, end = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=ZoneInfo("America/New_York"))
    assert weekly.next(begin).key == weekly.starts_at
    assert weekly.next(end) is None
    assert weekly.between(begin, begin + timedelta(days=1)) == []
    assert weekly.next(datetime(2078, 1, 1, tzinfo=UTC)) is None  # nothing lasts longer than 50 years


def test_the_twenty_ninth_of_february_comes_round_across_2100():
    mondays = "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO"
    leap = recurrence("UTC", datetime(2072, 2, 29, 18), mondays)
    assert leap.next(datetime(2073, 1, 1, tzinfo=UTC)).key == datetime(2112, 2, 29, 18)


COSTLY = [
    "FREQ=DAILY",
    "FREQ=DAILY;COUNT=5000",
    "FREQ=DAILY;INTERVAL=999",
    "FREQ=DAILY;INTERVAL=2;BYHOUR=" + ",".join(map(str, range(24))),
    "FREQ=DAILY;BYMONTH=1;BYMONTHDAY=1;BYDAY=MO;COUNT=9",
    "FREQ=WEEKLY;INTERVAL=999",
    "FREQ=WEEKLY;BYMONTH=1;COUNT=500",
    "FREQ=MONTHLY;BYDAY=MO;BYMONTHDAY=1;COUNT=5000",
    "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=1," + ",".join(map(str, range(-366, -340))),
    "FREQ=YEARLY;BYWEEKNO=1;BYDAY=MO",
    "FREQ=YEARLY;BYDAY=MO;BYSETPOS=1," + ",".join(map(str, range(-366, -336))),
    "FREQ=YEARLY;BYDAY=SU,MO,TU,WE,TH,FR,SA;BYHOUR=" + ",".join(map(str, range(24))),
]


@pytest.mark.parametrize("rule", COSTLY)
def test_no_rule_asks_for_more_than_its_fifty_years(rule, monkeypatch):
    """Counted, since clocks lie on a busy machine: each month or year is expanded once, and no more than needed."""
    start = datetime(1990, 1, 1, 0)
    busy = recurrence("UTC", start, rule)
    expanded, periods = [], Rule._periods
    counted = lambda *args: (expanded.append(each) or each for each in periods(*args))  # noqa: E731
    monkeypatch.setattr(Rule, "_periods", counted)
    busy.next(datetime(2039, 12, 1, tzinfo=UTC))
    walked = 50 if "COUNT" in rule else 1
    assert len(expanded) <= (walked + 1) * (12 if "MONTHLY" in rule else 1) + 1
    expanded.clear()
    with suppress(ValueError):  # for more than 500
        busy.between(YEAR[0], datetime(9999, 1, 1, tzinfo=UTC))
    assert len(expanded) <= 51 * (12 if "MONTHLY" in rule else 1)
