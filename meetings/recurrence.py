"""From a rule to dates: an RFC 5545 rule at a wall-clock time in a named zone, which it keeps across clock changes.

The expansion is python-dateutil's; what is ours is the wall clock. Occurrences are counted in naive local time, and
only then placed in the zone: a time that does not exist (a gap) moves forward by the gap, one that exists twice is
the first (RFC 5545 section 3.3.5; PEP 495 with fold=0).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from dateutil.rrule import rrule, rrulestr


@dataclass(frozen=True, slots=True, order=True)
class Occurrence:
    """One date of a recurrence. `key` is its original wall clock, naive; start and end are UTC instants."""

    key: datetime
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A recurring wall-clock time: `rule` an RRULE value ("FREQ=WEEKLY;INTERVAL=2"), `starts_at` naive local time."""

    rule: str
    starts_at: datetime
    zone: str
    duration: timedelta

    def __post_init__(self) -> None:
        if self.starts_at.tzinfo is not None:
            raise ValueError("A recurrence starts at a wall-clock time, without a zone of its own.")

    @property
    def zone_info(self) -> ZoneInfo:
        """The zone itself. Raises ZoneInfoNotFoundError, a KeyError, for a name that is none."""
        return ZoneInfo(self.zone)

    @property
    def cycle(self) -> timedelta | None:
        """From its first date to its second, by the wall clock; None for a rule with a single date."""
        first, second = [*islice(self._dates(), 2), None, None][:2]
        return second - first if first and second else None

    def between(self, after: datetime, before: datetime, limit: int = 500) -> list[Occurrence]:
        """Those that start in [after, before), aware instants, in order; at most `limit`."""
        found: list[Occurrence] = []
        for occurrence in self._from(after):
            if occurrence.starts_at >= before or len(found) == limit:
                break
            found.append(occurrence)
        return found

    def next(self, after: datetime) -> Occurrence | None:
        """The first that starts after the instant, or None when the rule has ended."""
        return next((each for each in self._from(after) if each.starts_at > after), None)

    def _from(self, after: datetime) -> Iterator[Occurrence]:
        # A day earlier, since a wall clock that was moved out of a gap is later than its key.
        wall = after.astimezone(self.zone_info).replace(tzinfo=None) - timedelta(days=1)
        for key in self._dates().xafter(wall, inc=True):
            occurrence = self._placed(key)
            if occurrence.starts_at >= after:
                yield occurrence

    def _dates(self) -> rrule:
        dates = rrulestr(self.rule, dtstart=self.starts_at)
        if not isinstance(dates, rrule):
            raise ValueError("One rule at a time.")
        return dates

    def _placed(self, key: datetime) -> Occurrence:
        starts_at = instant(key, self.zone)
        return Occurrence(key, starts_at, starts_at + self.duration)


def instant(wall: datetime, zone: str) -> datetime:
    """The UTC instant of a naive wall-clock time in a zone: out of a gap forward by the gap, the first of two."""
    return wall.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)
