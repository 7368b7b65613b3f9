"""Who sees me, and whom I keep apart from: nobody else ever learns of it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client

from accounts.models import Availability, Block, Conflict, Goal, PersonExpertise, User
from tests.accounts.conftest import words

pytestmark = pytest.mark.django_db

PAGE, NAMES = "/settings/privacy/", "/settings/privacy/names/"


@pytest.fixture
def browser(fay: User, client_of: Callable[[User], Client]) -> Client:
    return client_of(fay)


def names(user: User, kind: str) -> list[str]:
    return [*Conflict.objects.filter(user=user, kind=kind).values_list("name", flat=True)]


def test_who_sees_me_and_whether_buddies_find_me_is_mine_to_say(browser: Client, fay: User) -> None:
    assert browser.post(PAGE, {"shown_to": "tables", "wants_buddy": "on"}).url == PAGE

    fay.refresh_from_db()
    assert (fay.shown_to, fay.wants_buddy, fay.name) == ("tables", True, "Fay Example")
    page = browser.post(PAGE, {"shown_to": "nobody"})
    assert list(page.context["form"].errors) == ["shown_to"]
    fay.refresh_from_db()
    assert (fay.shown_to, fay.wants_buddy) == ("tables", True)


def test_names_are_added_one_a_line_each_once(browser: Client, fay: User) -> None:
    pasted = "  Kilns & Co \r\n\r\nKILNS & CO\r\nOven Works\r\n"
    assert browser.post(NAMES, {"kind": "competitor", "names": pasted}).url == PAGE
    browser.post(NAMES, {"kind": "competitor", "names": "oven works"})
    browser.post(NAMES, {"kind": "person", "names": "stan@example.org"})

    assert names(fay, "competitor") == ["Kilns & Co", "Oven Works"]
    assert names(fay, "person") == ["stan@example.org"]
    assert "Oven Works" in words(browser.get(PAGE))


@pytest.mark.parametrize(
    ("pasted", "said"),
    [
        ("", "Write at least one name."),
        (" \n\t\n", "Write at least one name."),
        ("Kilns & Co\n" + "x" * 255, "Line 2: at most 254 letters."),
        ("Kilns & Co\n\nOven\u202eWorks", "Line 3 holds marks that turn its direction."),
        ("Kilns\n" * 201, "Add at most 200 at once."),
    ],
)
def test_what_cannot_be_added_is_said_by_line_and_stays(pasted: str, said: str, browser: Client, fay: User) -> None:
    page = browser.post(NAMES, {"kind": "person", "names": pasted})

    assert page.status_code == 200
    assert said in words(page)
    assert 'id="id_person_names_error"' in words(page)
    [form] = [form for kind, form, _conflicts in page.context["lists"] if kind == "person"]
    assert form["names"].value() == pasted
    assert not Conflict.objects.exists()


def test_a_list_that_does_not_exist_takes_no_names(browser: Client) -> None:
    for kind in ("enemy", ""):
        assert browser.post(NAMES, {"kind": kind, "names": "Stan"}).status_code == 404


def test_a_name_is_removed_by_its_owner_alone(
    browser: Client, fay: User, stan: User, client_of: Callable[[User], Client]
) -> None:
    conflict = Conflict.objects.create(user=fay, kind="person", name="Stan Example")
    address = f"{NAMES}{conflict.pk}/removal/"

    assert client_of(stan).post(address).status_code == 404
    assert browser.get(address).status_code == 405
    assert browser.post(address).url == PAGE
    assert not Conflict.objects.exists()
    assert browser.post(address).status_code == 404


def test_nobody_reads_anothers_lists(fay: User, stan: User, client_of: Callable[[User], Client]) -> None:
    Conflict.objects.create(user=fay, kind="person", name="Stan Example")

    page = words(client_of(stan).get(PAGE))
    assert page.count("None so far.") == page.count("Nobody so far.") == 1
    assert "Fay" not in page


@pytest.mark.parametrize("model", [Availability, Block, Conflict, Goal, PersonExpertise])
def test_the_admin_shows_nothing_of_it(model: Any) -> None:
    assert model not in admin.site._registry


@pytest.mark.parametrize("items", [1, 3])
def test_the_page_costs_the_same_however_many_there_are(
    items: int, browser: Client, fay: User, django_assert_num_queries: Any
) -> None:
    for number in range(items):
        Conflict.objects.create(user=fay, kind="competitor", name=f"Firm {number}")

    with django_assert_num_queries(4):
        browser.get(PAGE)
