"""The dates that an RFC 5545 rule names, on a calendar without zones.

python-dateutil expands what a year or a month of a rule holds; it is asked for one of them at a time, since by itself
it would look for the dates of a rule that has none until the year 9999.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import product
from typing import Any

from dateutil import rrule

# No recurrence lasts longer than this, which bounds every search. The longest that a rule takes to come round is 40
# years: 29 February on one day of the week, across 2100.
YEARS = 50

Until = date | datetime


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that was read. `by_day` holds pairs of an ordinal, 0 for every such day, and a weekday, 0 for Monday.

    `until` is a date, a naive wall clock or an aware instant, as it was written.
    """

    freq: str
    interval: int = 1
    count: int | None = None
    until: Until | None = None
    week_start: int = 0
    by_day: tuple[tuple[int, int], ...] = ()
    by_month: tuple[int, ...] = ()
    by_month_day: tuple[int, ...] = ()
    by_year_day: tuple[int, ...] = ()
    by_week_no: tuple[int, ...] = ()
    by_set_pos: tuple[int, ...] = ()
    by_hour: tuple[int, ...] = ()
    by_minute: tuple[int, ...] = ()
    by_second: tuple[int, ...] = ()

    def dates(self, starts_at: datetime, since: datetime) -> Iterator[datetime]:
        """Its wall clocks in order, none before `starts_at`, from the year or month of `since` on, for 50 years.

        COUNT and UNTIL are left to the caller, who knows the zone.
        """
        by, clocks = _by(self, starts_at), self.clocks(starts_at)
        for first in self._periods(starts_at, max(since, starts_at)):
            for day in rrule.rrule(dtstart=first, **by):
                if self._in_step(day, starts_at):
                    walls = (datetime.combine(day, clock) for clock in clocks)
                    yield from (wall for wall in walls if wall >= starts_at)

    def clocks(self, starts_at: datetime) -> list[time]:
        """The times of each of its days, in order."""
        hours = self.by_hour or (starts_at.hour,)
        minutes, seconds = self.by_minute or (starts_at.minute,), self.by_second or (starts_at.second,)
        return [time(*each) for each in product(hours, minutes, seconds)]

    def _periods(self, starts_at: datetime, since: datetime) -> Iterator[datetime]:
        """The first day of each month, or else of each year, that may hold dates."""
        months = 12 if self.freq == "MONTHLY" else 1
        begin, first = (each.year * months + (each.month - 1) * months // 12 for each in (starts_at, since))
        step = self.interval if self.freq in ("YEARLY", "MONTHLY") else 1
        for number in range(first + (begin - first) % step, (starts_at.year + YEARS + 1) * months, step):
            yield datetime.combine(date(number // months, number % months + 1, 1), time.min)

    def _in_step(self, each: datetime, starts_at: datetime) -> bool:
        """Whether it lies in a day or week that INTERVAL does not leave out, and in one that BYWEEKNO names."""
        if self.by_week_no:
            return not _week_numbers(each.toordinal(), self.week_start).isdisjoint(self.by_week_no)
        if self.interval == 1 or self.freq in ("YEARLY", "MONTHLY"):
            return True
        here, there = each.toordinal(), starts_at.toordinal()
        if self.freq == "WEEKLY":  # day 1 of the calendar was a Monday
            here, there = ((day - 1 - self.week_start) // 7 for day in (here, there))
        return (here - there) % self.interval == 0


def _week_numbers(day: int, week_start: int) -> set[int]:
    """The number of a day's week, from the beginning and from the end of the year that most of the week lies in.

    dateutil has them wrong where a week lies in two years: Sunday 2 January 2011 would be in a 53rd week of 2010.
    """
    middle = date.fromordinal(day - (day - 1 - week_start) % 7 + 3)
    before = middle.timetuple().tm_yday - 1
    after = date(middle.year, 12, 31).timetuple().tm_yday - 1 - before
    return {before // 7 + 1, -(after // 7) - 1}


def _by(rule: Rule, starts_at: datetime) -> dict[str, Any]:
    """What dateutil is to expand in one year or month; what the rule leaves open is as at its start."""
    monthly = rule.freq == "MONTHLY"
    month, month_day, day = rule.by_month, rule.by_month_day, rule.by_day
    if rule.freq == "WEEKLY":
        day = day or ((0, starts_at.weekday()),)
    elif rule.freq != "DAILY" and not (day or month_day or rule.by_year_day):
        month_day = (starts_at.day,)
        month = month if month or monthly else (starts_at.month,)
    return {
        "freq": rrule.MONTHLY if monthly else rrule.YEARLY,
        "interval": 200_000,  # so that it ends with the first year or month
        "wkst": rule.week_start,
        "bymonth": month or None,
        "bymonthday": month_day or None,
        "byyearday": rule.by_year_day or None,
        "byweekday": _weekdays(day, 5 if monthly or rule.by_month else 53) or _every(month_day, rule),
        "bysetpos": rule.by_set_pos or None,
        "byhour": 0,
        "byminute": 0,
        "bysecond": 0,
    }


def _every(month_day: tuple[int, ...], rule: Rule) -> tuple[int, ...] | None:
    """All days of the week, where nothing else tells dateutil not to take the day from the start."""
    return None if month_day or rule.by_year_day else tuple(range(7))


def _weekdays(by_day: tuple[tuple[int, int], ...], most: int) -> list[Any]:
    """As dateutil takes them; beside "2TU", "MO" is written 1MO to 5MO, since it would ask for both at once."""
    if not any(ordinal for ordinal, _day in by_day):
        return [rrule.weekday(day) for _ordinal, day in by_day]
    return [
        rrule.weekday(day, each) for ordinal, day in by_day for each in ([ordinal] if ordinal else range(1, most + 1))
    ]


def end_of(day: date) -> datetime:
    """The last moment of a day, by the wall clock."""
    return datetime.combine(day, time.max)
