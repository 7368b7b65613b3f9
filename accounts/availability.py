"""Weekly hours by a wall clock in a named zone, as instants; and the hours that several people have in common.

Hours are joined by the wall clock first and placed in the zone only then, so that no clock change cuts what somebody
has the whole of. Only here do weekly hours meet the zone data.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import reduce
from zoneinfo import ZoneInfo

from accounts.clock import instant, zone_names
from accounts.week import DAYS, SLOTS, day_and_time, stretches

Span = tuple[datetime, datetime]

A_DAY = timedelta(days=1)
REACH = timedelta(days=2)  # how much later than its date a window can end: it lasts a day, and a zone may skip one


@dataclass(frozen=True, slots=True)
class Window:
    """Hours of the week by a wall clock; Monday is 0. An end that is not after the start lies on the next day.

    Raises ValueError for a day that is none, and for times with a zone of their own.
    """

    weekday: int
    start: time
    end: time

    def __post_init__(self) -> None:
        if self.weekday not in DAYS or self.start.tzinfo or self.end.tzinfo:
            raise ValueError(f"{self} is no window of a week.")

    def on(self, day: date) -> Span:
        """From when to when, by the wall clock, where it begins on this day."""
        start, end = datetime.combine(day, self.start), datetime.combine(day, self.end)
        return start, end if start < end else end + A_DAY


@dataclass(frozen=True, slots=True)
class Weekly:
    """Somebody's hours of every week, by the clock of a zone. Raises ValueError for a zone that is not known."""

    zone: str
    windows: Sequence[Window]

    def __post_init__(self) -> None:
        if self.zone not in zone_names():
            raise ValueError(f"The zone {self.zone!r} is not known.")

    @classmethod
    def of_slots(cls, zone: str, slots: Iterable[int]) -> "Weekly":
        """Half hours as people mark them (`accounts.week`). Raises ValueError for a number that is none."""
        ends = ((day_and_time(first), day_and_time(after % SLOTS)[1]) for first, after in stretches(slots))
        return cls(zone, tuple(Window(day, start, end) for (day, start), end in ends))

    def between(self, after: datetime, before: datetime) -> list[Span]:
        """When these hours are, cut to [after, before), aware: UTC instants in order, joined where they touch.

        A start or end that a clock change leaves out is later by what was left out, one that comes twice is the
        first; where nothing is left between the two, there is no window. Raises ValueError for a naive datetime.
        """
        cut = _utc(after), _utc(before)
        hours = _joined(self._by_the_wall_clock(*cut))
        placed = ((instant(start, self.zone), instant(end, self.zone)) for start, end in hours)
        return _common(_joined(span for span in placed if span[0] < span[1]), [cut])

    def _by_the_wall_clock(self, after: datetime, before: datetime) -> Iterator[Span]:
        zone = ZoneInfo(self.zone)
        day, last = after.astimezone(zone).date() - REACH, before.astimezone(zone).date() + A_DAY
        while day <= last:  # a day more, since a clock that is put back may show yesterday again
            yield from (window.on(day) for window in self.windows if window.weekday == day.weekday())
            day += A_DAY


def common_windows(people: Sequence[Weekly], week_start: datetime, shortest: timedelta) -> list[Span]:
    """When all of them can be there in [week_start, week_start + 7 days): UTC instants in order, joined if they touch.

    Only those at least `shortest` long once cut and joined. The seven days are those of the clock that `week_start`
    carries, so that weeks lie end to end: 168 hours in UTC, an hour more or less where that clock changes. Nobody has
    nothing in common, so that no hour is offered because no one objects. Raises ValueError for a naive `week_start`.
    """
    week = _utc(week_start), _utc(week_start + timedelta(weeks=1))
    if not people:
        return []
    common = reduce(_common, (person.between(*week) for person in people))
    return [(start, end) for start, end in common if end - start >= shortest]


def _utc(moment: datetime) -> datetime:
    if moment.utcoffset() is None:
        raise ValueError(f"{moment} is no instant: it has no zone.")
    return moment.astimezone(UTC)


def _joined(spans: Iterable[Span]) -> list[Span]:
    """In order, with those that overlap or touch as one."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], end)
        else:
            joined.append((start, end))
    return joined


def _common(some: Sequence[Span], others: Sequence[Span]) -> list[Span]:
    """What lies in both; each is in order and joined, and so is the answer."""
    common: list[Span] = []
    mine = theirs = 0
    while mine < len(some) and theirs < len(others):
        start = max(some[mine][0], others[theirs][0])
        end = min(some[mine][1], others[theirs][1])
        if start < end:
            common.append((start, end))
        if some[mine][1] <= others[theirs][1]:
            mine += 1
        else:
            theirs += 1
    return common
