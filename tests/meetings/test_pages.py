"""The pages about meetings: what each shows, to whom, and at what price."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from accounts.models import User
from groups.models import Membership, Role
from meetings import changing
from meetings.answering import answer
from meetings.models import Attendance, Meeting, Series
from meetings.models.attendance import Answer, elsewhere, roster
from tests.conftest import NOW, found, person, plan_series
from tests.reading import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped")]

PLACE = "https://meet.example.org/second-thursday"


def index_of(group) -> str:
    return reverse("meetings:meetings.index", args=[group.slug])


def schedule_of(group) -> str:
    return reverse("meetings:series.new", args=[group.slug])


def headings(response) -> list[int]:
    return [int(level) for level in re.findall(r"<h([1-6])", response.content.decode())]


def once(group, by, *, weeks: int = 1, **fields) -> Meeting:
    day = datetime(2026, 3, 3, 18, 0) + timedelta(weeks=weeks)
    return plan_series(group, by, rule=Series.Rhythm.ONCE.value, starts_at=day, **fields).meetings.get()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(
    table, fay, client_of, stopped, django_assert_num_queries, count
):
    for weeks in range(count):
        once(table, fay, weeks=weeks)
        once(table, fay, weeks=10 + weeks)
    stopped.shift(timedelta(weeks=5))
    client = client_of(fay)
    with django_assert_num_queries(6):
        page = client.get(index_of(table))
    assert page.content.decode().count('class="date"') == 2 * count
    assert headings(page) == [1, 2, *[3] * count, 2, *[3] * count]


@pytest.mark.parametrize("count", [1, 3])
def test_a_meeting_costs_the_same_for_one_and_for_three(fay, client_of, django_assert_num_queries, count):
    group = found(fay)
    for number in range(count - 1):
        Membership.objects.seat(group, person(f"Peer{number}", "Asia/Tokyo"), role=Role.MEMBER, now=NOW)
    meeting = once(group, fay)
    for place in roster(meeting):
        answer(meeting, place.membership, Answer.YES, NOW)
    client = client_of(fay)
    with django_assert_num_queries(10):
        page = client.get(meeting.get_absolute_url())
    assert f"{count} of {count}" in text_of(page)
    assert page.content.decode().count('data-size="small" aria-hidden="true"') == count


def test_a_list_without_meetings_offers_the_facilitator_the_way_on(table, fay, max_, client_of):
    page = client_of(fay).get(index_of(table))
    assert "No meeting yet" in text_of(page)
    assert f'href="{schedule_of(table)}"' in page.content.decode()
    assert sorted(headings(page)) == headings(page) == [1, 2, 3]
    page = client_of(max_).get(index_of(table))
    assert "As soon as a facilitator sets the rhythm" in text_of(page)
    assert schedule_of(table) not in page.content.decode()


def test_a_list_tells_every_hour_by_the_readers_clock_and_their_own_answer(meeting, seat, fay, max_, client_of):
    answer(meeting, seat, Answer.YES, NOW)
    seen_by_max, seen_by_fay = (text_of(client_of(who).get(index_of(meeting.group))) for who in (max_, fay))
    assert "In eight days, 13:00 to 14:30 You’re coming" in seen_by_max
    assert "Times are New York time." in seen_by_max
    assert "In eight days, 18:00 to 19:30 You haven’t answered" in seen_by_fay
    assert "Times are Brussels time." in seen_by_fay
    assert "Tuesday 7 April In 36 days, 12:00 to 13:30" in seen_by_max  # Brussels has changed its clock by then


def test_a_list_keeps_what_is_over_and_what_was_cancelled(series, seat, fay, max_, client_of, stopped):
    first, second, *_rest = series.meetings.order_by("starts_at")
    answer(first, seat, Answer.MAYBE, NOW)
    changing.cancel(second, by=fay, reason="", now=NOW)
    stopped.shift(timedelta(days=9))
    page = text_of(client_of(max_).get(index_of(series.group)))
    assert re.search(r"Tuesday 24 March In 13 days, 13:00 to 14:30 Cancelled", page)
    assert re.search(r"Past .*Tuesday 10 March 13:00 to 14:30 You were not sure", page)
    stopped.shift(timedelta(days=365))
    assert "Tuesday 10 March 2026, 13:00 to 14:30" in text_of(client_of(max_).get(index_of(series.group)))


@pytest.mark.parametrize(
    ("name", "is_open"), [("meetings.show", True), ("meetings.edit", False), ("cancellations.new", False)]
)
def test_members_see_and_facilitators_change(meeting, fay, max_, stan, client_of, name, is_open):
    address = reverse(f"meetings:{name}", args=[meeting.pk])
    assert client_of(fay).get(address).status_code == 200
    assert client_of(max_).get(address).status_code == (200 if is_open else 403)
    assert client_of(stan).get(address).status_code == 404


@pytest.mark.parametrize(("address", "is_open"), [(index_of, True), (schedule_of, False)])
def test_the_groups_pages_by_role(table, fay, max_, stan, client, client_of, address, is_open):
    assert client_of(fay).get(address(table)).status_code == 200
    assert client_of(max_).get(address(table)).status_code == (200 if is_open else 403)
    assert client_of(stan).get(address(table)).status_code == 404
    assert client.get(address(table)).headers["Location"].startswith("/accounts/login/")


def test_only_who_can_schedule_is_offered_to_move_and_cancel(meeting, fay, max_, client_of):
    changes = [reverse(f"meetings:{name}", args=[meeting.pk]) for name in ("meetings.edit", "cancellations.new")]
    for who, is_offered in ((fay, True), (max_, False)):
        page = client_of(who).get(meeting.get_absolute_url()).content.decode()
        assert [f'href="{change}"' in page for change in changes] == [is_offered, is_offered]


def test_a_meeting_says_when_by_the_readers_clock_and_by_that_of_others(meeting, fay, max_, client_of):
    by_fay = text_of(client_of(fay).get(meeting.get_absolute_url()))
    assert "In eight days, 18:00 to 19:30, Brussels time" in by_fay
    assert "It is 13:00 for Max in New York." in by_fay
    by_max = text_of(client_of(max_).get(meeting.get_absolute_url()))
    assert "In eight days, 13:00 to 14:30, New York time" in by_max
    assert "It is 18:00 for Fay in Brussels." in by_max


def test_a_meeting_shows_its_agenda_and_everyones_answer(meeting, seat, fay, client_of):
    answer(meeting, seat, Answer.NO, NOW)
    page = client_of(fay).get(meeting.get_absolute_url())
    words = text_of(page)
    assert "18:00 Check-in One sentence each: what moved, what is stuck. 10 min" in words
    assert "18:20 First hot seat" in words
    assert "Fay Example No answer yet, facilitates" in words
    assert "Max Example Away" in words
    assert "Agenda: Check-in 10 minutes" in page.content.decode()
    assert headings(page) == [1, 2, *[3] * 7, 2]


def test_a_meeting_asks_for_an_answer_and_keeps_it(meeting, fay, client_of):
    client = client_of(fay)
    address = reverse("meetings:attendances.update", args=[meeting.pk])
    page = client.get(meeting.get_absolute_url()).content.decode()
    assert re.search(rf'<form[^>]*action="{address}"[^>]*data-autosubmit', page)
    assert " checked" not in page
    page = client.post(address, {"answer": "maybe"}, follow=True)
    assert "Noted for this date: not sure." in text_of(page)
    assert re.search(r'value="maybe"[^>]* checked', page.content.decode())
    page = client.post(address, {"answer": "perhaps"}, follow=True)
    assert "Choose one of the three answers." in text_of(page)


def test_an_answer_goes_back_to_the_page_that_asked_and_nowhere_else(meeting, fay, client_of):
    address = reverse("meetings:attendances.update", args=[meeting.pk])
    for back, target in (("/", "/"), ("https://evil.example/", meeting.get_absolute_url())):
        response = client_of(fay).post(address, {"answer": "yes", "next": back})
        assert response.headers["Location"] == target


@pytest.mark.parametrize(
    ("place", "is_link"),
    [
        (PLACE, True),
        ("HTTP://meet.example.org", True),
        ("javascript:alert(1)", False),
        ("Rua Áurea 1, https://x", False),
    ],
)
def test_a_place_is_a_link_only_where_it_is_one_of_the_web(table, fay, max_, client_of, place, is_link):
    meeting = once(table, fay, place=place)
    page = client_of(max_).get(meeting.get_absolute_url()).content.decode()
    assert (f'href="{place}"' in page) is is_link
    assert ("Open the call" in page) is is_link
    assert (f'<span dir="auto">{place}</span>' in page) is not is_link


def test_a_cancelled_meeting_says_who_called_it_off_and_why_and_asks_nothing(meeting, fay, max_, client_of):
    changing.cancel(meeting, by=fay, reason="The <b>fair</b> is on", now=NOW)
    page = client_of(max_).get(meeting.get_absolute_url())
    words = text_of(page)
    assert "Cancelled, 13:00 to 14:30, New York time" in words
    assert "This meeting does not take place." in words
    assert "Fay cancelled it on Monday 2 March, 04:00, New York time" in words
    assert "The &lt;b&gt;fair&lt;/b&gt; is on" in words
    assert "data-autosubmit" not in page.content.decode()
    assert PLACE not in page.content.decode()
    fay.delete()
    assert "Cancelled on Monday 2 March, 04:00, New York time" in text_of(
        client_of(max_).get(page.request["PATH_INFO"])
    )


def test_a_meeting_that_is_over_asks_nothing(meeting, fay, client_of, stopped):
    stopped.shift(timedelta(days=9))
    page = client_of(fay).get(meeting.get_absolute_url())
    assert "Over since 10 March 2026, 18:00 to 19:30, Brussels time" in text_of(page)
    assert "data-autosubmit" not in page.content.decode()
    assert "Move this meeting" not in text_of(page)
    address = reverse("meetings:attendances.update", args=[meeting.pk])
    assert "there is nothing left to answer" in text_of(client_of(fay).post(address, {"answer": "yes"}, follow=True))
    assert not Attendance.objects.exists()


def test_names_and_places_in_any_script_keep_their_direction(table, fay, max_, client_of):
    fay.name = "נועה <b>בן-דוד</b>"
    fay.save()
    meeting = once(table, fay, place="רחוב הרצל 14")
    page = client_of(max_).get(meeting.get_absolute_url()).content.decode()
    assert '<strong dir="auto">נועה &lt;b&gt;בן-דוד&lt;/b&gt;</strong>' in page
    assert "<bdi>נועה</bdi>" in page
    assert '<span dir="auto">רחוב הרצל 14</span>' in page


def test_moving_tells_which_clock_decides_and_says_so_when_it_is_done(meeting, fay, max_, client_of):
    address = reverse("meetings:meetings.edit", args=[meeting.pk])
    Membership.objects.filter(user=max_).update(role=Role.FACILITATOR)
    client = client_of(max_)
    page = client.get(address)
    assert "It is set for Tuesday 10 March, 13:00 to 14:30, New York time." in text_of(page)
    assert "the clock that decides for this series: Brussels time" in text_of(page)
    assert 'value="2026-03-10"' in page.content.decode()
    assert 'value="18:00"' in page.content.decode()
    same = client.post(address, {"on": "2026-03-10", "at": "18:00"}, follow=True)
    assert "It is at that time already." in text_of(same)
    moved = client.post(address, {"on": "2026-03-11", "at": "19:00"}, follow=True)
    assert "The meeting is moved, and everyone is told." in text_of(moved)
    assert "In nine days, 14:00 to 15:30, New York time" in text_of(moved)
    changing.cancel(meeting, by=fay, reason="", now=NOW)
    late = client.post(address, {"on": "2026-03-12", "at": "19:00"}, follow=True)
    assert "so it stays as it is" in text_of(late)


def test_cancelling_says_first_what_will_happen(meeting, fay, client_of, stopped):
    address, client = reverse("meetings:cancellations.new", args=[meeting.pk]), client_of(fay)
    page = client.get(address)
    assert "Cancel the meeting on Tuesday 10 March?" in text_of(page)
    assert "18:00 to 19:30, Brussels time" in text_of(page)
    assert not meeting.is_cancelled
    assert "The meeting is off, and everyone is told." in text_of(client.post(address, {"reason": "x"}, follow=True))
    following = meeting.series.meetings.standing().earliest("starts_at")
    stopped.shift(timedelta(days=40))
    over = reverse("meetings:cancellations.new", args=[following.pk])
    assert "This meeting is over" in text_of(client_of(fay).post(over, follow=True))


def test_a_series_is_published_once_however_often_its_form_is_sent(table, fay, client_of):
    client, address = client_of(fay), schedule_of(table)
    ticket = re.search(r'name="ticket" value="([^"]+)"', client.get(address).content.decode())
    assert ticket
    words = {
        "rule": "FREQ=WEEKLY",
        "on": "2026-03-09",
        "at": "12:00",
        "minutes": "90",
        "format": "classic-90",
        "zone": "Europe/Lisbon",
    }
    for _ in range(2):
        page = client.post(address, {**words, "ticket": ticket[1]}, follow=True)
    assert "12 meetings are on the calendar." in text_of(page)
    assert Series.objects.count() == 1


def test_a_wrong_series_says_what_would_be_right_and_keeps_what_was_typed(table, fay, client_of):
    page = client_of(fay).post(
        schedule_of(table),
        {"on": "2026-03-01", "at": "12:00", "format": "classic-90", "place": "Café 🪵", "zone": "Mars"},
    )
    words = text_of(page)
    assert "Three things to correct" in words
    assert "has passed" not in words  # by which clock nobody can say yet
    assert 'value="Café 🪵"' in page.content.decode()
    assert 'value="2026-03-01"' in page.content.decode()
    assert headings(page)[0] == 1


def test_the_clocks_that_differ_are_told_once_each_and_only_while_they_differ(table, fay):
    tokyo = [person(name, "Asia/Tokyo") for name in ("Yuki", "Aoi")]
    for user in [*tokyo, person("Luc", "Europe/Paris")]:
        Membership.objects.seat(table, user, role=Role.MEMBER, now=NOW)
    meeting = once(table, fay)
    found_there = elsewhere(roster(meeting), meeting.starts_at, ZoneInfo("Europe/Brussels"))
    assert [(there.zone, f"{there.at:%d %H:%M}", there.is_another_day, there.names) for there in found_there] == [
        ("America/New_York", "10 13:00", False, ["Max"]),
        ("Asia/Tokyo", "11 02:00", True, ["Yuki", "Aoi"]),
    ]
    assert found_there[0].at.tzinfo is None


def test_another_day_elsewhere_is_named(table, fay, client_of):
    Membership.objects.seat(table, person("Yuki", "Asia/Tokyo"), role=Role.MEMBER, now=NOW)
    page = client_of(fay).get(once(table, fay).get_absolute_url())
    assert "It is Wednesday, 02:00 for Yuki in Tokyo." in text_of(page)


def test_a_table_does_not_meet_twice_at_once(meeting, fay, client_of, stopped):
    words = {
        "rule": "FREQ=WEEKLY",
        "on": "2026-03-10",
        "at": "19:00",
        "minutes": "90",
        "format": "classic-90",
        "zone": "Europe/Brussels",
    }
    page = client_of(fay).post("/groups/second-thursday/schedule/", words)
    assert "meets at that time already" in str(page.context["form"].errors["on"])
    assert Series.objects.count() == 1


def test_outsiders_read_when_a_group_meets_by_their_own_clock(meeting, stan, client, client_of, stopped):
    User.objects.filter(pk=stan.pk).update(time_zone="America/New_York")
    assert "13:00 to 14:30 New York time" in text_of(client_of(stan).get("/groups/second-thursday/"))
    assert "18:00 to 19:30 Brussels time" in text_of(client.get("/groups/second-thursday/"))


@pytest.mark.parametrize("child", ["time/", "cancellation/"])
def test_what_is_off_already_is_not_offered_again(meeting, fay, client_of, child, stopped):
    changing.cancel(meeting, by=fay, reason="", now=NOW)
    assert client_of(fay).get(f"{meeting.get_absolute_url()}{child}").url == meeting.get_absolute_url()
