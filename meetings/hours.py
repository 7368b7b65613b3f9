"""Somebody's weekly hours as instants: half hours of a wall clock in a named zone, placed in the coming weeks.

Only here do weekly hours meet the zone data, by the pinned tzdata; PostgreSQL compares instants and knows no zone.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import BooleanField, Func, IntegerField, Value

from meetings.recurrence import instant

AHEAD = timedelta(weeks=14)  # further than dates are made
HALF_HOUR = timedelta(minutes=30)


def spans(slots: Iterable[int], zone: ZoneInfo, now: datetime) -> Iterator[tuple[datetime, datetime]]:
    """When these hours are, week by week from this one on, as UTC instants; hours next to each other are one span.

    An hour that a clock change leaves out is none; one that comes twice counts both times.
    """
    local = now.astimezone(zone).replace(tzinfo=None)
    monday = datetime.combine(local.date(), time.min) - timedelta(days=local.weekday())
    stretches = list(_stretches(slots))
    while monday < local + AHEAD:
        for first, last in stretches:
            begin, end = (instant(monday + slot * HALF_HOUR, zone.key) for slot in (first, last))
            if begin < end:
                yield begin, end
        monday += timedelta(weeks=1)


def _stretches(slots: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Neighbouring slots as (first, one after the last)."""
    wanted = set(slots)
    for first in sorted(slot for slot in wanted if slot - 1 not in wanted):
        last = first
        while last in wanted:
            last += 1
        yield first, last


class Covered(Func):
    """Whether a moment, or all the time from one to another, lies within spans."""

    output_field = BooleanField()
    template = "%(expressions)s::tstzmultirange"
    arg_joiner = " <@ "

    def __init__(self, *moments: str, within: Iterable[tuple[datetime, datetime]]) -> None:
        # PostgreSQL joins what touches, so that a meeting over Sunday's midnight is covered too.
        spans = ",".join(f"[{begin.isoformat()},{end.isoformat()})" for begin, end in within)
        covered = moments[0] if len(moments) == 1 else Func(*moments, function="tstzrange")
        super().__init__(covered, Value(f"{{{spans}}}"))


class HalfHour(Func):
    """The half hour of the week that a wall clock shows, as a slot; no zone is asked, since none is needed."""

    output_field = IntegerField()
    template = (
        "((EXTRACT(isodow FROM %(expressions)s) - 1) * 48 + EXTRACT(hour FROM %(expressions)s) * 2"
        " + floor(EXTRACT(minute FROM %(expressions)s) / 30))::int"
    )
