"""Unsocial hours, how many each member has, and hours that take turns so that all have a like share of them.

A meeting is unsocial for whom it begins before seven, or ends after ten at night, by their own clock. Pure: spans of
UTC instants and zones in, counts out.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import combinations
from zoneinfo import ZoneInfo

from accounts.clock import instant
from accounts.week import SOCIAL_FROM, SOCIAL_UNTIL

Span = tuple[datetime, datetime]

ALWAYS = datetime.min.replace(tzinfo=UTC)
MIDDLE = 14.5  # of the hours between, so that no unsocial meeting begins then
MOST = 3  # hours that take turns


def is_unsocial(starts_at: datetime, ends_at: datetime, zone: ZoneInfo) -> bool:
    """Whether it begins before seven or ends after ten at night there; a meeting over midnight does."""
    starts, ends = (moment.astimezone(zone) for moment in (starts_at, ends_at))
    return starts.time() < SOCIAL_FROM or ends.time() > SOCIAL_UNTIL or starts.date() != ends.date()


@dataclass(frozen=True, slots=True)
class Person:
    """Whose share is counted; from `since` on, where they joined later than the group began."""

    name: str
    zone: ZoneInfo
    since: datetime = ALWAYS


@dataclass(frozen=True, slots=True)
class Share:
    """How many unsocial meetings somebody has had, and will have in those to come."""

    name: str
    had: int
    coming: int


def ledger(people: Iterable[Person], past: Sequence[Span], coming: Sequence[Span]) -> list[Share]:
    """One line for each person, who has most to come first; meetings from before they joined are not theirs."""
    shares = [
        Share(each.name, _count(each, [span for span in past if span[0] >= each.since]), _count(each, coming))
        for each in people
    ]
    return sorted(shares, key=lambda share: (-share.coming, -share.had))


def _count(person: Person, spans: Iterable[Span]) -> int:
    return sum(is_unsocial(*span, person.zone) for span in spans)


def suggest(zones: Sequence[ZoneInfo], days: Sequence[datetime], zone: str, length: timedelta) -> list[time]:
    """Two or three full hours of the clock `zone` that share unsocial hours most evenly over these days, wall clocks.

    Whoever bears most bears least so; then all bear most alike; then nobody is up in the dead of night. Nothing where
    nobody has an unsocial hour at some hour of the day, or where taking turns helps nobody who bears most.
    """
    burdens = {hour: _burden(hour, zones, days, zone, length) for hour in range(24)}
    if not zones or not days or any(not max(burden.times) for burden in burdens.values()):
        return []
    alone = min(max(burden.times) for burden in burdens.values())
    turns = [turn for number in range(2, MOST + 1) for turn in combinations(burdens, number)]
    best = min(turns, key=lambda turn: _rank([burdens[hour] for hour in turn]))
    if max(_mean([burdens[hour] for hour in best])) >= alone:
        return []
    return [time(hour) for hour in best]


@dataclass(frozen=True, slots=True)
class _Burden:
    """At one hour of the day: on how many days each is up at an unsocial hour, and how deep in the night, in hours."""

    times: list[float]
    depth: float


def _burden(hour: int, zones: Sequence[ZoneInfo], days: Sequence[datetime], zone: str, length: timedelta) -> _Burden:
    weights = Counter(_like(hour, day, zones, zone, length) for day in days)
    times = [float(sum(number for depths, number in weights.items() if depths[at])) for at in range(len(zones))]
    return _Burden(times, sum(sum(depths) * number for depths, number in weights.items()))


def _like(hour: int, day: datetime, zones: Sequence[ZoneInfo], zone: str, length: timedelta) -> tuple[float, ...]:
    """How deep in the night each is on one day."""
    starts_at = instant(datetime.combine(day.date(), time(hour)), zone)
    return tuple(_depth(starts_at, starts_at + length, each) for each in zones)


def _depth(starts_at: datetime, ends_at: datetime, zone: ZoneInfo) -> float:
    """How far from the middle of the day an unsocial meeting begins, in hours up to twelve; 0 for a social one."""
    if not is_unsocial(starts_at, ends_at, zone):
        return 0.0
    starts = starts_at.astimezone(zone)
    apart = abs(starts.hour + starts.minute / 60 - MIDDLE)
    return min(apart, 24 - apart)


def _mean(burdens: Sequence[_Burden]) -> list[float]:
    return [sum(times) / len(burdens) for times in zip(*(burden.times for burden in burdens), strict=True)]


def _rank(burdens: Sequence[_Burden]) -> tuple[float, ...]:
    mean = _mean(burdens)
    depth = sum(burden.depth for burden in burdens) / len(burdens)
    return round(max(mean), 6), round(max(mean) - min(mean), 6), round(depth, 6), len(burdens)
