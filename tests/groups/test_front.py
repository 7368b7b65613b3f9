"""A group's front page: all that an outsider needs to decide, nothing from inside, and nothing where it hides."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from accounts.models import Block, CommunityMembership
from groups.models import Application, Charter, Group, Invitation, Membership, Proposal, Role, Seat
from meetings.models import Attendance
from tests.conftest import NOW, expertise, later, person
from tests.reading import text_of
from tests.test_door import ROUTES

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped")]

AT = "/groups/second-thursday/"


def front(client: Client, path: str = AT) -> str:
    return text_of(client.get(path))


def test_the_rhythm_is_told_by_the_readers_clock(series, max_, stan, client_of):
    new_york = person("Nat", "America/New_York")
    assert "Every two weeks, Tuesdays 13:00 to 14:30 New York time" in front(client_of(new_york))
    assert "Every two weeks, Tuesdays 18:00 to 19:30 Brussels time" in front(client_of(stan))
    assert "Every two weeks, Tuesdays 18:00 to 19:30 Brussels time" in front(Client())


def test_it_says_when_they_meet_next_and_met_last(table, fay, seat, series, stan, client_of, stopped):
    assert "Last met New, not met yet" in front(client_of(stan))
    meeting = series.meetings.earliest("starts_at")
    for each in Membership.objects.filter(group=table):
        Attendance.objects.create(meeting=meeting, membership=each, answer="yes")
    stopped.move_to(later(days=10))
    page = front(client_of(stan))
    assert "Next Tuesday 24 March" in page
    assert "Last met 10 March 2026" in page


def test_it_says_whom_they_look_for(table, stan, client_of):
    table.wanted.add(expertise("export-law"))
    seat_for = expertise("bookkeeping")
    Seat.objects.create(group=table, expertise=seat_for)
    page = front(client_of(stan))
    assert str(expertise("export-law")) in page
    assert str(seat_for) in page


def test_it_says_who_sits_there_by_first_name_and_trade(table, max_, stan, client_of):
    max_.work = "Restoration of church organs"
    max_.save()
    page = front(client_of(stan))
    assert "Max Restoration of church organs" in page
    assert "Max Example" not in page


def test_it_says_language_and_industry(table, stan, client_of):
    Group.objects.update(language="pt", industry="making")
    page = front(client_of(stan))
    assert "Português" in page
    assert "Manufacturing and crafts" in page


@pytest.mark.parametrize(
    ("joining", "words"),
    [("invitation", "invite others themselves"), ("ask", "Ask to join"), ("open", "Take a seat")],
)
def test_it_says_how_to_join(table, stan, client_of, joining, words):
    Group.objects.update(joining=joining)
    for client in (Client(), client_of(stan)):
        page = front(client)
        assert words in page
        assert ("/join/" in client.get(AT).content.decode()) == (joining == "ask")


def test_who_must_not_meet_somebody_there_reads_no_names(table, max_, stan, client_of):
    Block.objects.create(user=max_, blocked=stan)
    page = front(client_of(stan))
    assert "Max" not in page
    assert "Fay" not in page
    assert "Two of eight seats are taken." in client_of(stan).get(AT).content.decode()
    assert "Max" in front(Client())


def test_a_community_group_is_seen_by_its_people_and_organisers(table, guild, olga, stan, client_of):
    Group.objects.update(visibility="community", community=guild)
    assert client_of(stan).get(AT).status_code == 404
    CommunityMembership.objects.create(community=guild, user=stan)
    for reader in (stan, olga):
        assert "Makers Guild" in front(client_of(reader))


def test_an_unlisted_group_is_not_even_its_communitys(table, guild, olga, client_of):
    Group.objects.update(visibility="unlisted", community=guild)
    assert client_of(olga).get(AT).status_code == 404


NUMBER = 7_777


@pytest.fixture
def furnished(table, series, fay) -> Group:
    """The table with one thing of each kind inside, all of one number."""
    charter = Charter.objects.current(table)
    charter.pk, charter.version, charter._state.adding = NUMBER, charter.version + 1, True
    charter.save()
    Membership.objects.create(pk=NUMBER, group=table, user=person("Nia"), chair=3, role=Role.MEMBER, joined_at=NOW)
    asked = Application.objects.create(
        pk=NUMBER, group=table, user=person("Ann"), created_at=NOW, expires_at=later(days=14)
    )
    Proposal.objects.create(application=asked, by=fay, ends_at=later(days=5))
    Invitation.objects.create(pk=NUMBER, group=table, by=fay, expires_at=later(days=7))
    Seat.objects.create(pk=NUMBER, group=table, expertise=expertise())
    return table


def addresses(slug: str) -> list[str]:
    """Every address below a group, with the number of a thing where it takes one."""
    found = []
    for name in ROUTES:
        for more in ([], [NUMBER]):
            try:
                found.append(reverse(name, args=[slug, *more]))
            except NoReverseMatch:  # takes other arguments
                continue
    return sorted({each for each in found if each.startswith("/groups/")})


def shape(queries) -> list[str]:
    """The statements, without the words and numbers in them."""
    return [re.sub(r"'[^']*'|\d+", "?", query["sql"]) for query in queries]


HIDDEN = {
    "unlisted": {"visibility": "unlisted"},
    "not published": {"published_at": None},
    "hidden": {"hidden_at": NOW},
    "of a community": {"visibility": "community"},
}


@pytest.mark.parametrize("reader", ["visitor", "stranger", "organiser"])
@pytest.mark.parametrize("how", HIDDEN)
def test_what_is_hidden_and_what_is_not_there_are_one_path(furnished, guild, stan, olga, client_of, how, reader):
    """The same answer, word for word, after the same statements, at every address below a group and its things."""
    if how == "of a community" and reader == "organiser":
        return  # who organises sees those
    Group.objects.update(**HIDDEN[how], community=guild)
    client = {"visitor": Client(), "stranger": client_of(stan), "organiser": client_of(olga)}[reader]
    client.get("/find/")  # the first request of a session is written down
    here, nowhere = addresses("second-thursday"), addresses("no-such-group-here")
    assert len(here) == len(nowhere) > 10
    for one, other in zip(here, nowhere, strict=True):
        for method in ("get", "post"):
            answers = []
            for address in (one, other):
                with CaptureQueriesContext(connection) as queries:
                    page = getattr(client, method)(address)
                body = re.sub(r"rt\w{8}", "", page.content.decode())  # drawings have names of their own
                onward = page.headers.get("Location", "").replace("no-such-group-here", "second-thursday")
                answers.append((page.status_code, body, onward, shape(queries)))
            assert answers[0] == answers[1], (method, one)


def test_the_things_whose_addresses_are_tried_are_there_for_the_owner(furnished, fay, client_of):
    client = client_of(fay)
    of_things = [each for each in addresses(furnished.slug) if str(NUMBER) in each]
    assert len(of_things) >= 9
    for address in of_things:
        assert client.get(address).status_code != 404, address


def test_a_hidden_groups_front_page_costs_one_query(table, series, client, django_assert_num_queries):
    Group.objects.update(visibility="unlisted")
    for slug in ("second-thursday", "nowhere"):
        with django_assert_num_queries(1):
            assert client.get(f"/groups/{slug}/").status_code == 404
