"""Settings: how a person appears, by which clock and language pages speak, which mail comes."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import Mute, User
from accounts.models.preference import Topic
from tests.accounts.conftest import words

pytestmark = pytest.mark.django_db

PROFILE, NOTIFICATIONS = "/settings/profile/", "/settings/notifications/"
PAGES = ["/settings/", PROFILE, NOTIFICATIONS]
PAGES += [f"/settings/{page}/" for page in ("expertise", "goal", "availability", "privacy", "calendar")]
FILLED_IN = {"name": "Fay Novak", "work": "Furniture", "time_zone": "Asia/Tokyo", "language": "en", "theme": "dark"}


@pytest.fixture
def browser(fay: User, client_of: Callable[[User], Client]) -> Client:
    return client_of(fay)


@pytest.mark.parametrize("page", PAGES)
def test_settings_are_for_those_signed_in(page: str, client: Client) -> None:
    assert client.get(page).url == f"/accounts/login/?next={page}"


@pytest.mark.parametrize("page", PAGES)
def test_the_pages_stand_and_the_rail_says_where_one_is(page: str, browser: Client) -> None:
    html = browser.get(page).content.decode()

    assert len(re.findall(r"<h1\b", html)) == 1
    rail = html[html.index('aria-label="Settings"') :]
    assert rail.count('aria-current="page"') == 1


def test_a_profile_is_changed(browser: Client, fay: User) -> None:
    answer = browser.post(PROFILE, FILLED_IN)

    assert answer.url == PROFILE
    fay.refresh_from_db()
    assert {field: getattr(fay, field) for field in FILLED_IN} == FILLED_IN
    page = browser.get(PROFILE)
    assert "Saved." in words(page)
    assert 'data-theme="dark"' in words(page)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 121),
        ("work", "x" * 121),
        ("time_zone", "Mars/Phobos"),
        ("time_zone", ""),
        ("language", "tlh"),
        ("theme", "neon"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_half_saved(
    field: str, value: str, browser: Client, fay: User
) -> None:
    page = browser.post(PROFILE, {**FILLED_IN, field: value})

    assert list(page.context["form"].errors) == [field]
    assert f'id="id_{field}_error"' in page.content.decode()
    assert page.context["form"][field].value() == value
    fay.refresh_from_db()
    assert (fay.name, fay.time_zone) == ("Fay Example", "Europe/Brussels")


def test_trade_employer_and_languages_are_told_and_taken_back(browser: Client, fay: User) -> None:
    told = {"industry": "making", "employer": "Novak Furniture", "languages": ["nl", "en"]}
    browser.post(PROFILE, {**FILLED_IN, **told})

    fay.refresh_from_db()
    assert (fay.industry, fay.employer, sorted(fay.languages)) == ("making", "Novak Furniture", ["en", "nl"])
    assert "It is shown to nobody." in words(browser.get(PROFILE))  # tests/groups/test_people.py keeps this promise
    assert '<bdi lang="en">English</bdi>, <bdi lang="nl">Nederlands</bdi></span>' in words(browser.get(PROFILE))

    browser.post(PROFILE, FILLED_IN)
    fay.refresh_from_db()
    assert (fay.industry, fay.employer, fay.languages) == ("", "", [])


def test_a_language_nobody_speaks_is_said_and_the_rest_stays(browser: Client, fay: User) -> None:
    page = browser.post(PROFILE, {**FILLED_IN, "languages": ["nl", "tlh"]})

    assert list(page.context["form"].errors) == ["languages"]
    assert page.context["form"]["languages"].value() == ["nl", "tlh"]
    fay.refresh_from_db()
    assert fay.languages == []


def test_a_clock_the_list_does_not_offer_stays_chosen(browser: Client, fay: User) -> None:
    User.objects.update(time_zone="EST5EDT")

    assert '<option value="EST5EDT" selected>' in browser.get(PROFILE).content.decode()
    browser.post(PROFILE, {**FILLED_IN, "time_zone": "EST5EDT"})
    fay.refresh_from_db()
    assert fay.time_zone == "EST5EDT"


def test_mail_is_switched_off_and_on_by_topic(browser: Client, fay: User) -> None:
    everything = {topic.value: "on" for topic in Topic if not topic.always_comes}
    html = browser.get(NOTIFICATIONS).content.decode()
    assert html.count('role="switch"') == html.count("checked") == len(everything)

    browser.post(NOTIFICATIONS, {"reminder": "on"})
    assert set(Mute.objects.values_list("topic", flat=True)) == set(everything) - {"reminder"}
    assert browser.get(NOTIFICATIONS).content.decode().count("checked") == 1

    browser.post(NOTIFICATIONS, everything)
    assert not Mute.objects.exists()


def test_pages_show_the_readers_clock_and_say_their_language(browser: Client, client: Client) -> None:
    answer = browser.get(PROFILE)
    assert answer["Content-Language"] == "en"
    assert "Accept-Language" not in answer["Vary"]

    visitor = client.get("/accounts/login/", headers={"accept-language": "pt"})
    assert visitor["Content-Language"] == "en"
    assert "Accept-Language" in visitor["Vary"]


@pytest.mark.parametrize("zone", ["Mars/Phobos", "", "Europe", "../etc"])
def test_a_zone_that_has_left_the_database_does_not_break_pages(
    zone: str, browser: Client, caplog: pytest.LogCaptureFixture, settings: Any
) -> None:
    User.objects.update(time_zone=zone)

    assert browser.get(PROFILE).status_code == 200
    assert browser.get("/").status_code == 200
    assert "is unknown" in caplog.text
