"""The course of a series as one person may see it: its dates, and how each stands to the rule that gives them."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from itertools import dropwhile
from zoneinfo import ZoneInfo

from accounts.clock import instant
from meetings.models import Meeting, Series
from meetings.recurrence import Occurrence
from meetings.transitions import Change, changes

logger = logging.getLogger(__name__)

A_DAY = timedelta(days=1)
FAR = timedelta(days=365 * 25)  # what ends later is said to end then
AHEAD = 2  # years after this one, in which each date is looked at where the rule alone does not say it
ENDS = ("COUNT", "UNTIL")
CLOCKS = ("BYHOUR", "BYMINUTE", "BYSECOND")


@dataclass(frozen=True, slots=True)
class Stop:
    """One date: `wall` is where the rule alone has it, which names it for ever; the times are those that count.

    `meeting` is its row, if there is one the person may see; `is_out` says that it is on no list of theirs.
    """

    key: datetime
    wall: datetime
    starts_at: datetime
    ends_at: datetime
    meeting: Meeting | None
    is_out: bool


@dataclass(frozen=True, slots=True)
class Stretch:
    """Dates that one rule gives: from `first`, which is seen and which no clock can mistake, to where `stops` ends.

    `after` is the key of the date before it that fell into a gap of the clocks, if there was one. It `goes_on` where
    there are more than these.
    """

    after: datetime | None
    first: Stop
    stops: Sequence[Stop]
    goes_on: bool

    @property
    def last(self) -> Stop:
        """The last date that people see."""
        return next(stop for stop in reversed(self.stops) if not stop.is_out)


@dataclass(frozen=True)
class Course:
    """A series, its meetings that somebody may see (with what was cancelled), and since when they may.

    `year` is the present one. A rule never runs over a date that falls into a gap of the clocks: programs differ on
    what to make of it, and libical moves the next one as well. Such a date stands by itself, between two stretches.
    """

    series: Series
    meetings: Sequence[Meeting]
    since: datetime | None
    year: int

    @cached_property
    def repeats(self) -> bool:
        """Whether the rule has more than one date."""
        try:
            return self.series.recurrence.cycle is not None
        except ValueError:
            return True

    @cached_property
    def closed(self) -> list[datetime]:
        """When the group closed; empty while it goes on."""
        closure = getattr(self.series.group, "closure", None)
        return [closure.created_at] if closure else []

    @cached_property
    def parts(self) -> dict[str, str]:
        """The rule, part by part; hours that take turns stand in no rule."""
        parts = dict(part.split("=", 1) for part in self.series.rule.upper().split(";") if part)
        return {name: value for name, value in parts.items() if not (self.series.hours and name in CLOCKS)}

    @cached_property
    def stops(self) -> list[Stop]:
        """Every date up to the last that has a row, or to that of the rule or the course; further where need be."""
        found = self._until(self._reach)
        if not self._ends and not any(self._is_first(stop) for stop in found):
            found = self._until(self._horizon)
        return found

    @cached_property
    def stretches(self) -> list[Stretch]:
        """The rules to write, in order."""
        if not self.repeats:
            return []
        cut: list[tuple[datetime | None, list[Stop]]] = [(None, [])]
        for stop in self.stops:
            if instant_is_shown(stop.wall, self.series.zone):
                cut[-1][1].append(stop)
            else:
                cut.append((stop.key, []))
        found = []
        for number, (after, stops) in enumerate(cut, start=1):
            rest = list(dropwhile(lambda stop: not self._is_first(stop), stops))
            if rest:
                found.append(Stretch(after, rest[0], rest, goes_on=number == len(cut) and not self._ends))
        return found

    @cached_property
    def loose(self) -> list[Stop]:
        """Dates that no stretch reaches, and meetings whose slot is none of the dates any more."""
        reached = {stop.key for stretch in self.stretches for stop in stretch.stops}
        strays = set(self._seen) - {stop.key for stop in self.stops}
        return [stop for stop in self.stops if stop.key not in reached and not stop.is_out] + [
            Stop(slot, slot, each.starts_at, each.ends_at, each, is_out=False)
            for slot, each in sorted(self._seen.items())
            if slot in strays and not each.is_cancelled
        ]

    def keeps_count(self, stretch: Stretch) -> bool:
        """Whether the rule's COUNT is right here: all its dates are in the stretch."""
        return "COUNT" in self.parts and not self._bound and not self.series.hours and stretch.stops == self.stops

    def is_as_ruled(self, stop: Stop) -> bool:
        """Whether the rule says all there is to say of a date."""
        if not self._is_plain(stop) or (stop.starts_at, stop.ends_at) != self.ruled(stop):
            return False
        meeting, series = stop.meeting, self.series
        return meeting is None or (
            not meeting.is_cancelled
            and (meeting.place, meeting.facilitator_id) == (series.place, series.facilitator_id)
        )

    def ruled(self, stop: Stop) -> tuple[datetime, datetime]:
        """When the rule alone has a date, from when to when."""
        starts_at = instant(stop.wall, self.series.zone)
        return starts_at, starts_at + timedelta(minutes=self.series.minutes)

    def _is_first(self, stop: Stop) -> bool:
        return not stop.is_out and self._is_plain(stop)

    def _is_plain(self, stop: Stop) -> bool:
        """Whether the wall clock says all: it shows both ends, once each, and does not change in between."""
        zone, (starts_at, ends_at) = ZoneInfo(self.series.zone), self.ruled(stop)
        shown = ends_at.astimezone(zone).replace(tzinfo=None) - stop.wall
        return shown == ends_at - starts_at and all(is_unique(moment, zone) for moment in (starts_at, ends_at))

    def _until(self, before: datetime) -> list[Stop]:
        """None of a rule that new zone data broke: its meetings stand by themselves, and other series as they are."""
        begin = instant(self.series.starts_at, self.series.zone) - A_DAY
        try:
            dates = self.series.dates(begin, before)
        except ValueError:
            logger.exception("Series %s gives no dates.", self.series.pk)
            return []
        return [self._stop(date) for date in dates if not self._bound or date.starts_at < self._bound]

    def _stop(self, date: Occurrence) -> Stop:
        meeting = self._seen.get(date.key)
        wall = datetime.combine(date.key.date(), self.series.starts_at.time()) if self.series.hours else date.key
        if meeting is None:
            was_made = self.series.made_until is not None and date.key <= self.series.made_until
            was_before = self.since is not None and date.ends_at <= self.since
            return Stop(date.key, wall, date.starts_at, date.ends_at, None, is_out=was_made or was_before)
        is_out = meeting.is_cancelled and meeting.cancellation.is_skip
        return Stop(date.key, wall, meeting.starts_at, meeting.ends_at, meeting, is_out)

    @cached_property
    def _seen(self) -> dict[datetime, Meeting]:
        """By slot; what was still to come when the group closed has never been."""
        return {each.slot: each for each in self.meetings if all(each.starts_at < at for at in self.closed)}

    @cached_property
    def _bound(self) -> datetime | None:
        """Before which all dates are: the series goes on as another, or the group has closed."""
        before = self.series.ends_before
        return min([*self.closed, *([instant(before, self.series.zone)] if before else [])], default=None)

    @property
    def _ends(self) -> bool:
        """Whether `stops` has the last of all dates."""
        return bool(self._bound or self.series.hours or set(self.parts) & set(ENDS))

    @property
    def _reach(self) -> datetime:
        """Up to where every date is looked at."""
        if self._bound:
            return self._bound + A_DAY
        if self.series.hours:
            return self._horizon
        first = instant(self.series.starts_at, self.series.zone)
        if self._ends:
            return first + FAR
        last = max([self.series.made_until or self.series.starts_at, *self._seen])
        made = instant(last, self.series.zone) + A_DAY
        return max(made, self._horizon) if self._may_meet_a_change() else made

    @property
    def _horizon(self) -> datetime:
        return datetime(self.year + AHEAD + 1, 1, 1, tzinfo=UTC)

    def _may_meet_a_change(self) -> bool:
        """Whether the clocks of the zone may change at the hours of the series, whatever the day."""
        found = changes(self.series.zone, self.year, self.year + AHEAD)
        return any(set(self.parts) & set(CLOCKS) or self._touches(change) for change in found)

    def _touches(self, change: Change) -> bool:
        early, late = sorted((change.onset, change.onset + change.after - change.before))
        until, since = (early - self.series.starts_at) % A_DAY, (self.series.starts_at - early) % A_DAY
        return until <= timedelta(minutes=self.series.minutes) or since <= late - early


def instant_is_shown(wall: datetime, zone: str) -> bool:
    """Whether the clocks of a zone ever show this."""
    return instant(wall, zone).astimezone(ZoneInfo(zone)).replace(tzinfo=None) == wall


def is_unique(moment: datetime, zone: ZoneInfo) -> bool:
    """Whether the clocks of a zone show this moment's time once only."""
    local = moment.astimezone(zone)
    return local.replace(fold=0).utcoffset() == local.replace(fold=1).utcoffset()
