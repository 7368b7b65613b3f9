"""Rules in words: those that a person would choose, in sentences; others as they stand."""

from datetime import datetime, timedelta

import pytest
from django.utils.translation import get_language

from meetings.recurrence import Recurrence

TUESDAY = datetime(2026, 12, 8, 18)  # the second of its month
WORDS = [
    ("FREQ=DAILY", "every day"),
    ("FREQ=DAILY;INTERVAL=2", "every second day"),
    ("FREQ=DAILY;INTERVAL=10", "every 10 days"),
    ("FREQ=WEEKLY", "every Tuesday"),
    ("FREQ=WEEKLY;BYDAY=TU", "every Tuesday"),
    ("FREQ=WEEKLY;INTERVAL=2", "every second Tuesday"),
    ("FREQ=WEEKLY;INTERVAL=6", "every 6 weeks on Tuesday"),
    ("FREQ=WEEKLY;BYDAY=TH,TU", "every Tuesday and Thursday"),
    ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TU,TH", "every second week on Monday, Tuesday and Thursday"),
    ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "from Monday to Friday"),
    ("FREQ=DAILY;BYDAY=FR,TH,WE,TU,MO", "from Monday to Friday"),
    ("FREQ=MONTHLY", "on the 8th of every month"),
    ("FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=8,22", "on the 8th and 22nd of every third month"),
    ("FREQ=MONTHLY;INTERVAL=6", "on the 8th of every 6 months"),
    ("FREQ=MONTHLY;BYDAY=2TU", "on the second Tuesday of every month"),
    ("FREQ=MONTHLY;BYDAY=TU;BYSETPOS=2", "on the second Tuesday of every month"),
    ("FREQ=MONTHLY;BYDAY=2TU,-1TU", "on the second and last Tuesday of every month"),
    ("FREQ=YEARLY", "every year on 8 December"),
    ("FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=8", "every year on 8 December"),
    ("FREQ=YEARLY;INTERVAL=2;BYMONTH=12;BYDAY=2TU", "every second year on the second Tuesday of December"),
    ("FREQ=WEEKLY;COUNT=1", "once, on 8 December 2026"),
]


def words(rule: str, starts_at: datetime = TUESDAY, language: str = "en") -> str:
    return Recurrence(rule, starts_at, "Europe/Brussels", timedelta(minutes=90)).describe(language)


@pytest.mark.parametrize(("rule", "days"), WORDS)
def test_a_rule_that_people_choose(rule, days):
    assert words(rule) == f"{days} at 18:00, Brussels time"


def test_the_last_day_of_the_month():
    last = datetime(2026, 12, 31, 18)
    assert words("FREQ=MONTHLY;BYMONTHDAY=-1", last) == "on the last day of every month at 18:00, Brussels time"
    short = "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1"
    assert words(short, last) == "on the last day of every month at 18:00, Brussels time"
    thirtieth = words("FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1", datetime(2026, 12, 30, 18))
    assert thirtieth == "on the 30th (or the last day) of every month at 18:00, Brussels time"
    friday = words("FREQ=MONTHLY;BYDAY=-1FR", datetime(2026, 12, 25, 18))
    assert friday == "on the last Friday of every month at 18:00, Brussels time"


@pytest.mark.parametrize(
    ("end", "said"),
    [
        ("COUNT=10", ", 10 times"),
        ("UNTIL=20270131", ", until 31 January 2027"),
        ("UNTIL=20270131T180000", ", until 31 January 2027"),
        ("UNTIL=20270131T233000Z", ", until 1 February 2027"),  # by the clock that decides
    ],
)
def test_when_it_ends_is_said(end, said):
    assert words(f"FREQ=WEEKLY;{end}") == f"every Tuesday at 18:00, Brussels time{said}"


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY;BYMONTHDAY=8",
        "FREQ=WEEKLY;BYMONTH=12",
        "FREQ=WEEKLY;BYHOUR=9,18",
        "FREQ=MONTHLY;BYMONTHDAY=8,-1",
        "FREQ=MONTHLY;BYDAY=2TU,2WE",
        "FREQ=MONTHLY;BYDAY=TU",
        "FREQ=MONTHLY;BYDAY=TU;BYMONTHDAY=8",
        "FREQ=MONTHLY;BYMONTHDAY=8,9;BYSETPOS=1",
        "FREQ=YEARLY;BYDAY=TU",
        "FREQ=YEARLY;BYMONTH=6,12",
        "FREQ=YEARLY;BYYEARDAY=342",
        "FREQ=YEARLY;BYWEEKNO=50;BYDAY=TU",
    ],
)
def test_any_other_rule_is_quoted(rule):
    assert words(rule) == f"by a rule of its own, {rule}, from 8 December 2026 at 18:00, Brussels time"


def test_the_language_is_the_one_asked_for_and_only_there():
    before = get_language()
    assert "mardi" in words("FREQ=WEEKLY", language="fr")
    assert get_language() == before
