"""From a rule to dates: an RFC 5545 rule at a wall-clock time in a named zone, which it keeps across clock changes.

Dates are found in naive local time (`rules.py`), and only then placed in the zone: a time that does not exist (a
gap) moves forward by the gap, one that exists twice is the first (RFC 5545 section 3.3.5; PEP 495 with fold=0).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from heapq import heappop, heappush, merge
from itertools import groupby, islice, takewhile
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.clock import instant, zone_names
from meetings import rule_words
from meetings.rule_text import read
from meetings.rules import YEARS, Rule, end_of

DAY = timedelta(days=1)  # the longest gap there was: Apia had no 30 December 2011
FIRST_YEAR, LAST_YEAR = 1900, 2199  # that a recurrence may start in
NEVER = datetime(LAST_YEAR + 2 * YEARS, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, order=True)
class Occurrence:
    """One date of a recurrence. `key` is its original wall clock, naive; start and end are UTC instants."""

    key: datetime
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A recurring wall-clock time: `rule` an RRULE value ("FREQ=WEEKLY;INTERVAL=2"), `starts_at` naive local time.

    `starts_at` is one of the rule's dates, and the first that COUNT counts. `excluded` and `added` are wall clocks
    (EXDATE, RDATE); what is excluded was counted, and is left out also where it was added. UNTIL is an instant with
    Z, a wall clock without, or the whole of a day. Nothing lasts longer than 50 years.

    Raises ValueError, in words for people, for whatever it could not keep to: a rule it cannot read, one without
    dates, a first date that is none of the rule's (unless it is excluded, as in the RFC's Fridays the 13th, and COUNT
    does not count it: calendars differ there), an unknown zone, times that name a zone of their own.
    """

    rule: str
    starts_at: datetime
    zone: str
    duration: timedelta
    excluded: Iterable[datetime] = ()
    added: Iterable[datetime] = ()

    def __post_init__(self) -> None:
        for name in ("excluded", "added"):
            object.__setattr__(self, name, frozenset(getattr(self, name)))
        for wall in (self.starts_at, *self.excluded, *self.added):
            _check_wall(wall)
        if self.zone not in zone_names():
            raise ValueError(_("There is no time zone “%(zone)s”.") % {"zone": self.zone})
        if self.duration <= timedelta(0):
            raise ValueError(_("A meeting ends after it begins."))
        self._check_first()

    @property
    def zone_info(self) -> ZoneInfo:
        """The zone itself."""
        return ZoneInfo(self.zone)

    @property
    def cycle(self) -> timedelta | None:
        """From its first date to its second, by the wall clock; None for a rule with a single date."""
        first, second = [*islice(self._keys(self.starts_at), 2), None, None][:2]
        return second - first if first and second else None

    def between(self, after: datetime, before: datetime, limit: int = 500) -> list[Occurrence]:
        """Those that start in [after, before), aware instants, in order. Raises ValueError for more than `limit`."""
        _check_instant(before)
        found = list(islice(takewhile(lambda each: each.starts_at < before, self._from(after)), limit + 1))
        if len(found) > limit:
            raise ValueError(_("More than %(count)s dates.") % {"count": limit})
        return found

    def next(self, after: datetime) -> Occurrence | None:
        """The first that starts after the instant, or None when there is none any more."""
        return next((each for each in self._from(after) if each.starts_at > after), None)

    def describe(self, language: str) -> str:
        """In words: "every second Tuesday at 18:00, Brussels time"; a rule nobody would choose is quoted."""
        return rule_words.describe(self.rule, self.starts_at, self.zone, language)

    def _from(self, after: datetime) -> Iterator[Occurrence]:
        """In order of their instants, one for each: of two keys at one, that which the clock really shows.

        The other was in a gap, and moved to where there is a date already.
        """
        _check_instant(after)
        placed = (each for each in self._placed(after) if each.starts_at >= after)
        for _starts_at, same in groupby(placed, key=lambda each: each.starts_at):
            *_moved, shown = same
            yield shown

    def _placed(self, after: datetime) -> Iterator[Occurrence]:
        """In order of instant and key. One that moves out of a gap may come after later ones, so each waits a day."""
        waiting: list[tuple[datetime, datetime]] = []
        for key in self._keys(self._since(after)):
            starts_at = instant(key, self.zone)
            heappush(waiting, (starts_at, key))
            while waiting[0][0] < starts_at - DAY:
                yield self._occurrence(*heappop(waiting))
        while waiting:
            yield self._occurrence(*heappop(waiting))

    def _occurrence(self, starts_at: datetime, key: datetime) -> Occurrence:
        return Occurrence(key, starts_at, starts_at + self.duration)

    def _since(self, after: datetime) -> datetime:
        """The wall clock from which on a date may start at `after` or later, out of a gap as well."""
        if after <= instant(self.starts_at, self.zone):
            return self.starts_at
        return min(after, NEVER).astimezone(UTC).replace(tzinfo=None) - 2 * DAY

    def _keys(self, since: datetime) -> Iterator[datetime]:
        """The recurrence set from about `since` on, in order: what the rule names and what is added, less the rest."""
        keys = merge(self._counted(read(self.rule), since), sorted(self.added))
        return (key for key, _same in groupby(keys) if key not in self.excluded)

    def _counted(self, rule: Rule, since: datetime) -> Iterator[datetime]:
        """The rule's dates up to its end; those that COUNT counts are walked from the first."""
        if rule.count is not None:
            return islice(rule.dates(self.starts_at, self.starts_at), rule.count)
        dates = rule.dates(self.starts_at, since)
        if isinstance(rule.until, datetime) and rule.until.tzinfo is not None:
            return self._before_instant(dates, rule.until)
        if rule.until is not None:
            last = rule.until if isinstance(rule.until, datetime) else end_of(rule.until)
            return takewhile(lambda key: key <= last, dates)
        return dates

    def _before_instant(self, dates: Iterator[datetime], until: datetime) -> Iterator[datetime]:
        last = until.astimezone(self.zone_info).replace(tzinfo=None) + DAY
        return (key for key in takewhile(lambda key: key <= last, dates) if instant(key, self.zone) <= until)

    def _check_first(self) -> None:
        rule = read(self.rule)
        first = _first(rule, self.starts_at)
        if first is None:
            raise ValueError(_("This rule has no dates."))
        if first != self.starts_at and (rule.count or self.starts_at not in self.excluded):
            day = date_format(first, "l j F Y, H:i")
            raise ValueError(
                _("The first date is none of this rule's dates; the next of them is %(day)s.") % {"day": day}
            )
        if rule.until is not None and next(self._counted(rule, self.starts_at), None) is None:
            raise ValueError(_("This rule ends before it begins."))


@lru_cache(maxsize=4096)
def _first(rule: Rule, starts_at: datetime) -> datetime | None:
    return next(rule.dates(starts_at, starts_at), None)


def _check_wall(wall: datetime) -> None:
    if wall.tzinfo is not None:
        raise ValueError(_("A recurrence has wall-clock times, without a zone of their own."))
    if wall.microsecond or not FIRST_YEAR <= wall.year <= LAST_YEAR:
        raise ValueError(_("A recurrence has times in whole seconds, from 1900 to 2199."))


def _check_instant(moment: datetime) -> None:
    if moment.tzinfo is None:
        raise ValueError(_("Dates are looked for between instants: a time without a zone is none."))
