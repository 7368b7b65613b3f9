"""Calendars to subscribe to: who gets what by which address, and what asking again costs."""

from datetime import timedelta

import pytest
from django.urls import reverse
from icalendar import Calendar

from accounts.models import User
from groups import closing
from groups.models import Charter, Group, Membership, Role
from meetings import changing, scheduling
from meetings.models import Feed
from meetings.subscribing import feed_for
from tests.conftest import NOW, found, later, plan_series
from tests.meetings.test_calendar import split

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped")]

PAGE = "/settings/calendar/"


@pytest.fixture
def feed(max_: User) -> Feed:
    return feed_for(max_, None)


def events(response) -> list:
    assert response.status_code == 200
    return Calendar.from_ical(response.content).walk("VEVENT")


def titles(response) -> set[str]:
    return {str(event["SUMMARY"]) for event in events(response)}


def seat_elsewhere(user: User, by: User, *names: str) -> None:
    """A place at more tables, each with a series of its own."""
    for name in names:
        group = found(by, name)
        Membership.objects.seat(group, user, role=Role.MEMBER, now=NOW)
        plan_series(group, by)


def test_the_address_alone_opens_a_calendar_and_leaves_no_trace(series, feed, client):
    response = client.get(feed.get_absolute_url())
    assert titles(response) == {"Second Thursday"}
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Cache-Control"] == "private, no-cache"
    assert not response.cookies
    assert "sessionid" not in client.cookies


def test_a_calendar_says_what_it_is_and_how_often_to_look_again(series, feed, client):
    calendar = Calendar.from_ical(client.get(feed.get_absolute_url()).content)
    said = {name: calendar[name].to_ical() for name in calendar}
    assert said["VERSION"] == b"2.0"
    assert said["CALSCALE"] == b"GREGORIAN"
    assert said["PRODID"] == b"-//Mastermind//Meetings//EN"
    assert said["NAME"] == said["X-WR-CALNAME"] == b"Mastermind"
    assert said["REFRESH-INTERVAL"] == said["X-PUBLISHED-TTL"] == b"PT1H"
    assert "METHOD" not in said


def test_who_asks_for_the_head_gets_no_body(series, feed, client):
    whole, head = (send(feed.get_absolute_url()) for send in (client.get, client.head))
    assert head.status_code == 200
    assert head.content == b""
    assert (head["ETag"], head["Content-Length"]) == (whole["ETag"], str(len(whole.content)))
    assert client.post(feed.get_absolute_url()).status_code == 405


def test_a_wrong_address_costs_the_one_lookup_whatever_it_is(series, feed, client, django_assert_num_queries):
    wrong = feed.token[:-1] + ("A" if feed.token[-1] != "A" else "B")
    answers = []
    for token in (wrong, "x", "x" * 500, "ü"):
        with django_assert_num_queries(1):
            answers.append(client.get(reverse("meetings:feeds.show", args=[token])))
    assert {answer.status_code for answer in answers} == {404}
    assert {answer.content for answer in answers} == {answers[0].content}


@pytest.mark.parametrize("more", [(), ("Third Friday", "Last Monday")], ids=["one group", "three groups"])
def test_a_calendar_is_four_queries_and_no_change_two(series, fay, max_, feed, client, more, django_assert_num_queries):
    seat_elsewhere(max_, fay, *more)
    changing.cancel(series.meetings.latest("slot"), by=fay, reason="", now=NOW)
    with django_assert_num_queries(4):
        response = client.get(feed.get_absolute_url())
    assert len(events(response)) == len(more) + 2
    with django_assert_num_queries(2):
        again = client.get(feed.get_absolute_url(), headers={"If-None-Match": response["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", response["ETag"])
    assert again["Cache-Control"] == "private, no-cache"


def test_the_same_state_is_the_same_text(series, feed, client, stopped):
    first = client.get(feed.get_absolute_url())
    stopped.move_to(later(days=20))
    second = client.get(feed.get_absolute_url())
    assert (second["ETag"], second.content) == (first["ETag"], first.content)


CHANGES = {
    "moved": lambda meeting, fay: changing.move(meeting, later(days=9), NOW),
    "cancelled": lambda meeting, fay: changing.cancel(meeting, by=fay, reason="", now=NOW),
    "left out": lambda meeting, fay: changing.leave_out(meeting.series, [meeting.slot], by=fay, now=NOW),
    "led by another": lambda meeting, fay: changing.reassign(meeting, facilitator=fay, place="", now=NOW),
    "changed from here on": split,
    "deleted": lambda meeting, fay: meeting.delete(),
    "more dates": lambda meeting, fay: scheduling.extend([meeting.series], later(days=30)),
    "a new series": lambda meeting, fay: plan_series(meeting.group, fay),
    "another name": lambda meeting, fay: Group.objects.update(name="First Friday"),
    "closed": lambda meeting, fay: closing.close(meeting.group, by=fay, reason="", now=NOW),
    "a place elsewhere": lambda meeting, fay: seat_elsewhere(User.objects.get(name="Max Example"), fay, "Other"),
    "left": lambda meeting, fay: Membership.objects.get(user__name="Max Example").leave(NOW),
    "the past opened": lambda meeting, fay: Charter.objects.update(newcomers_see_past=True),
    "another language": lambda meeting, fay: User.objects.filter(name="Max Example").update(language="de"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_is_another_state(meeting, feed, fay, client, change):
    before = client.get(feed.get_absolute_url())["ETag"]
    CHANGES[change](meeting, fay)
    response = client.get(feed.get_absolute_url(), headers={"If-None-Match": before})
    assert response.status_code == 200
    assert response["ETag"] != before


def test_a_calendar_has_nothing_that_people_wrote(meeting, feed, fay, client):
    changing.reassign(meeting, facilitator=fay, place="https://call.example/room", now=NOW)
    changing.cancel(meeting.series.meetings.latest("slot"), by=fay, reason="My knee", now=NOW)
    Group.objects.update(purpose="PURPOSE", about="ABOUT")
    text = client.get(feed.get_absolute_url()).content.decode()
    for word in ("call.example", "knee", "Fay", "Max", "example.org", "PURPOSE", "ABOUT", "LOCATION", "ATTENDEE"):
        assert word not in text


def test_each_date_that_has_its_own_event_leads_to_its_own_page(meeting, feed, client):
    changing.move(meeting, later(days=9), NOW)
    rule, moved = events(client.get(feed.get_absolute_url()))
    assert rule["URL"] == "http://127.0.0.1:8000/groups/second-thursday/meetings/"
    assert moved["URL"] == moved["DESCRIPTION"] == f"http://127.0.0.1:8000/meetings/{meeting.pk}/"


def test_who_has_left_gets_an_empty_calendar(series, feed, seat, client):
    for address in (feed, feed_for(feed.user, series.group)):
        assert titles(client.get(address.get_absolute_url())) == {"Second Thursday"}
    seat.leave(NOW)
    for address in Feed.objects.all():
        calendar = Calendar.from_ical(client.get(address.get_absolute_url()).content)
        assert [each.name for each in calendar.subcomponents] == ["VTIMEZONE"]  # a calendar has something in it
        assert calendar["NAME"] == "Mastermind"


def test_a_calendar_for_one_group_has_no_other(series, max_, fay, client):
    seat_elsewhere(max_, fay, "Third Friday")
    address = feed_for(max_, series.group).get_absolute_url()
    response = client.get(address)
    assert titles(response) == {"Second Thursday"}
    assert Calendar.from_ical(response.content)["X-WR-CALNAME"] == "Second Thursday"


def test_of_a_closed_group_only_what_has_been_stays(meeting, feed, fay, client, stopped):
    stopped.move_to(later(days=9))
    closing.close(meeting.group, by=fay, reason="", now=later(days=9))
    [rule] = events(client.get(feed.get_absolute_url()))
    assert rule["DTSTART"].dt.replace(tzinfo=None) == meeting.slot
    assert rule["RRULE"].to_ical() == b"FREQ=WEEKLY;UNTIL=20260310T170000Z;INTERVAL=2"


def test_of_a_group_that_never_met_nothing_is_left(series, feed, fay, client):
    closing.close(series.group, by=fay, reason="", now=NOW)
    assert not events(client.get(feed.get_absolute_url()))


@pytest.mark.parametrize("is_open", [False, True])
def test_a_newcomer_gets_the_past_only_where_the_charter_opens_it(series, stan, client, stopped, is_open):
    Charter.objects.update(newcomers_see_past=is_open)
    Membership.objects.seat(series.group, stan, role=Role.MEMBER, now=later(days=30))
    stopped.move_to(later(days=31))
    [rule] = events(client.get(feed_for(stan, None).get_absolute_url()))
    first = series.starts_at if is_open else series.starts_at + timedelta(weeks=4)
    assert rule["DTSTART"].dt.replace(tzinfo=None) == first


def test_the_address_of_a_shut_account_is_none(series, feed, client):
    User.objects.filter(pk=feed.user_id).update(is_active=False)
    assert client.get(feed.get_absolute_url()).status_code == 404


def test_a_new_address_ends_the_old_one_at_once(series, feed, client, client_of, max_):
    old = feed.get_absolute_url()
    answer = client_of(max_).post(reverse("meetings:feeds.update", args=[feed.pk]), follow=True)
    assert "the old one has stopped working" in answer.content.decode()
    feed.refresh_from_db()
    assert client.get(old).status_code == 404
    assert titles(client.get(feed.get_absolute_url())) == {"Second Thursday"}
    assert feed.get_absolute_url() in answer.content.decode()
    assert old not in answer.content.decode()


def test_nobody_draws_a_new_address_for_somebody_else(feed, client_of, fay):
    address = reverse("meetings:feeds.update", args=[feed.pk])
    assert client_of(fay).post(address).status_code == 404
    assert client_of(feed.user).get(address).status_code == 405
    assert Feed.objects.get().digest == feed.digest


def test_an_address_is_drawn_once_for_all_groups_and_once_for_each(table, max_, client_of):
    browser = client_of(max_)
    for _twice in range(2):
        for sent in ({}, {"group": table.slug}):
            assert browser.post("/settings/calendar/addresses/", sent).url == PAGE
    assert sorted(Feed.objects.values_list("group", flat=True), key=str) == sorted([None, table.pk], key=str)
    page = browser.get(PAGE).content.decode()
    for feed in Feed.objects.all():
        assert f"http://127.0.0.1:8000{feed.get_absolute_url()}" in page
        assert f"webcal://127.0.0.1:8000{feed.get_absolute_url()}" in page


def test_a_stranger_draws_no_address_for_a_group(table, stan, client_of):
    assert client_of(stan).post("/settings/calendar/addresses/", {"group": table.slug}).status_code == 404
    assert not Feed.objects.exists()


@pytest.mark.parametrize("more", [(), ("Third Friday", "Last Monday")], ids=["one group", "three groups"])
def test_the_page_of_addresses_is_four_queries(table, fay, max_, client_of, more, django_assert_num_queries):
    seat_elsewhere(max_, fay, *more)
    for group in Group.objects.all():
        feed_for(max_, group)
    browser = client_of(max_)
    with django_assert_num_queries(4):
        page = browser.get(PAGE).content.decode()
    assert page.count("webcal://") == len(more) + 1


def test_one_meeting_is_a_file_of_its_own(meeting, max_, client_of):
    page = client_of(max_).get(meeting.get_absolute_url()).content.decode()
    address = reverse("meetings:calendars.show", args=[meeting.pk])
    assert f'href="{address}"' in page
    response = client_of(max_).get(address)
    assert response["Content-Disposition"] == 'attachment; filename="meeting.ics"'
    [event] = events(response)
    assert event["RECURRENCE-ID"].dt.replace(tzinfo=None) == meeting.slot
    assert event["DTSTART"].dt == meeting.starts_at
    assert str(event["UID"]) == f"series-{meeting.series_id}@127.0.0.1"


def test_a_file_of_a_meeting_left_out_says_that_it_is_off(meeting, fay, max_, client_of):
    changing.leave_out(meeting.series, [meeting.slot], by=fay, now=NOW)
    [event] = events(client_of(max_).get(reverse("meetings:calendars.show", args=[meeting.pk])))
    assert event["STATUS"] == "CANCELLED"
