"""The best hours of the week for a group to meet, from the hours its members could, in every week of the year ahead.

A weekly meeting keeps its wall clock in one zone; by the clocks of others it shifts, for some weeks in spring and
autumn or for half the year. Weeks in which two clocks stand alike are looked at once. Only counts come out, never who.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cache, partial
from itertools import chain
from zoneinfo import ZoneInfo

from django.db.models import F

from accounts.availability import Span, Weekly, Window
from accounts.clock import instant, zone_names
from accounts.week import DAYS, SLOTS, SOCIAL_FROM, SOCIAL_UNTIL
from groups.models import Group, Membership

A_DAY, A_WEEK, HALF_HOUR = timedelta(days=1), timedelta(weeks=1), timedelta(minutes=30)
WEEKS = 52
SET = timedelta(hours=3)
SOCIAL = tuple(Window(day, SOCIAL_FROM, SOCIAL_UNTIL) for day in DAYS)


@dataclass(frozen=True, slots=True)
class Cell:
    """A meeting that begins with this half hour: how many could be there each week of the year (`always`), how many
    in some weeks only (`sometimes`), and for how many of all members it is `unsocial` in any week."""

    slot: int
    always: int
    sometimes: int
    unsocial: int


@dataclass(frozen=True, slots=True)
class Heat:
    """The half hours of a week by the clock of `zone`, Monday's first one first, for meetings of one `length`.

    Of all `members` so many have `said` hours; who has not is in no cell's `always` or `sometimes`.
    """

    zone: str
    length: timedelta
    cells: tuple[Cell, ...]
    members: int
    said: int


def of_group(group: Group, zone: str, length: timedelta, now: datetime) -> Heat:
    """As the present members have said their hours, each by their own clock; one query. Raises as `measure` does."""
    present = Membership.objects.present().filter(group=group).select_related("user")
    hours = present.annotate(slots=F("user__availability__slots"))
    people = [Weekly.of_slots(each.user.zone.key, each.slots or []) for each in hours]  # type: ignore[attr-defined]
    return measure(people, zone, length, now)


def measure(people: Sequence[Weekly], zone: str, length: timedelta, now: datetime) -> Heat:
    """How well each half hour of the week suits these people, in 52 weeks from the next Monday on, or from today's.

    Raises ValueError for an unknown zone, a naive `now`, and a length that is nothing or more than a day.
    """
    if zone not in zone_names() or now.utcoffset() is None or not timedelta(0) < length <= A_DAY:
        raise ValueError(f"No meeting of {length} by the clock of {zone!r} from {now} on.")
    zones = {person.zone for person in people}
    meetings = cache(partial(_meetings, zone=zone, length=length))
    weeks = {name: [meetings(monday) for monday in _unlike(zone, name, now)] for name in zones}
    kept = [_kept(person, weeks[person.zone]) for person in people if person.windows]
    social = {name: _kept(Weekly(name, SOCIAL), weeks[name])[0] for name in zones}
    always = Counter(chain.from_iterable(always for always, _ever in kept))
    ever = Counter(chain.from_iterable(ever for _always, ever in kept))
    awake = Counter(chain.from_iterable(social[person.zone] for person in people))
    cells = (Cell(slot, always[slot], ever[slot] - always[slot], len(people) - awake[slot]) for slot in range(SLOTS))
    return Heat(zone, length, tuple(cells), len(people), len(kept))


def best(heat: Heat, number: int = 5) -> list[Cell]:
    """The best so many: with most people in every week, then fewest unsocial hours, then earliest in the week.

    No two overlap, also not across Sunday's midnight; fewer where nobody could be there any more.
    """
    chosen: list[Cell] = []
    for cell in sorted(heat.cells, key=lambda cell: (-cell.always, cell.unsocial, cell.slot)):
        if len(chosen) == number or not cell.always:
            break
        if not any(_overlap(cell.slot, other.slot, heat.length) for other in chosen):
            chosen.append(cell)
    return chosen


def _overlap(one: int, other: int, length: timedelta) -> bool:
    apart = abs(one - other)
    return min(apart, SLOTS - apart) * HALF_HOUR < length


def _kept(person: Weekly, weeks: Iterable[Sequence[Span]]) -> tuple[set[int], set[int]]:
    """The slots whose meetings lie within somebody's hours in all of the weeks, and in any."""
    each = [_within(person, meetings) for meetings in weeks]
    return set.intersection(*each), set.union(*each)


def _within(person: Weekly, meetings: Sequence[Span]) -> set[int]:
    """The slots whose meetings lie within somebody's hours in one week."""
    spans = person.between(min(start for start, _ in meetings), max(end for _, end in meetings))
    starts = [start for start, _ in spans]
    found = ((slot, end, bisect_right(starts, start) - 1) for slot, (start, end) in enumerate(meetings))
    return {slot for slot, end, at in found if at >= 0 and end <= spans[at][1]}


def _meetings(monday: datetime, zone: str, length: timedelta) -> list[Span]:
    """One meeting for each half hour of the week that begins then, by the wall clock of the zone."""
    starts = (instant(monday + slot * HALF_HOUR, zone) for slot in range(SLOTS))
    return [(start, start + length) for start in starts]


def _unlike(zone: str, other: str, now: datetime) -> list[datetime]:
    """The Mondays, by the wall clock of a zone, of one week for each way its clock and another stand in the year."""
    today = datetime.combine(now.astimezone(ZoneInfo(zone)).date(), time.min)
    monday = today + timedelta(days=-today.weekday() % 7)
    first: dict[tuple[timedelta, ...], datetime] = {}
    for number in range(WEEKS):
        week = monday + number * A_WEEK
        first.setdefault(_standing(week, zone, other), week)
    return list(first.values())


def _standing(monday: datetime, zone: str, other: str) -> tuple[timedelta, ...]:
    """How far two clocks are from that of the zone as its week begins, day by day, so that a change stands out.

    Until the last meeting is over, and from some hours before the first: no clock is set by more, but for a whole day.
    """
    start = instant(monday, zone)
    moments = [start - SET, *(start + number * A_DAY for number in range(10))]
    clocks = [ZoneInfo(name) for name in (zone, other)]
    return tuple(at.astimezone(clock).replace(tzinfo=None) - monday for clock in clocks for at in moments)
