"""A series as it would go on: its next dates by everybody's own clock, and what stands against them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from accounts.clock import place_of
from groups.models import Group, Membership
from meetings.busy import Busy
from meetings.models import Meeting, Series
from meetings.patterns import endless
from meetings.recurrence import Occurrence
from meetings.scheduling import HORIZON
from meetings.splitting import until
from meetings.turns import Person, Share, is_unsocial, ledger, suggest

SHOWN = 6
MANY = 200  # dates in 90 days: more than two a day
NEARLY_ALL = 0.75  # of a year's dates; between two clock changes lie one to four weeks
SHARED = 12  # coming dates whose unsocial hours are counted: two, three, four and six take turns evenly in them
A_DAY, A_YEAR = timedelta(days=1), timedelta(days=366)
REACHES = (A_YEAR + HORIZON, 7 * A_YEAR)  # a year from the first date on; six dates of a yearly meeting


@dataclass(frozen=True, slots=True)
class Clock:
    """Those whose clocks show the same on all dates: first names, and the places their zones are named after."""

    zone: ZoneInfo
    names: list[str]
    places: list[str]


@dataclass(frozen=True, slots=True)
class Reading:
    """What one clock shows on one date, wall clocks. `change` is "later" or "earlier" by `shift` than on the date
    before, or "usual" where it is back to what it is most of the year; else empty."""

    clock: Clock
    starts: datetime
    ends: datetime
    is_unsocial: bool
    is_another_day: bool
    change: str
    shift: timedelta


@dataclass(frozen=True, slots=True)
class Row:
    """One date: by each clock, who is busy with another group then, and whether the group itself meets already.

    It `is_gone` where it was called off before, and does not come back.
    """

    date: Occurrence
    is_left_out: bool
    is_gone: bool = False
    readings: list[Reading] = field(default_factory=list)
    busy: list[str] = field(default_factory=list)
    is_taken: bool = False


@dataclass(frozen=True, slots=True)
class Shares:
    """Who had, and will have, how many meetings at an unsocial hour: of so many dates to come as are `counted`."""

    shares: list[Share]
    counted: int

    @property
    def is_shared(self) -> bool:
        """Whether anybody has an unsocial hour to come, or had one, so that the shares are worth a look."""
        return any(share.had or share.coming for share in self.shares)


@dataclass(frozen=True, slots=True)
class Preview(Shares):
    """The next dates, those that were left out among them; `total` is None for a series without an end.

    `hours` are two or three that would share unsocial ones more evenly, none where that is needless.
    """

    rows: list[Row]
    clocks: list[Clock]
    total: int | None
    hours: list[str]

    @property
    def standing(self) -> list[Row]:
        """Those that take place."""
        return [row for row in self.rows if not row.is_left_out]


def of(series: Series, group: Group, left_out: Iterable[datetime], now: datetime, old: Series | None = None) -> Preview:
    """How the series, stored or not, goes on from `now`; six queries.

    `old` is the one whose place it takes: what was called off of it stays so.
    """
    if old:
        series.ends_before = until(old, series.zone)
    dates = _enough(series, set(left_out), now)
    days = _days_off(old, now) if old else set()
    gone = {each.key for each in dates if each.key.date() in days}
    left = {*left_out, *gone}
    standing = [each for each in dates if each.key not in left]
    shown = _first(dates, left)
    people = list(Membership.objects.present().filter(group=group).select_related("user").order_by("chair"))
    clocks = clocks_of(people, [each.starts_at for each in standing[:SHOWN]], series.zone)
    shared = shares_of(group, people, standing, now)
    return Preview(
        shares=shared.shares,
        counted=shared.counted,
        rows=_rows(shown, left, gone, clocks, standing, Busy.of(group, people, shown, but=old or series)),
        clocks=clocks,
        total=_total(series, left, now),
        hours=_suggestion(people, series, standing),
    )


def shares_of(group: Group, people: Sequence[Membership], dates: Sequence[Occurrence], now: datetime) -> Shares:
    """The unsocial meetings each has had at this table, and will have on the first twelve of these dates; one query."""
    coming = dates[:SHARED]
    past = Meeting.objects.filter(group=group, cancellation=None).past(now).values_list("starts_at", "ends_at")
    persons = [Person(each.user.first_name, each.user.zone, each.joined_at) for each in people]
    return Shares(ledger(persons, list(past), [(each.starts_at, each.ends_at) for each in coming]), len(coming))


def clocks_of(people: Iterable[Membership], moments: Sequence[datetime], zone: str) -> list[Clock]:
    """The members by what their clocks show at these moments; those of the clock that decides first."""
    clocks: dict[tuple[timedelta | None, ...], Clock] = {}
    for each in people:
        own = each.user.zone
        clock = clocks.setdefault(_offsets(own, moments), Clock(own, [], []))
        clock.names.append(each.user.first_name)
        if place_of(own.key) not in clock.places:
            clock.places.append(place_of(own.key))
    decides = _offsets(ZoneInfo(zone), moments)
    return [clock for _key, clock in sorted(clocks.items(), key=lambda pair: pair[0] != decides)]


def _offsets(zone: ZoneInfo, moments: Iterable[datetime]) -> tuple[timedelta | None, ...]:
    return tuple(moment.astimezone(zone).utcoffset() for moment in moments)


def _enough(series: Series, left: set[datetime], now: datetime) -> list[Occurrence]:
    """The dates of a year, or of so many that there are enough to show and to count."""
    dates = series.dates(now, now + HORIZON)
    if len(dates) > MANY:
        return dates
    for reach in REACHES:
        dates = series.dates(now, now + reach)
        if sum(each.key not in left for each in dates) >= SHARED:
            break
    return dates


def _first(dates: Iterable[Occurrence], left: set[datetime]) -> list[Occurrence]:
    """Until six that take place are among them."""
    shown: list[Occurrence] = []
    for each in dates:
        if sum(one.key not in left for one in shown) == SHOWN:
            break
        shown.append(each)
    return shown


def _days_off(old: Series, now: datetime) -> set[date]:
    slots = old.meetings.filter(cancellation__isnull=False, ends_at__gt=now).values_list("slot", flat=True)
    return {slot.date() for slot in slots}


def _rows(
    shown: Iterable[Occurrence],
    left: set[datetime],
    gone: set[datetime],
    clocks: Sequence[Clock],
    standing: Sequence[Occurrence],
    busy: Busy,
) -> list[Row]:
    usual = {clock.zone.key: _usual(clock.zone, standing) for clock in clocks}
    rows: list[Row] = []
    before: Occurrence | None = None
    for each in shown:
        if each.key in left:
            rows.append(Row(each, is_left_out=True, is_gone=each.key in gone))
            continue
        readings = [_read(clock, each, before, usual[clock.zone.key]) for clock in clocks]
        rows.append(
            Row(each, is_left_out=False, readings=readings, busy=busy.names(each), is_taken=busy.is_taken(each))
        )
        before = each
    return rows


def _read(clock: Clock, date: Occurrence, before: Occurrence | None, usual: timedelta | None) -> Reading:
    starts, ends = (each.astimezone(clock.zone).replace(tzinfo=None) for each in (date.starts_at, date.ends_at))
    apart = _apart(clock.zone, date)
    shift = apart - _apart(clock.zone, before) if before else timedelta(0)
    change = "" if not shift else "usual" if apart == usual else "later" if shift > timedelta(0) else "earlier"
    return Reading(
        clock=clock,
        starts=starts,
        ends=ends,
        is_unsocial=is_unsocial(date.starts_at, date.ends_at, clock.zone),
        is_another_day=starts.date() != date.key.date(),
        change=change,
        shift=abs(shift),
    )


def _apart(zone: ZoneInfo, date: Occurrence) -> timedelta:
    """How far a clock is from the one that decides, whatever the hour whose turn it is."""
    return date.starts_at.astimezone(zone).replace(tzinfo=None) - date.key


def _usual(zone: ZoneInfo, dates: Sequence[Occurrence]) -> timedelta | None:
    """How far a clock is from the one that decides nearly all year; None where a summer and a winter are unlike."""
    found = Counter(_apart(zone, each) for each in dates if each.starts_at < dates[0].starts_at + A_YEAR)
    for apart, number in found.most_common(1):
        return apart if number >= found.total() * NEARLY_ALL else None
    return None


def _total(series: Series, left: set[datetime], now: datetime) -> int | None:
    if endless(series.rule) == series.rule and series.ends_before is None:
        return None
    try:
        return sum(each.key not in left for each in series.dates(now, now + 50 * A_YEAR))
    except ValueError:  # more than anybody counts
        return None


def _suggestion(people: Iterable[Membership], series: Series, standing: Sequence[Occurrence]) -> list[str]:
    days = [each.key for each in standing if each.starts_at < standing[0].starts_at + A_YEAR]
    length = timedelta(minutes=series.minutes)
    return [f"{each:%H:%M}" for each in suggest([each.user.zone for each in people], days, series.zone, length)]
