"""What the form of a rhythm begins from, where a series goes on in another way."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from accounts.clock import instant
from meetings.models import Meeting, Series
from meetings.patterns import Pattern, endless, pattern_of
from meetings.rule_text import read

A_DAY, FAR = timedelta(days=1), timedelta(days=50 * 366)
KEPT = ("minutes", "format", "zone", "place", "facilitator", "minimum", "asks_hours")


def as_it_is(meeting: Meeting) -> dict[str, Any]:
    """The series as it goes on from one of its meetings, for `SeriesForm`: the rest of its dates, hours in turn."""
    series, slot = meeting.series, meeting.slot
    rule = pattern_of(series.rule, slot.date())
    hours = _from(series, slot)
    turns = dict(zip(("second", "third"), hours[1:], strict=False))
    own = endless(series.rule) if rule == Pattern.OWN else ""
    kept = {name: getattr(series, name) for name in KEPT}
    return {**kept, **turns, "rule": rule, "own": own, "on": slot.date(), "at": slot.time(), **_end(series, slot)}


def _from(series: Series, slot: datetime) -> list[Any]:
    """The hours that take turns, that of this date first."""
    first = series.hours.index(slot.time()) if slot.time() in series.hours else 0
    return [*series.hours[first:], *series.hours[:first]]


def _end(series: Series, slot: datetime) -> dict[str, Any]:
    rule = read(series.rule)
    if rule.count:
        start = instant(slot, series.zone)
        left = [each for each in series.dates(start - A_DAY, start + FAR) if each.key >= slot]
        return {"ends": "after", "count": len(left)} if len(left) > 1 else {"rule": Pattern.ONCE}
    if isinstance(rule.until, datetime) and rule.until.tzinfo:
        return {"ends": "on", "until": rule.until.astimezone(ZoneInfo(series.zone)).date()}
    if isinstance(rule.until, date):
        return {"ends": "on", "until": date(rule.until.year, rule.until.month, rule.until.day)}
    return {}
