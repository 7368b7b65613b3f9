"""What people choose and what it comes to: the rule, its words, its dates, and the choice again."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.patterns import Pattern, pasted, pattern_of, rule_of
from meetings.recurrence import Recurrence

CHOSEN = [each for each in Pattern if each not in (Pattern.OWN, Pattern.ONCE)]


def recurrence(rule: str, first: date) -> Recurrence:
    return Recurrence(rule, datetime.combine(first, time(18)), "Europe/Brussels", timedelta(minutes=90))


def days(rule: str, first: date, number: int = 4) -> list[str]:
    found = recurrence(rule, first).between(datetime(2026, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC))
    return [f"{each.key:%Y-%m-%d}" for each in found[:number]]


@pytest.mark.parametrize(
    ("pattern", "first", "words", "dates"),
    [
        ("FREQ=WEEKLY", date(2026, 3, 10), "every Tuesday", ["2026-03-10", "2026-03-17"]),
        ("FREQ=WEEKLY;INTERVAL=2", date(2026, 3, 10), "every second Tuesday", ["2026-03-10", "2026-03-24"]),
        ("by_weekday", date(2026, 3, 10), "on the second Tuesday of every month", ["2026-03-10", "2026-04-14"]),
        ("by_weekday", date(2026, 3, 31), "on the last Tuesday of every month", ["2026-03-31", "2026-04-28"]),
        ("by_last", date(2026, 3, 27), "on the last Friday of every month", ["2026-03-27", "2026-04-24"]),
        ("by_date", date(2026, 3, 15), "on the 15th of every month", ["2026-03-15", "2026-04-15"]),
        ("by_date", date(2026, 3, 31), "on the last day of every month", ["2026-03-31", "2026-04-30", "2026-05-31"]),
        ("by_date", date(2026, 1, 30), "on the 30th (or the last day) of every month", ["2026-01-30", "2026-02-28"]),
        ("FREQ=WEEKLY;COUNT=1", date(2026, 3, 10), "once, on 10 March 2026", ["2026-03-10"]),
    ],
)
def test_a_pattern_is_a_rule_in_words_and_dates(pattern, first, words, dates):
    rule = rule_of(pattern, first)
    assert recurrence(rule, first).describe("en") == f"{words} at 18:00, Brussels time"
    assert days(rule, first, len(dates)) == dates
    assert pattern_of(rule, first) in (pattern, Pattern.BY_WEEKDAY)  # a fifth weekday is the last one either way


def test_an_end_is_a_day_or_a_number_of_dates():
    first = date(2026, 3, 10)
    assert days(rule_of("FREQ=WEEKLY", first, until=date(2026, 3, 24)), first) == days("FREQ=WEEKLY", first, 3)
    assert days(rule_of("FREQ=WEEKLY", first, count=2), first) == days("FREQ=WEEKLY", first, 2)


def test_a_last_weekday_that_is_not_the_last_is_refused():
    with pytest.raises(ValueError, match="Its month has that weekday once more"):
        rule_of("by_last", date(2026, 3, 10))


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=WEEKLY;BYDAY=TU,TH",
        "rrule:freq=weekly;byday=tu,th",
        " FREQ=WEEKLY; BYDAY=TU, TH \n",
        "DTSTART:20260310T180000\r\nRRULE:FREQ=WEEKLY;BYDAY=TU,TH\r\nEXDATE:20260312T180000",
    ],
)
def test_a_rule_is_found_in_what_was_pasted(text):
    assert pasted(text) == "FREQ=WEEKLY;BYDAY=TU,TH"


def test_a_rule_that_ends_itself_has_no_other_end():
    own, first = "FREQ=WEEKLY;COUNT=3", date(2026, 3, 10)
    assert rule_of("own", first, own) == own
    with pytest.raises(ValueError, match="says itself when it ends"):
        rule_of("own", first, own, count=5)


@given(
    pattern=st.sampled_from(CHOSEN),
    first=st.dates(date(2026, 1, 1), date(2029, 12, 31)),
    end=st.sampled_from([{}, {"count": 7}, {"until": date(2031, 1, 1)}]),
)
def test_every_rule_has_its_first_date_and_is_chosen_again(pattern, first, end):
    try:
        rule = rule_of(pattern, first, **end)
    except ValueError:
        assert pattern == Pattern.BY_LAST
        return
    assert recurrence(rule, first).starts_at.date() == first  # no other is taken: it is one of the rule's dates
    again = pattern_of(rule, first)
    assert rule_of(again, first, **end) == rule
    assert "rule of its own" not in recurrence(rule, first).describe("en")
