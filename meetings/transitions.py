"""When the clocks of a zone change, found in the pinned zone data."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

STEP = timedelta(days=1)  # no zone changes twice within it

State = tuple[timedelta, timedelta, str]


@dataclass(frozen=True, slots=True)
class Change:
    """A moment at which a zone's clocks change: by how much UTC was behind before and after."""

    at: datetime
    before: timedelta
    after: timedelta
    name: str
    is_summer: bool

    @property
    def onset(self) -> datetime:
        """What the clocks show just then, before they change."""
        return self.at.replace(tzinfo=None) + self.before

    @property
    def kind(self) -> tuple[timedelta, timedelta, str, bool]:
        """What it has in common with those of other years."""
        return self.before, self.after, self.name, self.is_summer


@lru_cache(maxsize=512)
def changes(zone: str, first_year: int, last_year: int) -> tuple[Change, ...]:
    """The changes of a zone's clocks in these years, in order."""
    info = ZoneInfo(zone)
    moment, end = datetime(first_year, 1, 1, tzinfo=UTC), datetime(last_year + 1, 1, 1, tzinfo=UTC)
    found, state = [], state_at(moment, info)
    while moment < end:
        later = moment + STEP
        if state_at(later, info) != state:
            found.append(_between(moment, later, info))
            state = state_at(later, info)
        moment = later
    return tuple(found)


def state_at(moment: datetime, info: ZoneInfo) -> State:
    """How far a zone is from UTC at a moment, how much of that is summer, and what that is called."""
    local = moment.astimezone(info)
    return local.utcoffset() or timedelta(0), local.dst() or timedelta(0), local.tzname() or info.key


def _between(early: datetime, late: datetime, info: ZoneInfo) -> Change:
    """The change between two moments, to the second."""
    before = state_at(early, info)
    while late - early > timedelta(seconds=1):
        middle = early + timedelta(seconds=(late - early) // timedelta(seconds=2))
        early, late = (middle, late) if state_at(middle, info) == before else (early, middle)
    offset, saved, name = state_at(late, info)
    return Change(late, before[0], offset, name, _is_summer(before, offset, saved))


def _is_summer(before: State, offset: timedelta, saved: timedelta) -> bool:
    """Where the zone data count winter as the exception, as in Dublin, summer is still the later clock."""
    if min(saved, before[1]) < timedelta(0):
        return offset > before[0]
    return saved > timedelta(0)
