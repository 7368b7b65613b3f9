"""The clocks of several people beside each other: what hour they show, which hours are unsocial, when they change."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from meetings.turns import FIRST, LAST, is_unsocial

A_DAY, A_MINUTE = timedelta(days=1), timedelta(minutes=1)
NIGHT_ENDS = time(5)


def unsocial(starts_at: datetime, ends_at: datetime, zone: ZoneInfo) -> str:
    """What is wrong with an hour by a clock: "early" before seven, "late" past ten, "night" between; or nothing."""
    if not is_unsocial(starts_at, ends_at, zone):
        return ""
    start = starts_at.astimezone(zone).time()
    if start < NIGHT_ENDS or start >= LAST:
        return "night"
    return "early" if start < FIRST else "late"


@dataclass(frozen=True, slots=True)
class Change:
    """The first instant at which clocks show another offset, and in which zones they do."""

    at: datetime
    zones: list[str]


def changes(zones: Iterable[str], after: datetime, before: datetime) -> list[Change]:
    """When the clocks of these zones change between two instants, to the minute, in order."""
    found: dict[datetime, list[str]] = {}
    for name in sorted(set(zones)):
        for moment in _changes(ZoneInfo(name), after.astimezone(UTC), before.astimezone(UTC)):
            found.setdefault(moment, []).append(name)
    return [Change(moment, found[moment]) for moment in sorted(found)]


def _changes(zone: ZoneInfo, after: datetime, before: datetime) -> Iterable[datetime]:
    """No zone changes twice in a day, so a day with another offset at its end has the change in it."""
    while after < before:
        until = min(after + A_DAY, before)
        if _offset(zone, after) != _offset(zone, until):
            yield _first_with_another(zone, after, until)
        after = until


def _first_with_another(zone: ZoneInfo, after: datetime, until: datetime) -> datetime:
    while until - after > A_MINUTE:
        middle = after + (until - after) / 2
        if _offset(zone, middle) == _offset(zone, after):
            after = middle
        else:
            until = middle
    return until.replace(second=0, microsecond=0)


def _offset(zone: ZoneInfo, moment: datetime) -> timedelta | None:
    return moment.astimezone(zone).utcoffset()
