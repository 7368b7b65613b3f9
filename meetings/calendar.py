"""Meetings as iCalendar (RFC 5545): what calendar programs subscribe to, and what mails carry.

A calendar is read by third parties, so it says when a group meets and where its page is, and no more: neither who
leads nor where they meet, nor any word people wrote.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from math import ceil
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vCalAddress, vRecur

from accounts.letters import absolute
from meetings.course import ENDS, Course, Stop, Stretch, is_unique
from meetings.models import Meeting
from meetings.vtimezone import vtimezone

REFRESH = timedelta(hours=1)  # how often we ask programs to look again
YEARS = 10  # ahead, for which clock changes are written


def feed(courses: Iterable[Course], *, name: str, zone: str, year: int) -> bytes:
    """A calendar to subscribe to, with everything that the courses have; `zone` is the reader's own.

    It has the zone of the reader even where nothing else is in it, since a calendar is never empty (section 3.6).
    """
    calendar = _calendar()
    calendar.add("NAME", name)
    calendar.add("X-WR-CALNAME", name)
    calendar.add("REFRESH-INTERVAL", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", "PT1H")
    return _filled(calendar, [event for course in courses for event in events(course)], zone, year)


def download(course: Course, meeting: Meeting) -> bytes:
    """One meeting, for a calendar that is no subscription. Raises LookupError for one that the course does not have."""
    return _filled(_calendar(), [_only(course, meeting)], course.series.zone, course.year)


def publish(courses: Sequence[Course], now: datetime, meetings: Iterable[Meeting] = ()) -> bytes:
    """For a mail: the whole of the courses, or only these meetings of a single one. Raises LookupError as above."""
    return _sent("PUBLISH", courses, now, meetings)


def cancel(courses: Sequence[Course], now: datetime, meetings: Iterable[Meeting]) -> bytes:
    """For a mail: meetings of a course that do not take place. Raises LookupError as above."""
    return _sent("CANCEL", courses, now, meetings)


def events(course: Course) -> list[Event]:
    """Of a series: its rule, and beside it whatever differs from it. Nothing where no date is left."""
    found = []
    for stretch in course.stretches:
        found.append(_rule_of(course, stretch))
        odd = (stop for stop in stretch.stops if not stop.is_out and not course.is_as_ruled(stop))
        found += [_event_of(course, stop, stretch) for stop in odd]
    return found + [_event_of(course, stop) for stop in course.loose]


def _rule_of(course: Course, stretch: Stretch) -> Event:
    """The event that repeats: its first date is one of its own rule's, and what is left out is said in its own zone."""
    event = _event(course, _uid(course, stretch), absolute(_page(course)), _changed(course), _sequence(course))
    _add_times(event, *course.ruled(stretch.first), course.series.zone)
    event.add("RRULE", vRecur.from_ical(_rule(course, stretch)))
    is_open = stretch.goes_on or course.keeps_count(stretch)
    for stop in stretch.stops:
        if stop.is_out and (is_open or stop.wall < stretch.last.wall):
            _add_wall(event, "EXDATE", stop.wall, course.series.zone)
    return event


def _rule(course: Course, stretch: Stretch) -> str:
    """The rule; its end is an instant, as RFC 5545 asks for beside a zone, or COUNT where that still holds."""
    parts = dict(course.parts)
    if not stretch.goes_on and not course.keeps_count(stretch):
        parts = {name: value for name, value in parts.items() if name not in ENDS}
        parts["UNTIL"] = f"{course.ruled(stretch.last)[0]:%Y%m%dT%H%M%SZ}"
    return ";".join(f"{name}={value}" for name, value in parts.items())


def _event_of(course: Course, stop: Stop, stretch: Stretch | None = None) -> Event:
    """One date: as an exception of the rule of its stretch, or by itself where none reaches it."""
    meeting = stop.meeting
    page = meeting.get_absolute_url() if meeting else _page(course)
    changed = meeting.changed_at if meeting else course.series.changed_at
    sequence = _sequence(course) + (meeting.revision if meeting else 0)
    event = _event(course, _uid(course, stretch or stop), absolute(page), changed, sequence)
    if stretch:
        _add_wall(event, "RECURRENCE-ID", stop.wall, course.series.zone)
    _add_times(event, stop.starts_at, stop.ends_at, course.series.zone)
    if meeting and meeting.is_cancelled:
        _call_off(event, course)
    return event


def _only(course: Course, meeting: Meeting) -> Event:
    """The same event as in the feed, also where the feed has no need to tell it apart from the rule, or leaves it out.

    Raises LookupError for one that the course does not have.
    """
    whole = [(stop, stretch) for stretch in course.stretches for stop in stretch.stops]
    rest = [(stop, None) for stop in (*course.loose, *course.stops)]
    for stop, stretch in [*whole, *rest]:
        if stop.meeting == meeting:
            return _event_of(course, stop, stretch)
    raise LookupError(meeting)


def _event(course: Course, uid: str, page: str, changed: datetime, sequence: int) -> Event:
    event = Event()
    event.add("UID", uid)
    event.add("SUMMARY", course.series.group.name)
    event.add("DESCRIPTION", page)
    event.add("URL", page)
    event.add("STATUS", "CONFIRMED")
    event.add("CREATED", course.series.created_at)
    event.add("LAST-MODIFIED", changed)
    event.add("DTSTAMP", changed)  # without a METHOD it says the same (section 3.8.7.2)
    event.add("SEQUENCE", sequence)
    return event


def _call_off(event: Event, course: Course) -> None:
    """Said in the title as well, since some programs show nothing of the status."""
    event["STATUS"] = "CANCELLED"
    del event["SUMMARY"]
    event.add("SUMMARY", _("Cancelled: %(group)s") % {"group": course.series.group.name})
    event.add("TRANSP", "TRANSPARENT")


def _uid(course: Course, of: Stretch | Stop) -> str:
    """The same for ever: of a series, of what of it comes after a gap in the clocks, or of a date by itself."""
    if isinstance(of, Stretch):
        own = f"-after-{of.after:%Y%m%dT%H%M}" if of.after else ""
    else:
        own = f"-{of.key:%Y%m%dT%H%M}" if course.repeats else ""
    return f"series-{course.series.pk}{own}@{settings.SITE_HOST}"


def _page(course: Course) -> str:
    return reverse("meetings:meetings.index", args=[course.series.group.slug])


def _changed(course: Course) -> datetime:
    """When the rule last changed, or what is left out of it."""
    left_out = [stop.meeting.changed_at for stop in course.stops if stop.is_out and stop.meeting]
    return max([course.series.changed_at, *left_out, *course.closed])


def _sequence(course: Course) -> int:
    """Grows with each change of the rule; a meeting adds its own changes, so that none looks older than its rule."""
    return ceil((_changed(course) - course.series.created_at).total_seconds())


def _add_times(event: Event, starts_at: datetime, ends_at: datetime, zone: str) -> None:
    """By the clock of the zone; where that shows a time twice, as instants, so that no program has to choose."""
    info = ZoneInfo(zone)
    is_clear = all(is_unique(moment, info) for moment in (starts_at, ends_at))
    for name, moment in (("DTSTART", starts_at), ("DTEND", ends_at)):
        wall = moment.astimezone(info if is_clear else UTC).replace(tzinfo=None)
        _add_wall(event, name, wall, zone if is_clear else "UTC")


def _add_wall(event: Event, name: str, wall: datetime, zone: str) -> None:
    if zone == "UTC":
        event.add(name, wall.replace(tzinfo=UTC))
    else:
        event.add(name, wall, parameters={"TZID": zone})


def _sent(method: str, courses: Sequence[Course], now: datetime, meetings: Iterable[Meeting]) -> bytes:
    """By the rules of RFC 5546: somebody organises it, and it was written now."""
    chosen = [_only(courses[0], meeting) for meeting in meetings] or [each for one in courses for each in events(one)]
    for event in chosen:
        event.DTSTAMP = now
        event.add("ORGANIZER", _organizer())
        if method == "CANCEL" and event["STATUS"] != "CANCELLED":
            _call_off(event, courses[0])
    calendar = _calendar()
    calendar.add("METHOD", method)
    return _filled(calendar, chosen, courses[0].series.zone, courses[0].year)


def _organizer() -> vCalAddress:
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    organizer = vCalAddress(f"mailto:{address}")
    organizer.params["CN"] = name or settings.SITE_NAME
    return organizer


def _calendar() -> Calendar:
    calendar = Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", f"-//{settings.SITE_NAME}//Meetings//EN")
    calendar.add("CALSCALE", "GREGORIAN")
    return calendar


def _filled(calendar: Calendar, inside: Iterable[Event], zone: str, year: int) -> bytes:
    """With the events and every zone they name."""
    inside = list(inside)
    zones = {} if inside else {zone: year}
    for key, first in (named for event in inside for named in _zones(event)):
        zones[key] = min(zones.get(key, first), first)
    for key, first in sorted(zones.items()):
        calendar.add_component(vtimezone(key, first, max(year, first) + YEARS))
    for event in inside:
        calendar.add_component(event)
    text: bytes = calendar.to_ical()
    return text


def _zones(event: Event) -> Iterator[tuple[str, int]]:
    """Each zone it names, with a year."""
    value: Any
    for _name, value in event.property_items(recursive=False):
        if "TZID" in getattr(value, "params", {}):
            yield value.params["TZID"], (value.dts[0] if hasattr(value, "dts") else value).dt.year
