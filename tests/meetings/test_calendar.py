"""How a series is written: its rule, its exceptions, its names, its numbers."""

import uuid
from datetime import datetime, time, timedelta

import pytest

from accounts.models import User
from meetings import calendar, changing, splitting
from meetings.models import Meeting, Series
from meetings.subscribing import courses_of
from tests.conftest import NOW, later, plan_series

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped")]


def events(user: User, **only: object) -> list:
    return [event for course in courses_of(user, NOW, **only) for event in calendar.events(course)]


def lines(event, *names: str) -> list[str]:
    """These lines of an event, as they are written."""
    written = event.to_ical().decode().split("\r\n")
    return [line for line in written if line.split(":")[0].split(";")[0] in names]


def slots(series: Series) -> list[datetime]:
    return list(series.meetings.order_by("slot").values_list("slot", flat=True))


def split(meeting: Meeting, by: User, **fields: object) -> Series:
    fields = {"rule": "FREQ=WEEKLY", "starts_at": meeting.slot, "zone": "Europe/Brussels", "minutes": 60, **fields}
    ticket = uuid.uuid4()
    return splitting.change_following(meeting, by=by, now=NOW, ticket=ticket, format=meeting.series.format, **fields)


def test_a_series_is_one_event_with_its_rule(series, max_):
    [event] = events(max_)
    assert lines(event, "UID", "DTSTART", "DTEND", "RRULE", "SEQUENCE", "SUMMARY", "STATUS") == [
        "SUMMARY:Second Thursday",
        "DTSTART;TZID=Europe/Brussels:20260310T180000",
        "DTEND;TZID=Europe/Brussels:20260310T193000",
        f"UID:series-{series.pk}@127.0.0.1",
        "SEQUENCE:0",
        "RRULE:FREQ=WEEKLY;INTERVAL=2",
        "STATUS:CONFIRMED",
    ]


def test_a_series_by_utc_names_no_zone(table, fay, max_):
    plan_series(table, fay, zone="UTC")
    [event] = events(max_)
    assert lines(event, "DTSTART") == ["DTSTART:20260310T180000Z"]
    assert b"VTIMEZONE" not in calendar.feed(courses_of(max_, NOW), name="", zone="UTC", year=2026)


def test_what_is_left_out_and_what_is_moved_is_named_by_the_clock_of_the_series(series, fay, max_):
    _first, second, third, *_later = series.meetings.order_by("slot")
    changing.leave_out(series, [second.slot], by=fay, now=NOW)
    changing.move(third, third.starts_at + timedelta(days=1), NOW)
    rule, moved = events(max_)
    assert lines(rule, "EXDATE") == ["EXDATE;TZID=Europe/Brussels:20260324T180000"]
    assert lines(moved, "UID", "RECURRENCE-ID", "DTSTART") == [
        "DTSTART;TZID=Europe/Brussels:20260408T180000",
        lines(rule, "UID")[0],
        "RECURRENCE-ID;TZID=Europe/Brussels:20260407T180000",
    ]


def test_a_cancelled_meeting_says_so_in_its_title_too_and_takes_no_time(meeting, fay, max_):
    changing.cancel(meeting, by=fay, reason="", now=NOW)
    _rule, off = events(max_)
    assert lines(off, "SUMMARY", "STATUS", "TRANSP") == [
        "SUMMARY:Cancelled: Second Thursday",
        "STATUS:CANCELLED",
        "TRANSP:TRANSPARENT",
    ]


def test_a_first_date_left_out_is_not_where_the_rule_begins(series, fay, max_):
    changing.leave_out(series, slots(series)[:1], by=fay, now=NOW)
    [rule] = events(max_)
    assert lines(rule, "DTSTART", "EXDATE") == ["DTSTART;TZID=Europe/Brussels:20260324T180000"]


def test_a_rule_begins_with_the_first_date_it_gives(table, fay, max_):
    plan_series(table, fay, rule="FREQ=MONTHLY;BYDAY=3TU", starts_at=datetime(2026, 3, 17, 18, 0))
    [rule] = events(max_)
    assert lines(rule, "DTSTART") == ["DTSTART;TZID=Europe/Brussels:20260317T180000"]


@pytest.mark.parametrize(("number", "until"), [(2, "20260324T180000Z"), (3, "20260331T170000Z")])
def test_the_end_is_an_instant_an_hour_earlier_in_summer(table, fay, max_, number, until):
    """18:00 in London is 18:00Z in winter and 17:00Z in summer."""
    starts_at = datetime(2026, 3, 17, 18, 0)
    series = plan_series(table, fay, rule="FREQ=WEEKLY", starts_at=starts_at, zone="Europe/London")
    split(series.meetings.order_by("slot")[number], fay, zone="Europe/London")
    old, _new = events(max_)
    assert lines(old, "RRULE") == [f"RRULE:FREQ=WEEKLY;UNTIL={until}"]


def test_a_count_stays_where_nothing_cut_it_short(table, fay, max_):
    series = plan_series(table, fay, rule="FREQ=WEEKLY;COUNT=6")
    changing.leave_out(series, slots(series)[2:3], by=fay, now=NOW)
    [rule] = events(max_)
    assert lines(rule, "RRULE") == ["RRULE:FREQ=WEEKLY;COUNT=6"]  # what is left out was counted
    changing.leave_out(series, slots(series)[:1], by=fay, now=NOW)
    [rule] = events(max_)
    assert lines(rule, "RRULE") == ["RRULE:FREQ=WEEKLY;UNTIL=20260414T160000Z"]


def test_an_end_by_the_wall_clock_is_written_as_an_instant(table, fay, max_):
    plan_series(table, fay, rule="FREQ=WEEKLY;UNTIL=20260401")
    [rule] = events(max_)
    assert lines(rule, "RRULE") == ["RRULE:FREQ=WEEKLY;UNTIL=20260331T160000Z"]


def test_a_series_that_goes_on_as_another_from_its_first_date_is_not_written(series, fay, max_):
    new = split(series.meetings.earliest("slot"), fay)
    [event] = events(max_)
    assert lines(event, "UID") == [f"UID:series-{new.pk}@127.0.0.1"]


def test_a_split_keeps_the_exceptions_on_their_side(series, fay, max_):
    _first, second, third, fourth, *_later = series.meetings.order_by("slot")
    for meeting in (second, fourth):
        changing.move(meeting, meeting.starts_at + timedelta(hours=1), NOW)
    new = split(third, fay, rule="FREQ=WEEKLY;INTERVAL=2", minutes=90)
    of_series = [lines(event, "UID", "RECURRENCE-ID") for event in events(max_)]
    old_name, new_name = (f"UID:series-{each.pk}@127.0.0.1" for each in (series, new))
    assert of_series == [
        [old_name],
        [old_name, "RECURRENCE-ID;TZID=Europe/Brussels:20260324T180000"],
        [new_name],
        [new_name, "RECURRENCE-ID;TZID=Europe/Brussels:20260421T180000"],
    ]


def test_hours_that_take_turns_are_exceptions_of_one_rule_up_to_a_day(table, fay, max_):
    """The rule has the first hour; with an end, since it says nothing of the turns beyond."""
    starts_at = datetime(2026, 3, 10, 8, 0)
    plan_series(table, fay, rule="FREQ=WEEKLY", starts_at=starts_at, hours=[time(8), time(20)])
    rule, *turns = events(max_)
    assert lines(rule, "RRULE") == ["RRULE:FREQ=WEEKLY;UNTIL=20281226T070000Z"]
    assert {event["DTSTART"].dt.hour for event in turns} == {20}
    assert lines(turns[0], "DTSTART", "RECURRENCE-ID") == [
        "DTSTART;TZID=Europe/Brussels:20260317T200000",
        "RECURRENCE-ID;TZID=Europe/Brussels:20260317T080000",
    ]


def test_a_date_in_a_gap_of_the_clocks_stands_by_itself_and_no_rule_runs_over_it(table, fay, max_):
    series = plan_series(table, fay, rule="FREQ=WEEKLY", starts_at=datetime(2026, 3, 15, 2, 30))
    before, after, *rest = events(max_)
    alone = rest[-3]
    assert lines(before, "UID", "RRULE") == [
        f"UID:series-{series.pk}@127.0.0.1",
        "RRULE:FREQ=WEEKLY;UNTIL=20260322T013000Z",
    ]
    assert lines(alone, "UID", "DTSTART", "RECURRENCE-ID") == [
        "DTSTART;TZID=Europe/Brussels:20260329T033000",
        f"UID:series-{series.pk}-20260329T0230@127.0.0.1",
    ]
    assert lines(after, "UID", "DTSTART") == [
        "DTSTART;TZID=Europe/Brussels:20260405T023000",
        f"UID:series-{series.pk}-after-20260329T0230@127.0.0.1",
    ]


def test_a_time_the_clocks_show_twice_is_written_as_the_first_instant(table, fay, max_):
    plan_series(table, fay, rule="FREQ=WEEKLY", starts_at=datetime(2026, 3, 29, 2, 30), zone="Europe/Brussels")
    twice = [event for event in events(max_) if "RECURRENCE-ID" in event and event["DTSTART"].dt.year == 2026]
    assert lines(twice[0], "DTSTART", "DTEND", "RECURRENCE-ID") == [
        "DTSTART:20261025T003000Z",
        "DTEND:20261025T020000Z",
        "RECURRENCE-ID;TZID=Europe/Brussels:20261025T023000",
    ]


def test_a_meeting_that_new_zone_data_did_not_place_is_where_it_was(series, max_):
    """It is past, so it stays; only the rule now says otherwise."""
    held = series.meetings.earliest("slot")
    an_hour = timedelta(hours=1)
    Meeting.objects.filter(pk=held.pk).update(starts_at=held.starts_at - an_hour, ends_at=held.ends_at - an_hour)
    _rule, was = events(max_)
    assert lines(was, "DTSTART") == ["DTSTART;TZID=Europe/Brussels:20260310T170000"]


def test_a_deleted_meeting_does_not_come_back(series, max_):
    series.meetings.filter(slot=slots(series)[1]).delete()
    [rule] = events(max_)
    assert lines(rule, "EXDATE") == ["EXDATE;TZID=Europe/Brussels:20260324T180000"]


def test_numbers_and_times_of_changes_grow(series, fay, max_):
    first, second, *_later = series.meetings.order_by("slot")
    changing.move(first, later(days=9), later(hours=1))
    changing.move(first, later(days=10), later(hours=2))
    rule, moved = events(max_)
    assert lines(rule, "SEQUENCE", "LAST-MODIFIED", "DTSTAMP") == [
        "DTSTAMP:20260302T090000Z",
        "SEQUENCE:0",
        "LAST-MODIFIED:20260302T090000Z",
    ]
    assert lines(moved, "SEQUENCE", "LAST-MODIFIED", "DTSTAMP") == [
        "DTSTAMP:20260302T110000Z",
        "SEQUENCE:2",
        "LAST-MODIFIED:20260302T110000Z",
    ]
    changing.leave_out(series, [second.slot], by=fay, now=later(hours=3))
    rule, moved = events(max_)
    assert lines(rule, "SEQUENCE", "LAST-MODIFIED") == ["SEQUENCE:10800", "LAST-MODIFIED:20260302T120000Z"]
    assert lines(moved, "SEQUENCE") == ["SEQUENCE:10802"]  # none looks older than its rule


def test_a_broken_series_stops_no_other(series, table, fay, max_):
    broken = plan_series(table, fay)
    Series.objects.filter(pk=broken.pk).update(rule="FREQ=HOURLY")
    found = events(max_)
    assert lines(found[0], "UID") == [f"UID:series-{series.pk}@127.0.0.1"]
    assert len(found) == 1 + broken.meetings.count()  # what was made stands by itself
