"""The clocks of several people beside each other: what hour they show, which hours are unsocial, when they change."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from accounts.week import SOCIAL_FROM, SOCIAL_UNTIL
from meetings.transitions import changes
from meetings.turns import is_unsocial

NIGHT_ENDS = time(5)


def unsocial(starts_at: datetime, ends_at: datetime, zone: ZoneInfo) -> str:
    """What is wrong with an hour by a clock: "early" before seven, "late" past ten, "night" between; or nothing."""
    if not is_unsocial(starts_at, ends_at, zone):
        return ""
    start = starts_at.astimezone(zone).time()
    if start < NIGHT_ENDS or start >= SOCIAL_UNTIL:
        return "night"
    return "early" if start < SOCIAL_FROM else "late"


@dataclass(frozen=True, slots=True)
class Shift:
    """The first instant at which clocks show another hour, and in which zones they do."""

    at: datetime
    zones: list[str]


def shifts(zones: Iterable[str], after: datetime, before: datetime) -> list[Shift]:
    """When the clocks of these zones shift after one instant and until another, in order."""
    found: dict[datetime, list[str]] = {}
    for name in sorted(set(zones)):
        for change in changes(name, after.astimezone(UTC).year, before.astimezone(UTC).year):
            if after < change.at <= before and change.after != change.before:
                found.setdefault(change.at, []).append(name)
    return [Shift(moment, found[moment]) for moment in sorted(found)]
