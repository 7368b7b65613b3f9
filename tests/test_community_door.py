"""The door of a community: every role meets every route, and another community's child does not exist."""

from dataclasses import dataclass

import pytest
from django.urls import reverse

from accounts import asking, importing, joining
from accounts.community_letters import invitation_url
from accounts.models import (
    Community,
    CommunityAbility,
    CommunityDomain,
    CommunityImport,
    CommunityInvitation,
    CommunityMembership,
    CommunityRequest,
    User,
)
from groups.models import Group
from tests.conftest import NOW, found, person
from tests.test_door import COMMUNITY_OWN, ROUTES

# product.md section 5, written out a second time on purpose.
COMMUNITY_ALLOWED = {
    CommunityAbility.SEE: {"member", "organiser"},
    CommunityAbility.LEAVE: {"member", "organiser"},
    CommunityAbility.ORGANISE: {"organiser"},
}
COMMUNITY_GUARDED = sorted(
    name for name, view in ROUTES.items() if isinstance(getattr(view, "ability", None), CommunityAbility)
)
ROLES = ["organiser", "member", "stranger", "eligible", "invited", "asking", "organiser elsewhere", "admin"]


@dataclass
class Communities:
    """Two communities with the same furniture; whoever belongs to one is a stranger in the other."""

    here: Community
    there: Community
    people: dict[str, User]

    def address(self, name: str, child_of: Community | None = None) -> str:
        """The route's address in `here`, with a child of `child_of` where it takes one."""
        child = child_of or self.here
        members = CommunityMembership.objects.filter(community=child, role="member")
        children = {
            "accounts:memberships.update": lambda: members.get(),
            "accounts:removals.new": lambda: members.get(),
            "accounts:invitations.destroy": lambda: CommunityInvitation.objects.get(community=child),
            "groups:features.update": lambda: Group.objects.get(community=child),
            "accounts:imports.show": lambda: CommunityImport.objects.get(community=child),
            "accounts:imports.update": lambda: CommunityImport.objects.get(community=child),
            "accounts:imports.destroy": lambda: CommunityImport.objects.get(community=child),
            "accounts:requests.show": lambda: CommunityRequest.objects.get(community=child),
        }
        more = [children[name]().pk] if name in children else []
        return reverse(name, args=[self.here.slug, *more])


def furnish(name: str, organiser: User, member: User, invited: User, asker: User) -> Community:
    community = Community.objects.create(kind="employer", name=name, slug=name.lower(), joining="request")
    CommunityMembership.objects.create(community=community, user=organiser, role="organiser")
    CommunityMembership.objects.create(community=community, user=member)
    CommunityDomain.objects.create(community=community, domain=f"{name.lower()}.example")
    joining.invite(community, [invited.email], by=organiser, now=NOW)
    asking.ask(community, asker, "I work with you.", NOW)
    found(member, f"Table of {name}", community=community)
    importing.preview(community, b"name,email\nNew,new@x.example\n", by=organiser, now=NOW)
    return community


@pytest.fixture
def communities(db, stopped, olga, max_, stan, fay, ada) -> Communities:
    ines, ann, elif_ = person("Ines"), person("Ann"), person("Elif")
    elif_.emailaddress_set.create(email="elif@here.example", verified=True)
    here = furnish("Here", olga, max_, ines, ann)
    there = furnish("There", fay, person("Tom"), ines, ann)
    Community.objects.filter(pk=here.pk).update(joining="invitation")
    people = {
        "organiser": olga,
        "member": max_,
        "stranger": stan,
        "eligible": elif_,
        "invited": ines,
        "asking": ann,
        "organiser elsewhere": fay,
        "admin": ada,
    }
    return Communities(here, there, people)


@pytest.mark.parametrize("name", COMMUNITY_GUARDED)
@pytest.mark.parametrize("role", ROLES)
def test_every_role_meets_every_route(communities, client_of, name, role):
    """404 for who does not belong, 403 for who may not do it; past the door, anything but these."""
    client, address = client_of(communities.people[role]), communities.address(name)
    for send in (client.get, client.post):
        status = send(address).status_code
        if role in COMMUNITY_ALLOWED[ROUTES[name].ability]:
            assert status in {200, 302, 405}, status
        elif status != 405:  # a wrong method tells nothing about the community
            assert status == (403 if role == "member" else 404)


@pytest.mark.parametrize("name", COMMUNITY_GUARDED)
def test_another_communitys_child_does_not_exist(communities, client_of, name):
    client = client_of(communities.people["organiser"])
    address = communities.address(name, child_of=communities.there)
    if address != communities.address(name):
        assert {client.get(address).status_code, client.post(address).status_code} <= {404, 405}


@pytest.mark.parametrize("role", ROLES)
def test_the_front_page_is_for_its_people_and_who_may_come_in(communities, client_of, role):
    status = client_of(communities.people[role]).get(reverse("community", args=["here"])).status_code
    assert status == (200 if role in {"organiser", "member", "eligible", "invited", "asking"} else 404)


@pytest.mark.parametrize("name", sorted(COMMUNITY_OWN))
def test_a_stranger_cannot_tell_a_community_from_none(communities, client_of, name):
    client = client_of(communities.people["stranger"])
    for send in (client.get, client.post):
        answers = {send(reverse(name, args=[slug])).status_code for slug in ("here", "nowhere")}
        assert len(answers) == 1
        assert answers <= {404, 302, 405}


def test_nobody_signed_out_gets_further_than_sign_in(communities, client):
    for name in COMMUNITY_GUARDED:
        address = communities.address(name)
        for answer in (client.get(address), client.post(address)):
            assert answer.status_code == 302, name
            assert answer.url == f"{reverse('account_login')}?next={address}", name
    for name in COMMUNITY_OWN:
        address = reverse(name, args=["here"])
        assert client.post(address).url == f"{reverse('account_login')}?next={address}"


def test_an_invitations_link_works_without_signing_in(communities, client):
    invitation = CommunityInvitation.objects.select_related("community").get(community=communities.here)
    path = invitation_url(invitation).removeprefix("http://127.0.0.1:8000")
    assert client.get(path).status_code == 200
    assert client.get(path.replace("/here/", "/there/")).status_code == 404
    assert client.get(path[:-2] + "/").status_code == 404
