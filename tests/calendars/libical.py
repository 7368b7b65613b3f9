"""libical, by its C functions: reads a calendar's dates, and checks it against RFC 5545 and 5546."""

import ctypes
import re
from collections.abc import Iterator
from ctypes.util import find_library
from datetime import UTC, datetime
from typing import Any

from tests.calendars.world import FROM, TO, Date

LIBRARY = find_library("ical")
_lib: Any = ctypes.CDLL(LIBRARY) if LIBRARY else None


class IcalTime(ctypes.Structure):
    """struct icaltimetype"""

    _fields_ = [
        *((name, ctypes.c_int) for name in ("year", "month", "day", "hour", "minute", "second")),
        ("is_date", ctypes.c_int),
        ("is_daylight", ctypes.c_int),
        ("zone", ctypes.c_void_p),
    ]


class Span(ctypes.Structure):
    """struct icaltime_span"""

    _fields_ = [("start", ctypes.c_long), ("end", ctypes.c_long), ("is_busy", ctypes.c_int)]


OnSpan = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.POINTER(Span), ctypes.c_void_p)


def _function(name: str, answer: Any, *takes: Any) -> Any:
    function = getattr(_lib, name)
    function.restype, function.argtypes = answer, takes
    return function


if LIBRARY:
    _pointer, _text = ctypes.c_void_p, ctypes.c_char_p
    _parse = _function("icalparser_parse_string", _pointer, _text)
    _free = _function("icalcomponent_free", None, _pointer)
    _kind = _function("icalcomponent_string_to_kind", ctypes.c_int, _text)
    _first = _function("icalcomponent_get_first_component", _pointer, _pointer, ctypes.c_int)
    _next = _function("icalcomponent_get_next_component", _pointer, _pointer, ctypes.c_int)
    _property = _function("icalcomponent_get_first_property", _pointer, _pointer, ctypes.c_int)
    _property_kind = _function("icalproperty_string_to_kind", ctypes.c_int, _text)
    _uid = _function("icalcomponent_get_uid", _text, _pointer)
    _written = _function("icalcomponent_as_ical_string", _text, _pointer)
    _check = _function("icalrestriction_check", ctypes.c_int, _pointer)
    _instant = _function("icaltime_as_timet_with_zone", ctypes.c_long, IcalTime, _pointer)
    _time = _function("icaltime_from_timet_with_zone", IcalTime, ctypes.c_long, ctypes.c_int, _pointer)
    _utc = _function("icaltimezone_get_utc_timezone", _pointer)
    _each = _function("icalcomponent_foreach_recurrence", None, _pointer, IcalTime, IcalTime, OnSpan, _pointer)
    _datetime = _function("icalproperty_get_datetime_with_component", IcalTime, _pointer, _pointer)


def complaints(text: bytes) -> list[str]:
    """What libical finds wrong, by the table of RFC 5546 for the METHOD, or by RFC 5545 where there is none."""
    calendar = _parse(text)
    _check(calendar)
    written = re.sub(rb"\r?\n ", b"", _written(calendar)).decode()
    _free(calendar)
    return [line for line in written.splitlines() if line.startswith("X-LIC-ERROR")]


def dates(text: bytes) -> list[Date]:
    """The dates from FROM to TO that are not cancelled."""
    calendar = _parse(text)
    events = list(_events(calendar))
    found = [
        date for event in events if not _is_exception(event) for date in _of_rule(event, _exceptions(events, event))
    ]
    found += [_span(event) for event in events if _is_exception(event)]
    _free(calendar)
    return [(start, end) for start, end, is_cancelled in found if not is_cancelled and FROM <= start < TO]


def _events(calendar: int) -> Iterator[int]:
    kind = _kind(b"VEVENT")
    event = _first(calendar, kind)
    while event:
        yield event
        event = _next(calendar, kind)


def _is_exception(event: int) -> bool:
    return bool(_property(event, _property_kind(b"RECURRENCE-ID")))


def _exceptions(events: list[int], rule: int) -> set[datetime]:
    same = (each for each in events if _is_exception(each) and _uid(each) == _uid(rule))
    return {_moment(each, b"RECURRENCE-ID") for each in same}


def _span(event: int) -> tuple[datetime, datetime, bool]:
    return _moment(event, b"DTSTART"), _moment(event, b"DTEND"), b"STATUS:CANCELLED" in _written(event)


def _of_rule(event: int, exceptions: set[datetime]) -> list[tuple[datetime, datetime, bool]]:
    found: list[tuple[datetime, datetime, bool]] = []

    def on_span(_event: int, span: Any, _data: int) -> None:
        start, end = (datetime.fromtimestamp(each, UTC) for each in (span.contents.start, span.contents.end))
        if start not in exceptions:
            found.append((start, end, b"STATUS:CANCELLED" in _written(event)))

    start, end = (_time(int(each.timestamp()), 0, _utc()) for each in (FROM, TO))
    _each(event, start, end, OnSpan(on_span), None)
    return found


def _moment(event: int, name: bytes) -> datetime:
    time = _datetime(_property(event, _property_kind(name)), event)
    return datetime.fromtimestamp(_instant(time, time.zone or _utc()), UTC)
