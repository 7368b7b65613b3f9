"""Six ways in, each a link that leads somewhere, also through sign-in and back."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client

from accounts.models import User
from groups.models import Group

pytestmark = pytest.mark.django_db

WAYS = [
    ("A group of peers", "/find/"),
    ("Your association’s groups", "/communities/"),
    ("Your employer’s groups", "/communities/"),
    ("An advisory board", "/groups/new/?kind=board"),
    ("A buddy", "/buddies/"),
    ("Laser-focused advice", "/find/advice/"),
]


def ways_on(html: str) -> list[tuple[str, str]]:
    links = re.findall(r'<a class="heading cover" href="([^"]*)">([^<]*)</a>', unescape(html))
    return [(title.strip(), address) for address, title in links]


def test_six_ways_stand_on_the_landing_page(client: Client) -> None:
    html = client.get("/").content.decode()

    assert ways_on(html) == WAYS
    assert "Six ways in" in html
    assert 'href="/groups/new/">Or start one.</a>' in html


def test_a_way_leads_through_sign_in_and_back(client: Client) -> None:
    for address in ("/communities/", "/groups/new/?kind=board", "/find/advice/"):
        answer = client.get(address)
        assert answer.url.startswith("/accounts/login/?next=")
        page = client.get(answer.url).content.decode()
        assert "/accounts/signup/?next=" in page


def test_the_ways_stand_on_today_for_who_has_no_table(
    table: Group, fay: User, stan: User, client_of: Callable[[User], Client]
) -> None:
    assert len(ways_on(client_of(stan).get("/").content.decode())) == 6
    assert ways_on(client_of(fay).get("/").content.decode()) == []


def test_the_ways_stand_where_the_first_steps_end(stan: User, client_of: Callable[[User], Client]) -> None:
    assert ways_on(client_of(stan).get("/welcome/").content.decode()) == WAYS


@pytest.mark.parametrize(
    ("query", "chosen"),
    [("", "mastermind"), ("?kind=board", "board"), ("?kind=buddies", "buddies"), ("?kind=x", "mastermind")],
)
def test_a_new_groups_kind_is_chosen_beforehand(
    query: str, chosen: str, stan: User, client_of: Callable[[User], Client]
) -> None:
    assert client_of(stan).get(f"/groups/new/{query}").context["form"]["kind"].value() == chosen
