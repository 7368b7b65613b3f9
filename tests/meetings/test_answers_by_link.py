"""The link in a mail that answers for one member and one date, without signing in."""

import re
from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse

from groups.models import Membership
from meetings import changing, links
from meetings.answering import answer, answer_url
from meetings.models import Attendance
from meetings.models.attendance import Answer
from tests.conftest import NOW, found

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped")]


@pytest.fixture
def link(meeting, seat, settings) -> str:
    """Max's link for the first meeting."""
    return answer_url(meeting, seat).removeprefix(settings.SITE_URL)


def chosen(response) -> list[str]:
    """The radio that is on."""
    page = response.content.decode()
    return [value for value in ("yes", "maybe", "no") if re.search(rf'value="{value}"[^>]* checked', page)]


@pytest.mark.parametrize("word", ["yes", "maybe", "no"])
def test_a_get_shows_the_suggestion_and_answers_nothing(link, client, word):
    page = client.get(f"{link}?answer={word}")
    assert page.status_code == 200
    assert chosen(page) == [word]
    assert not Attendance.objects.exists()


def test_a_suggestion_that_is_none_chooses_nothing(link, client):
    page = client.get(f"{link}?answer=<script>")
    assert chosen(page) == []
    assert "<script>" not in page.content.decode().split("<main")[1]


def test_the_page_tells_group_and_time_by_the_members_clock_and_nothing_from_inside(link, client, meeting):
    meeting.place = "https://secret.example.org"
    meeting.save()
    page = client.get(link).content.decode()
    assert "Second Thursday" in page
    assert "In eight days, 13:00 to 14:30, New York time" in page
    assert "<bdi>Max</bdi>" in page
    assert "Fay" not in page
    assert "secret.example.org" not in page


def test_a_post_answers_and_can_be_changed_again(link, client, seat):
    page = client.post(link, {"answer": "yes"})
    assert "Noted: you’re coming." in page.content.decode()
    assert Attendance.objects.get().answer == "yes"
    page = client.post(link, {"answer": "maybe"})
    assert "Noted: you’re not sure yet." in page.content.decode()
    page = client.post(f"{link}?answer=yes", {"answer": "no"})
    assert "Noted: you can’t make it." in page.content.decode()
    assert chosen(page) == ["no"]
    assert (Attendance.objects.get().answer, Attendance.objects.get().membership) == ("no", seat)


def test_a_browser_that_keeps_no_cookies_can_answer(link):
    """As inside a mail program; the signed link is the permission, and no cookie takes part."""
    assert Client(enforce_csrf_checks=True).post(link, {"answer": "yes"}).status_code == 200
    assert Attendance.objects.get().answer == "yes"


@pytest.mark.parametrize("words", [{}, {"answer": "perhaps"}, {"answer": ""}])
def test_a_post_without_one_of_the_three_says_so(link, client, words):
    page = client.post(link, words)
    assert "Choose one." in page.content.decode()
    assert not Attendance.objects.exists()


def test_it_answers_for_its_own_member_whoever_is_signed_in(link, fay, client_of):
    page = client_of(fay).post(link, {"answer": "yes"})
    assert page.status_code == 200
    assert Attendance.objects.get().membership.user.email == "max@example.org"


def test_it_answers_for_its_own_date_only(link, client, series):
    client.post(link, {"answer": "no"})
    assert Attendance.objects.count() == 1
    assert series.meetings.count() > 1


@pytest.mark.parametrize("forge", [lambda token: token[:-2], lambda token: "x" + token, lambda _: "forged"])
def test_a_forged_link_is_404(link, client, forge):
    token = link.split("/")[2]
    page = client.post(reverse("meetings:answers.edit", args=[forge(token)]), {"answer": "yes"})
    assert page.status_code == 404
    assert "This link no longer answers" in page.content.decode()
    assert not Attendance.objects.exists()


def test_a_token_signed_for_something_else_is_404(meeting, seat, client):
    token = signing.dumps([meeting.pk, seat.pk], salt="unsubscribe")
    assert client.get(reverse("meetings:answers.edit", args=[token])).status_code == 404


def test_a_link_lasts_longer_than_the_horizon_and_not_for_ever(link, client, stopped):
    stopped.shift(links.LASTS - timedelta(seconds=5))
    assert client.get(link).status_code == 200
    stopped.shift(timedelta(seconds=10))
    assert client.get(link).status_code == 404


def test_the_link_of_who_has_left_is_404(link, client, seat):
    seat.leave(NOW)
    assert client.post(link, {"answer": "yes"}).status_code == 404
    assert not Attendance.objects.exists()


def test_the_link_of_a_meeting_of_another_group_is_404(meeting, stan, client, settings):
    elsewhere = Membership.objects.get(group=found(stan, "Elsewhere"))
    forged = answer_url(meeting, elsewhere).removeprefix(settings.SITE_URL)
    assert client.post(forged, {"answer": "yes"}).status_code == 404


def test_a_cancelled_meeting_asks_nothing(link, client, meeting, fay):
    changing.cancel(meeting, by=fay, reason="SECRET", now=NOW)
    page = client.post(link, {"answer": "yes"}).content.decode()
    assert "This meeting was cancelled" in page
    assert "Cancelled, 13:00 to 14:30, New York time" in page
    assert "<form" not in page
    assert "SECRET" not in page
    assert not Attendance.objects.exists()


def test_a_meeting_that_is_over_asks_nothing(link, client, stopped):
    stopped.shift(timedelta(days=9))
    for page in (client.get(link), client.post(link, {"answer": "yes"})):
        assert "This meeting is over" in page.content.decode()
        assert "<form" not in page.content.decode()
    assert not Attendance.objects.exists()


def test_a_meeting_under_way_can_still_be_answered(link, client, meeting, stopped):
    stopped.move_to(meeting.starts_at + timedelta(minutes=5))
    assert "Noted: you’re coming." in client.post(link, {"answer": "yes"}).content.decode()


def test_the_answer_by_link_is_the_answer_on_the_page(link, client, meeting, seat, max_, client_of):
    answer(meeting, seat, Answer.YES, NOW)
    client.post(link, {"answer": "no"})
    assert chosen(client_of(max_).get(meeting.get_absolute_url())) == ["no"]
