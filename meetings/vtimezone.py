"""A zone as iCalendar writes it (RFC 5545 section 3.6.5), from the pinned zone data.

Two yearly rules where the zone follows one, else a block for each change: what ical.js and libical read alike. The
generator of the icalendar library puts later changes into one RDATE list, of which some programs read the first only,
and the onset of summer an hour late.
"""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

from meetings.transitions import Change, changes, state_at

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WEEK = 7
FEW = 3  # changes of a kind; fewer make no rule


def vtimezone(zone: str, first_year: int, last_year: int) -> Timezone:
    """The component for times from the first year to the end of the last one. Raises ZoneInfoNotFoundError."""
    component = Timezone()
    component.add("TZID", zone)
    all_changes = changes(zone, first_year - 1, last_year)
    ruled = _ruled(all_changes, last_year)
    single = all_changes[: len(all_changes) - len(ruled)]
    if single or not ruled:
        component.add_component(_block(_origin(zone, first_year - 1)))
    for change in single:
        component.add_component(_block(change))
    for kind in _kinds(ruled):
        component.add_component(_block(kind[0], _rule(kind)))
    return component


def _origin(zone: str, year: int) -> Change:
    moment = datetime(year, 1, 1, tzinfo=UTC)
    offset, saved, name = state_at(moment, ZoneInfo(zone))
    # The block begins by the wall clock of its own offset, since nothing is known of before.
    return Change(moment, offset, offset, name, saved > timedelta(0))


def _ruled(found: Sequence[Change], last_year: int) -> Sequence[Change]:
    """The longest end of the changes that two yearly rules give, one and the other in turn; empty where none do."""
    for start in range(len(found)):
        rest = found[start:]
        kinds = _kinds(rest)
        if len(kinds) == 2 and all(len(kind) >= FEW and _is_yearly(kind, last_year) for kind in kinds):
            return rest
    return ()


def _kinds(found: Sequence[Change]) -> list[list[Change]]:
    kinds: dict[object, list[Change]] = {}
    for change in found:
        kinds.setdefault(change.kind, []).append(change)
    return list(kinds.values())


def _is_yearly(kind: Sequence[Change], last_year: int) -> bool:
    years = [change.onset.year for change in kind]
    return years == list(range(years[0], last_year + 1)) and bool(_rule(kind))


def _rule(kind: Sequence[Change]) -> dict[str, object]:
    """The yearly rule that gives exactly these onsets; empty where there is none."""
    onsets = [change.onset for change in kind]
    if len({(onset.month, onset.time()) for onset in onsets}) > 1:
        return {}
    yearly: dict[str, object] = {"FREQ": "YEARLY", "BYMONTH": onsets[0].month}
    if len({onset.day for onset in onsets}) == 1:
        return {**yearly, "BYMONTHDAY": onsets[0].day}
    if len({onset.weekday() for onset in onsets}) > 1:
        return {}
    weekday = DAYS[onsets[0].weekday()]
    return next(({**yearly, **days} for days in _windows(onsets, weekday)), {})


def _windows(onsets: Sequence[datetime], weekday: str) -> Iterator[dict[str, object]]:
    """The ways to say which of a month's such weekdays it is: the last, the second, or the one in seven days."""
    days = [onset.day for onset in onsets]
    if all(onset.day > monthrange(onset.year, onset.month)[1] - WEEK for onset in onsets):
        yield {"BYDAY": f"-1{weekday}"}
    if max(days) - min(days) < WEEK:
        number, rest = divmod(min(days) - 1, WEEK)
        if rest + max(days) - min(days) < WEEK:
            yield {"BYDAY": f"{number + 1}{weekday}"}
        yield {"BYMONTHDAY": list(range(min(days), min(days) + WEEK)), "BYDAY": weekday}


def _block(change: Change, rule: dict[str, object] | None = None) -> TimezoneStandard | TimezoneDaylight:
    block = TimezoneDaylight() if change.is_summer else TimezoneStandard()
    block.add("DTSTART", change.onset)
    block.add("TZOFFSETFROM", change.before)
    block.add("TZOFFSETTO", change.after)
    block.add("TZNAME", change.name)
    if rule:
        block.add("RRULE", rule)
    return block
