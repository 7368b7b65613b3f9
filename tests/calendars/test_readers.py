"""Our calendars read back by others: all have the dates of the page, in twelve zones over two years."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import icalendar
import pytest
import recurring_ical_events

from accounts.models import User
from meetings import calendar
from meetings.subscribing import courses_of
from tests.calendars import libical
from tests.calendars.programs import dates_in_ical_js, dates_in_khal
from tests.calendars.world import FROM, TO, Date, dates_of, meet, meet_in_twelve_zones
from tests.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped")]

PLANS = {"twelve zones": meet_in_twelve_zones, "awkward": meet, "awkward and moved": partial(meet, moved=True)}

# khal takes a fifth of a second for each date that is an exception, and for each event; others of the kind stay.
SLOW = {"taking turns", "a gap of half an hour", "the first date in a gap", "a gap each time", "it ends in a gap"}


def text_for(user: User) -> bytes:
    return calendar.feed(courses_of(user, NOW), name="Mastermind", zone="UTC", year=NOW.year)


def disguised(text: bytes) -> bytes:
    """The same with zones nobody knows, so that the reader has to read ours."""
    return re.sub(rb"(TZID[=:])(?=[A-Z])", rb"\1Ours/", text)


@pytest.fixture(params=PLANS)
def text(request, table, fay, max_) -> bytes:
    PLANS[request.param](table, fay)
    return text_for(max_)


@contextmanager
def served(text: bytes, folder: Path) -> Iterator[str]:
    """The text at an address."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_args: object) -> None: ...

    (folder / "served.ics").write_bytes(text)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder))
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/served.ics"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def dates_in_python(text: bytes) -> list[Date]:
    found = recurring_ical_events.of(icalendar.Calendar.from_ical(text)).between(FROM, TO)
    return [
        tuple(event[name].dt.astimezone(FROM.tzinfo) for name in ("DTSTART", "DTEND"))
        for event in found
        if event["STATUS"] != "CANCELLED" and FROM <= event["DTSTART"].dt < TO
    ]


def test_icalendar_reads_every_line(text):
    read = icalendar.Calendar.from_ical(text)
    assert not [component.errors for component in read.walk() if component.errors]
    assert read.to_ical() == text


def test_recurring_ical_events_has_the_dates_of_the_page(text, table):
    assert sorted(dates_in_python(text)) == dates_of(table)
    assert sorted(dates_in_python(disguised(text))) == dates_of(table)


@pytest.mark.skipif(not libical.LIBRARY, reason="libical is not here, so it was not asked (Debian: libical3).")
def test_libical_has_the_dates_of_the_page_and_nothing_to_complain_of(text, table):
    assert sorted(libical.dates(text)) == dates_of(table)
    assert sorted(libical.dates(disguised(text))) == dates_of(table)
    assert libical.complaints(text) == []


def test_ical_js_has_the_dates_of_the_page(text, table, tmp_path):
    assert sorted(dates_in_ical_js(text, tmp_path)) == dates_of(table)


def test_khal_has_the_dates_of_the_page_from_vdirsyncer(table, fay, max_, tmp_path):
    """vdirsyncer takes two events that differ in nothing but their UID for one, so no two are alike here."""
    meet(table, fay, moved=True, without=SLOW)
    with served(text_for(max_), tmp_path) as url:
        assert sorted(dates_in_khal(url, tmp_path)) == dates_of(table)


def test_khal_reads_our_zones(table, fay, max_, tmp_path):
    meet_in_twelve_zones(table, fay)
    with served(disguised(text_for(max_)), tmp_path) as url:
        assert sorted(dates_in_khal(url, tmp_path)) == dates_of(table)
