"""Stopping one kind of mail by the link in it (RFC 8058)."""

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse

from accounts.letters import unsubscribe_token
from accounts.models import Mute
from accounts.models.preference import Topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def link(max_) -> str:
    """Max's way out of reminders."""
    return reverse("accounts:mutes.new", args=[unsubscribe_token(max_, Topic.REMINDER)])


def muted() -> list[tuple[str, str]]:
    return list(Mute.objects.values_list("user__email", "topic"))


def test_a_get_says_what_stops_and_stops_nothing(link, client):
    page = client.get(link).content.decode()
    assert "Stop this mail?" in page
    assert "max@example.org" in page
    assert "Reminders before a meeting" in page
    assert page.count("<h1") == 1
    assert muted() == []


def test_the_button_on_the_page_stops_it(link, client):
    page = client.post(link).content.decode()
    assert "You get no more of this mail" in page
    assert reverse("accounts:preferences.edit") in page
    assert muted() == [("max@example.org", "reminder")]


def test_a_mail_program_stops_it_without_cookies_or_a_token_of_the_form(link):
    response = Client(enforce_csrf_checks=True).post(link, {"List-Unsubscribe": "One-Click"})
    assert response.status_code == 200
    assert muted() == [("max@example.org", "reminder")]


def test_stopping_twice_is_stopping_once(link, client):
    assert [client.post(link).status_code for _ in range(2)] == [200, 200]
    assert muted() == [("max@example.org", "reminder")]


def test_it_stops_for_its_own_reader_whoever_is_signed_in(link, fay, client_of):
    client_of(fay).post(link)
    assert muted() == [("max@example.org", "reminder")]


def test_what_always_comes_has_no_way_out(max_, client):
    forged = reverse("accounts:mutes.new", args=[unsubscribe_token(max_, Topic.SAFETY)])
    assert client.post(forged).status_code == 404
    assert muted() == []


@pytest.mark.parametrize("topic", [each.value for each in Topic if not each.always_comes])
def test_every_other_topic_can_be_stopped_and_nothing_else_stops(max_, client, topic):
    client.post(reverse("accounts:mutes.new", args=[unsubscribe_token(max_, topic)]))
    assert muted() == [("max@example.org", topic)]


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("forge", [lambda token: token[:-2], lambda token: "x" + token, lambda _: "forged"])
def test_a_forged_link_is_404(link, client, forge, method):
    address = reverse("accounts:mutes.new", args=[forge(link.split("/")[2])])
    response = getattr(client, method)(address)
    assert response.status_code == 404
    assert "This link stops nothing" in response.content.decode()
    assert muted() == []


def test_a_topic_or_a_person_that_is_gone_is_404(max_, client):
    gone = unsubscribe_token(max_, "weather")
    assert client.post(reverse("accounts:mutes.new", args=[gone])).status_code == 404
    address = reverse("accounts:mutes.new", args=[unsubscribe_token(max_, Topic.DIGEST)])
    max_.delete()
    assert client.post(address).status_code == 404


def test_a_token_signed_for_something_else_is_404(max_, client):
    token = signing.dumps([max_.pk, "reminder"], salt="answer")
    assert client.post(reverse("accounts:mutes.new", args=[token])).status_code == 404


def test_a_page_for_a_name_in_any_script_shows_the_address_apart(max_, client):
    max_.email = "noa@דוגמה.example"
    max_.save()
    page = client.get(reverse("accounts:mutes.new", args=[unsubscribe_token(max_, Topic.JOINING)])).content.decode()
    assert "<bdi>noa@דוגמה.example</bdi>" in page
