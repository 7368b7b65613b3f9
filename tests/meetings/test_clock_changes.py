"""Every clock change of 2026 to 2028 in seven zones, worked out by hand: the day before, the day itself, the day after.

Casablanca changes for Ramadan, and by the zone data of September 2026 no more after it; Lord Howe changes by half an
hour; Kolkata does not change.
"""

from datetime import UTC, datetime, time, timedelta

import pytest

from accounts.clock import instant
from meetings.recurrence import Recurrence

LONDON, NEW_YORK, SYDNEY = "Europe/London", "America/New_York", "Australia/Sydney"
CASABLANCA, ST_JOHNS, LORD_HOWE = "Africa/Casablanca", "America/St_Johns", "Australia/Lord_Howe"
KOLKATA = "Asia/Kolkata"

# zone, the days, wall clock; then UTC on the day before, on the day and on the day after ("-" is the day before in UTC)
CHANGES = [
    # left out, so moved forward
    (LONDON, "2026-03-29 2027-03-28 2028-03-26", "01:30", "01:30", "01:30", "00:30"),
    (NEW_YORK, "2026-03-08 2027-03-14 2028-03-12", "02:30", "07:30", "07:30", "06:30"),
    (SYDNEY, "2026-10-04 2027-10-03 2028-10-01", "02:30", "-16:30", "-16:30", "-15:30"),
    (CASABLANCA, "2026-03-22", "02:30", "02:30", "02:30", "01:30"),
    (ST_JOHNS, "2026-03-08 2027-03-14 2028-03-12", "02:30", "06:00", "06:00", "05:00"),
    (LORD_HOWE, "2026-10-04 2027-10-03 2028-10-01", "02:15", "-15:45", "-15:45", "-15:15"),
    # there twice, so the first
    (LONDON, "2026-10-25 2027-10-31 2028-10-29", "01:30", "00:30", "00:30", "01:30"),
    (NEW_YORK, "2026-11-01 2027-11-07 2028-11-05", "01:30", "05:30", "05:30", "06:30"),
    (SYDNEY, "2026-04-05 2027-04-04 2028-04-02", "02:30", "-15:30", "-15:30", "-16:30"),
    (CASABLANCA, "2026-02-15", "02:30", "01:30", "01:30", "02:30"),
    (CASABLANCA, "2026-09-20", "01:30", "00:30", "00:30", "01:30"),
    (ST_JOHNS, "2026-11-01 2027-11-07 2028-11-05", "01:30", "04:00", "04:00", "05:00"),
    (LORD_HOWE, "2026-04-05 2027-04-04 2028-04-02", "01:45", "-14:45", "-14:45", "-15:15"),
    # in the evening the clock stays, and the instant shifts
    (LONDON, "2026-03-29 2027-03-28 2028-03-26", "18:00", "18:00", "17:00", "17:00"),
    (LONDON, "2026-10-25 2027-10-31 2028-10-29", "18:00", "17:00", "18:00", "18:00"),
    (NEW_YORK, "2026-03-08 2027-03-14 2028-03-12", "18:00", "23:00", "22:00", "22:00"),
    (NEW_YORK, "2026-11-01 2027-11-07 2028-11-05", "18:00", "22:00", "23:00", "23:00"),
    (SYDNEY, "2026-04-05 2027-04-04 2028-04-02", "18:00", "07:00", "08:00", "08:00"),
    (SYDNEY, "2026-10-04 2027-10-03 2028-10-01", "18:00", "08:00", "07:00", "07:00"),
    (CASABLANCA, "2026-02-15", "18:00", "17:00", "18:00", "18:00"),
    (CASABLANCA, "2026-03-22", "18:00", "18:00", "17:00", "17:00"),
    (CASABLANCA, "2026-09-20", "18:00", "17:00", "18:00", "18:00"),
    (CASABLANCA, "2027-02-07 2027-03-14 2028-01-23 2028-03-05", "18:00", "18:00", "18:00", "18:00"),  # Ramadan
    (ST_JOHNS, "2026-03-08 2027-03-14 2028-03-12", "18:00", "21:30", "20:30", "20:30"),
    (ST_JOHNS, "2026-11-01 2027-11-07 2028-11-05", "18:00", "20:30", "21:30", "21:30"),
    (LORD_HOWE, "2026-04-05 2027-04-04 2028-04-02", "18:00", "07:00", "07:30", "07:30"),
    (LORD_HOWE, "2026-10-04 2027-10-03 2028-10-01", "18:00", "07:30", "07:00", "07:00"),
    (KOLKATA, "2026-03-29 2026-10-25 2027-03-28 2027-10-31 2028-03-26", "02:30", "-21:00", "-21:00", "-21:00"),
    (KOLKATA, "2026-03-29 2026-10-25 2027-03-28 2027-10-31 2028-03-26", "18:00", "12:30", "12:30", "12:30"),
]


@pytest.mark.parametrize(("zone", "days", "clock", "before", "on", "after"), CHANGES)
def test_a_clock_change(zone, days, clock, before, on, after):
    for day in days.split():
        wall = datetime.fromisoformat(f"{day} {clock}")
        daily = Recurrence("FREQ=DAILY", wall - timedelta(days=30), zone, timedelta(minutes=90))
        walls = [wall + timedelta(days=shift) for shift in (-1, 0, 1)]
        expected = [utc(wall, clock) for wall, clock in zip(walls, (before, on, after), strict=True)]
        assert [
            (each.key, each.starts_at) for each in daily.between(expected[0], expected[2] + timedelta(minutes=1))
        ] == [*zip(walls, expected, strict=True)]


def utc(wall: datetime, clock: str) -> datetime:
    day = wall - timedelta(days=clock.startswith("-"))
    return datetime.combine(day, time.fromisoformat(clock.removeprefix("-")), tzinfo=UTC)


def test_of_two_dates_at_one_instant_the_one_that_the_clock_shows_stays():
    day = datetime(2026, 3, 29, 1)
    both = Recurrence("FREQ=DAILY;BYHOUR=1,2", day, "Europe/London", timedelta(minutes=30))
    assert instant(day, "Europe/London") == instant(day.replace(hour=2), "Europe/London")
    keys = [each.key for each in both.between(datetime(2026, 3, 29, tzinfo=UTC), datetime(2026, 3, 30, tzinfo=UTC))]
    assert keys == [day.replace(hour=2)]


def test_a_date_out_of_a_gap_takes_its_place_among_the_others():
    """01:30 moves to 02:30, behind 02:00."""
    rule = "FREQ=DAILY;BYHOUR=1,2;BYMINUTE=0,30"
    often = Recurrence(rule, datetime(2026, 3, 28, 1), "Europe/London", timedelta(minutes=10))
    found = often.between(datetime(2026, 3, 29, tzinfo=UTC), datetime(2026, 3, 29, 12, tzinfo=UTC))
    assert [f"{each.key:%H:%M}" for each in found] == ["02:00", "02:30"]
    assert [each.starts_at for each in found] == sorted(each.starts_at for each in found)
    moved = Recurrence(
        "FREQ=DAILY;BYHOUR=1,2;BYMINUTE=15,30", datetime(2026, 3, 28, 1, 15), "Europe/London", often.duration
    )
    without = Recurrence(
        moved.rule, moved.starts_at, moved.zone, moved.duration, excluded=[datetime(2026, 3, 29, 2, 30)]
    )
    found = without.between(datetime(2026, 3, 29, tzinfo=UTC), datetime(2026, 3, 29, 12, tzinfo=UTC))
    assert [f"{each.key:%H:%M}" for each in found] == ["02:15", "01:30"]
    assert without.next(found[0].starts_at) == found[1]


def test_a_day_that_never_was_is_the_next():
    """Apia had no 30 December 2011: its evening is that of the 31st, where there is one already."""
    daily = Recurrence("FREQ=DAILY", datetime(2011, 12, 28, 18), "Pacific/Apia", timedelta(hours=1))
    found = daily.between(datetime(2011, 12, 28, tzinfo=UTC), datetime(2012, 1, 1, 12, tzinfo=UTC))
    assert [each.key.day for each in found] == [28, 29, 31, 1]
    fridays = Recurrence("FREQ=WEEKLY", datetime(2011, 12, 23, 18), "Pacific/Apia", timedelta(hours=1))
    assert fridays.next(datetime(2011, 12, 25, tzinfo=UTC)).starts_at == datetime(2011, 12, 31, 4, tzinfo=UTC)
