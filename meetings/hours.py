"""Somebody's weekly hours in SQL: placed in the coming weeks first, since PostgreSQL compares instants, not zones."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import BooleanField, Func, IntegerField, Value

from accounts.availability import Weekly
from accounts.clock import instant

AHEAD = timedelta(weeks=14)  # further than dates are made


def spans(slots: Iterable[int], zone: ZoneInfo, now: datetime) -> list[tuple[datetime, datetime]]:
    """When these hours are, from the Monday of this week on, as UTC instants; hours next to each other are one span.

    An hour that a clock change leaves out is none; one that comes twice counts both times.
    """
    today = now.astimezone(zone).date()
    monday = datetime.combine(today - timedelta(days=today.weekday()), time.min)
    return Weekly.of_slots(zone.key, slots).between(instant(monday, zone.key), now + AHEAD)


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
