"""The calendar files in mails: told, never asked; the same events as in the feed."""

import uuid
from datetime import timedelta
from email import message_from_bytes

import pytest
from django.core import mail
from django.db.models import F
from icalendar import Calendar

from accounts.delivery import deliver
from accounts.models import Notice
from groups import closing
from meetings import calendar, changing, refreshing, splitting
from meetings.models import Meeting
from meetings.subscribing import courses_of
from tests.calendars import libical
from tests.conftest import NOW, later, plan_series

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped")]


def file_for(name: str = "max"):
    """The one file in the one mail to somebody, as it arrives, and the headers of its part."""
    deliver(lambda: NOW)
    [letter] = [each for each in mail.outbox if each.to == [f"{name}@example.org"]]
    [part] = [part for part in message_from_bytes(letter.message().as_bytes()).walk() if part.get_filename()]
    text = part.get_payload(decode=True)
    if libical.LIBRARY:
        assert libical.complaints(text) == []
    found = Calendar.from_ical(text)
    assert found["METHOD"] == part.get_param("method")
    assert part.get_content_type() == "text/calendar"
    assert part.get_content_disposition() == "attachment"
    assert part.get_filename().endswith(".ics")
    check(found)
    return found


def check(found: Calendar) -> None:
    """Nothing that anybody could answer to, nor that people wrote; written now."""
    for event in found.walk("VEVENT"):
        assert "ATTENDEE" not in event
        assert event["ORGANIZER"] == "mailto:hello@127.0.0.1"
        assert event["DTSTAMP"].dt == NOW
    assert b"call.example" not in found.to_ical()
    assert b"knee" not in found.to_ical()


def same_in_the_feed(event, user) -> bool:
    """Whether the feed names the same date in the same way."""
    [course] = courses_of(user, NOW)
    return name_of(event) in map(name_of, calendar.events(course))


def name_of(event) -> tuple[str, bytes]:
    return str(event["UID"]), event["RECURRENCE-ID"].to_ical() if "RECURRENCE-ID" in event else b""


def test_new_meetings_come_with_the_whole_series(table, fay, max_):
    plan_series(table, fay, place="https://call.example/room")
    found = file_for()
    [event] = found.walk("VEVENT")
    assert found["METHOD"] == "PUBLISH"
    assert event["RRULE"].to_ical() == b"FREQ=WEEKLY;INTERVAL=2"
    assert same_in_the_feed(event, max_)


def test_a_single_meeting_comes_without_a_rule(table, fay):
    plan_series(table, fay, rule="FREQ=WEEKLY;COUNT=1")
    [event] = file_for().walk("VEVENT")
    assert "RRULE" not in event
    assert "RECURRENCE-ID" not in event


def test_a_moved_meeting_comes_as_the_exception_it_is(meeting, max_):
    changing.move(meeting, later(days=9), NOW)
    found = file_for()
    [event] = found.walk("VEVENT")
    assert found["METHOD"] == "PUBLISH"
    assert event["DTSTART"].dt == later(days=9)
    assert event["RECURRENCE-ID"].dt.replace(tzinfo=None) == meeting.slot
    assert event["SEQUENCE"] == 1
    assert same_in_the_feed(event, max_)


def test_a_meeting_moved_back_later_overtakes_what_was_told(meeting, stopped):
    """In the feed it is as the rule says again; who keeps a file needs to hear it said."""
    changing.move(meeting, later(days=9), NOW)
    Notice.objects.all().delete()
    changing.move(meeting, meeting.starts_at, NOW)
    Notice.objects.update(data={"meeting": meeting.pk, "sequence": 2, "was": int(later(days=9).timestamp())})
    [event] = file_for().walk("VEVENT")
    assert event["SEQUENCE"] == 2
    assert event["DTSTART"].dt.replace(tzinfo=None) == meeting.slot


def test_another_place_comes_with_the_page_that_says_where(meeting):
    changing.reassign(meeting, facilitator=None, place="https://call.example/other", now=NOW)
    [event] = file_for().walk("VEVENT")
    assert event["URL"].endswith(meeting.get_absolute_url())
    assert event["SEQUENCE"] == 1


def test_a_cancelled_meeting_is_cancelled_there_too(meeting, fay, max_):
    changing.cancel(meeting, by=fay, reason="My knee", now=NOW)
    found = file_for()
    [event] = found.walk("VEVENT")
    assert found["METHOD"] == "CANCEL"
    assert event["STATUS"] == "CANCELLED"
    assert event["RECURRENCE-ID"].dt.replace(tzinfo=None) == meeting.slot
    assert event["SEQUENCE"] == 1
    assert same_in_the_feed(event, max_)


def test_dates_left_out_are_cancelled_one_by_one(series, fay):
    meetings = list(series.meetings.order_by("slot")[1:3])
    changing.leave_out(series, [each.slot for each in meetings], by=fay, now=NOW)
    found = file_for()
    assert found["METHOD"] == "CANCEL"
    assert [each["RECURRENCE-ID"].dt.replace(tzinfo=None) for each in found.walk("VEVENT")] == [
        each.slot for each in meetings
    ]


def test_a_change_from_here_on_ends_the_old_series_and_begins_the_new(series, fay, max_):
    meeting = series.meetings.order_by("slot")[2]
    fields = {"rule": "FREQ=WEEKLY", "starts_at": meeting.slot + timedelta(hours=1), "zone": "Europe/Brussels"}
    splitting.change_following(
        meeting, by=fay, now=NOW, ticket=uuid.uuid4(), minutes=60, format=series.format, **fields
    )
    old, new = file_for().walk("VEVENT")
    assert old["RRULE"].to_ical() == b"FREQ=WEEKLY;UNTIL=20260324T170000Z;INTERVAL=2"
    assert new["RRULE"].to_ical() == b"FREQ=WEEKLY"
    assert old["UID"] != new["UID"]


def test_new_clock_rules_come_with_the_whole_series_again(series):
    an_hour = timedelta(hours=1)
    Meeting.objects.filter(series=series).update(starts_at=F("starts_at") + an_hour, ends_at=F("ends_at") + an_hour)
    refreshing.refresh_times(NOW, always=True)
    [event] = file_for().walk("VEVENT")
    assert event["RRULE"].to_ical() == b"FREQ=WEEKLY;INTERVAL=2"


def test_a_mail_about_a_group_that_has_closed_meanwhile_goes_without_a_file(meeting, fay, max_):
    changing.cancel(meeting, by=fay, reason="", now=NOW)
    closing.close(meeting.group, by=fay, reason="", now=NOW)
    Notice.objects.exclude(kind=Notice.Kind.CANCELLATION).delete()
    deliver(lambda: NOW)
    assert {each.to[0]: each.attachments for each in mail.outbox} == {"max@example.org": [], "fay@example.org": []}
