"""People's words can be one long word: it breaks, and the page does not get wider."""

from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Community, CommunityMembership, User
from groups import admissions, invitations
from groups.models import JoinQuestion
from tests.conftest import found
from tests.journeys.conftest import Visit

pytestmark = pytest.mark.browser

WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def wider(page, *addresses: str) -> dict[str, int]:
    """The pages that go beyond their window, and by how much."""
    measured: dict[str, int] = {}
    for address in addresses:
        page.goto(address)
        assert urlsplit(page.url).path == address
        measured[address] = page.evaluate(WIDER)
    return {address: over for address, over in measured.items() if over}


def test_a_long_word_stays_inside_its_page(transactional_db: None, fay: User, stan: User, max_: User, open_as: Visit):
    now = timezone.now()
    guild = Community.objects.create(kind="association", name=WORD, slug="long", about=WORD, joining="request")
    CommunityMembership.objects.create(community=guild, user=fay, role=CommunityMembership.Role.ORGANISER)
    table = found(fay, WORD, slug="long", now=now, purpose=WORD, about=WORD, community=guild)
    JoinQuestion.objects.create(group=table, text=WORD, position=1)
    asked = admissions.ask(table, stan, WORD, now)
    [sent] = invitations.invite(table, [max_.email], by=fay, words=WORD, now=now)
    small = {"viewport": {"width": 320, "height": 640}}
    places = ("memberships.index", "charters.show", "invitations.index", "applications.index", "groups.edit")

    assert (
        wider(
            open_as(fay, **small),
            reverse("home"),
            table.get_absolute_url(),
            *(reverse(f"groups:{place}", args=["long"]) for place in places),
            reverse("groups:closures.new", args=["long"]),
            reverse("meetings:applications.show", args=["long", asked.pk]),
            guild.get_absolute_url(),
            reverse("groups:community_members.index", args=["long"]),
            reverse("accounts:invitations.index", args=["long"]),
            reverse("accounts:imports.new", args=["long"]),
        )
        == {}
    )
    assert wider(open_as(stan, **small), reverse("home"), reverse("groups:applications.new", args=["long"])) == {}
    assert (
        wider(
            open_as(max_, **small),
            reverse("groups:applications.new", args=["long"]),
            sent.get_absolute_url(),
            reverse("groups:communities.index"),
            reverse("find"),
        )
        == {}
    )
