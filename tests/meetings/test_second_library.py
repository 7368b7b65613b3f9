"""Our dates against those of libical, which shares nothing with dateutil: Debian's `libical3`, skipped without it.

Random rules, and random first days. Left out is what libical 3.0 reads wrong, and what other tests say by hand: weeks
that do not begin on Monday with an interval, BYMONTHDAY from the end with FREQ=DAILY, the weeks about new year,
which Python's own calendar counts here, and BYSETPOS where two parts name the same day.
"""

import ctypes
import ctypes.util
from datetime import datetime, timedelta
from itertools import islice, takewhile

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from meetings.rule_text import DAYS, read
from meetings.rules import YEARS

DATES = 25
EPOCH = datetime(1970, 1, 1)
LIBRARY = ctypes.util.find_library("ical")

needs_libical = pytest.mark.skipif(LIBRARY is None, reason="libical is not here (Debian: apt-get install libical3)")


def by_libical(rule: str, start: datetime) -> list[datetime]:
    """The first dates of a rule; its wall clocks are taken for UTC, as no zone is in play."""
    library = ctypes.CDLL(LIBRARY)
    expand = library.icalrecur_expand_recurrence
    expand.argtypes = [ctypes.c_char_p, ctypes.c_int64, ctypes.c_int, ctypes.POINTER(ctypes.c_int64)]
    seconds = (ctypes.c_int64 * DATES)()
    assert expand(rule.encode(), round((start - EPOCH).total_seconds()), DATES, seconds)
    return [EPOCH + timedelta(seconds=each) for each in seconds if each]


def numbers(name: str, least: int, most: int, backwards: bool = False) -> st.SearchStrategy[str]:
    ahead = st.integers(least, most)
    any_of = ahead | ahead.map(lambda number: -number) if backwards else ahead
    return st.lists(any_of, min_size=1, max_size=4, unique=True).map(
        lambda found: f"{name}=" + ",".join(map(str, sorted(found)))
    )


def weekdays(*ordinals: str) -> st.SearchStrategy[str]:
    day = st.tuples(st.sampled_from(DAYS), st.sampled_from(ordinals or ("",)))
    return st.lists(day, min_size=1, max_size=4, unique=True).map(
        lambda found: (
            "BYDAY=" + ",".join(ordinal + day for day, ordinal in sorted(found, key=lambda of: DAYS.index(of[0])))
        )
    )


INTERVAL = st.integers(1, 7).map("INTERVAL={}".format)
WKST = st.sampled_from(DAYS).map("WKST={}".format)
POSITIONS = st.sampled_from(["1", "2", "-1", "-2", "3,-1", "1,5"]).map("BYSETPOS={}".format)
MONTHS, HOURS, MINUTES = numbers("BYMONTH", 1, 12), numbers("BYHOUR", 0, 23), numbers("BYMINUTE", 0, 59)
MONTH_DAYS = numbers("BYMONTHDAY", 1, 31, backwards=True)
IN_MONTH = weekdays("", "1", "2", "3", "4", "5", "-1", "-2", "-5")


def rules(freq: str, *parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """FREQ and any of the parts."""
    return st.tuples(*(st.just("") | part for part in parts)).map(
        lambda found: ";".join([f"FREQ={freq}", *filter(None, found)])
    )


RULES = st.one_of(
    rules("DAILY", INTERVAL, MONTHS, numbers("BYMONTHDAY", 1, 31), weekdays(), HOURS, MINUTES),
    rules("WEEKLY", INTERVAL, MONTHS, weekdays(), HOURS),
    rules("WEEKLY", MONTHS, weekdays(), WKST),
    rules("MONTHLY", INTERVAL, MONTHS, numbers("BYMONTHDAY", 1, 31), weekdays(), POSITIONS),
    rules("MONTHLY", INTERVAL, MONTHS, numbers("BYMONTHDAY", -31, -1), weekdays(), POSITIONS),
    rules("MONTHLY", INTERVAL, MONTHS, MONTH_DAYS, IN_MONTH),
    rules("MONTHLY", INTERVAL, MONTH_DAYS, IN_MONTH, HOURS),
    rules("YEARLY", INTERVAL, MONTHS, numbers("BYMONTHDAY", 1, 31), weekdays(), POSITIONS),
    rules("YEARLY", INTERVAL, MONTHS, MONTH_DAYS, IN_MONTH),
    rules("YEARLY", INTERVAL, weekdays("", "1", "20", "53", "-1", "-30"), HOURS),
    rules("YEARLY", INTERVAL, numbers("BYYEARDAY", 1, 366, backwards=True), weekdays()),
    rules("YEARLY", numbers("BYWEEKNO", 2, 51), weekdays(), WKST),
)
ENDS = st.just("") | st.integers(1, 20).map(";COUNT={}".format)
START = st.datetimes(datetime(1998, 1, 1), datetime(2037, 12, 31)).map(
    lambda wall: wall.replace(second=0, microsecond=0)
)


@needs_libical
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(RULES, ENDS, START)
@example("FREQ=MONTHLY;BYDAY=MO,2TU", "", datetime(2026, 1, 5, 18))  # dateutil asks for both at once
@example("FREQ=YEARLY;BYDAY=MO,2TU,-1SU", "", datetime(2026, 1, 5, 18))
@example("FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1", "", datetime(2026, 1, 31, 18))
def test_libical_finds_the_same_dates(text, end, start):
    try:
        rule = read(text + end)
    except ValueError:
        assume(False)  # read by calendars in different ways, so refused
    first = next(rule.dates(start, start), None)
    assume(first is not None)
    if not any(part in text for part in ("BYHOUR", "BYMINUTE")):
        assert first.time() == start.time()
    ours = list(islice(rule.dates(first, first), min(DATES, rule.count or DATES)))
    assume(ours and ours[0] == first)  # what the rule leaves open is as at its start, so it may have lost it
    assert ours == [each for each in by_libical(text + end, first) if each.year <= first.year + YEARS]


def test_weeks_are_those_of_pythons_calendar():
    """Years of 52 and of 53 weeks, from the beginning and from the end."""
    start = datetime(1990, 1, 1, 18)
    days = [start + timedelta(days=number) for number in range(365 * 50)]
    for number in (1, 2, 20, 51, 52, 53, -1, -2, -52, -53):
        expected = [day for day in days if day.weekday() in (0, 3, 6) and number in week_numbers(day)]
        found = read(f"FREQ=YEARLY;BYWEEKNO={number};BYDAY=MO,TH,SU").dates(start, start)
        assert [*takewhile(lambda day: day <= days[-1], found)] == expected


def week_numbers(day: datetime) -> tuple[int, int]:
    year, week, _weekday = day.isocalendar()
    return week, week - datetime(year, 12, 28).isocalendar().week - 1


def test_weeks_may_begin_on_any_day():
    """By hand: the Saturdays from 30 December 2023 to 28 December 2024 begin 53 weeks; this lies in the fifth."""
    start = datetime(2024, 1, 30, 18)
    assert next(read("FREQ=YEARLY;BYWEEKNO=-49;BYDAY=TU;WKST=SA").dates(start, start)) == start


def test_intervals_count_weeks_from_their_first_day():
    """By hand, since libical 3.0 is a week off: Friday 24 November 2023 begins the first week."""
    start = datetime(2023, 11, 28, 18)
    found = islice(read("FREQ=WEEKLY;INTERVAL=4;BYDAY=MO,TU,TH;WKST=FR").dates(start, start), 6)
    assert [f"{day:%m-%d}" for day in found] == ["11-28", "11-30", "12-25", "12-26", "12-28", "01-22"]


def test_days_from_the_end_of_the_month_every_second_day():
    """By hand, since libical 3.0 finds none: 28, 92 and 30 days apart."""
    start = datetime(2026, 1, 31, 18)
    found = islice(read("FREQ=DAILY;INTERVAL=2;BYMONTHDAY=-1").dates(start, start), 4)
    assert [f"{day:%m-%d}" for day in found] == ["01-31", "02-28", "05-31", "06-30"]


def test_a_day_named_twice_has_one_position():
    """By hand: the 28th from the end of February is its first day, or its second in a leap year."""
    start = datetime(2027, 1, 4, 18)
    found = islice(read("FREQ=MONTHLY;BYMONTHDAY=1,-28;BYSETPOS=-1").dates(start, start), 3)
    assert [f"{day:%m-%d}" for day in found] == ["01-04", "02-01", "03-04"]
