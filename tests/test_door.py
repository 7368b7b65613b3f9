"""One door: every route is public by list or names its ability, and every role meets every route."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from accounts.letters import unsubscribe_token
from accounts.models import Notice, User
from groups import admissions, closing, proposing, waiting
from groups.models import Ability, BuddyRequest, Charter, Group, Invitation, Membership, Role, Seat
from meetings import poll_letters, visiting
from meetings.answering import answer_url
from meetings.models import Meeting, Poll, Series
from meetings.subscribing import feed_for
from tests.conftest import NOW, expertise, found, later, plan_poll, plan_series

# About the reader alone, at a community's address: tests/test_community_door.py meets them, and what its door guards.
COMMUNITY_OWN = {
    "community",
    "accounts:memberships.create",
    "accounts:refusals.create",
    "accounts:requests.new",
    "accounts:requests.destroy",
}
# Read without signing in. Each says `@login_not_required`; nothing else may.
PUBLIC = {
    "home",
    "find",
    "group",
    "invitation",
    "pages.show",
    "healthz",
    "readyz",
    "accounts:mutes.new",
    "meetings:answers.edit",
    "meetings:poll_answers.edit",
    "meetings:feeds.show",
    "accounts:invitations.show",
}
# About the reader alone: signed in is enough, and nothing is looked up inside a group.
OWN = {
    "advice.new",
    "accounts:settings",
    "accounts:profiles.edit",
    "accounts:preferences.edit",
    "accounts:expertises.new",
    "accounts:expertises.edit",
    "accounts:goals.new",
    "accounts:goals.edit",
    "accounts:goals.destroy",
    "accounts:availabilities.new",
    "accounts:availabilities.edit",
    "accounts:welcomes.show",
    "accounts:welcomes.update",
    "accounts:privacy.edit",
    "accounts:conflicts.create",
    "accounts:conflicts.destroy",
    "groups:groups.index",
    "groups:groups.new",
    "groups:communities.index",
    *COMMUNITY_OWN,
    "accounts:communities.new",
    "groups:applications.new",
    "groups:memberships.new",
    "groups:applications.destroy",
    "groups:people.show",
    "groups:blocks.create",
    "groups:blocks.destroy",
    "groups:blocks.index",
    "groups:reports.new",
    "groups:reports.show",
    "groups:verdicts.show",
    "groups:buddies.index",
    "groups:buddies.update",
    "groups:buddy_requests.new",
    "groups:buddy_requests.show",
    "groups:buddy_requests.destroy",
    "groups:waitings.edit",
    "groups:replies.new",
    "meetings:feeds.index",
    "meetings:feeds.create",
    "meetings:feeds.update",
}
# Of these, the ones at a group's address.
AT_A_GROUP = (
    "groups:applications",
    "groups:memberships",
    "groups:waitings",
    "groups:replies",
)
# Of these, the ones that name a thing: whose it is they look up themselves.
NAMED: dict[str, Callable[["World"], Any]] = {
    "accounts:conflicts.destroy": lambda world: world.people["member"].conflicts.create(kind="person", name="Nora"),
    "groups:people.show": lambda world: world.people["member"],
    "groups:blocks.create": lambda world: world.people["member"],
    "groups:blocks.destroy": lambda world: world.people["member"],
    "groups:reports.new": lambda world: world.people["member"],
    "groups:reports.show": lambda world: world.people["member"],
    "groups:verdicts.show": lambda world: world.people["member"],
    "groups:buddy_requests.new": lambda world: world.people["member"],
    "groups:buddy_requests.show": lambda world: world.asked,
    "groups:buddy_requests.destroy": lambda world: world.asked,
    "meetings:feeds.update": lambda world: feed_for(world.people["member"], None),
}
OF_A_SERIES = {"meetings:standing_answers.edit", "meetings:series.show", "meetings:skips.new", "meetings:endings.new"}
# product.md section 5, written out a second time on purpose.
EVERYONE, RUNNING = {"member", "facilitator", "owner"}, {"facilitator", "owner"}
ALLOWED = {
    Ability.SEE: EVERYONE,
    Ability.ANSWER: EVERYONE,
    Ability.LEAVE: EVERYONE,
    Ability.SCHEDULE: RUNNING,
    Ability.OBJECT: EVERYONE,
    Ability.EXPORT: EVERYONE,
    Ability.ADMIT: RUNNING,
    Ability.INVITE: RUNNING,
    Ability.OWN: {"owner"},
}


def routes() -> dict[str, Any]:
    """Every route of our own apps: its name with the namespace, and its view."""
    found: dict[str, Any] = {}

    def walk(patterns: list[URLPattern | URLResolver], namespace: str) -> None:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                if pattern.namespace != "admin" and "allauth" not in str(pattern.urlconf_name):
                    walk(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else namespace)
            else:
                found[f"{namespace}{pattern.name}"] = pattern.callback

    walk(get_resolver().url_patterns, "")
    return found


ROUTES = routes()
GUARDED = sorted(name for name, view in ROUTES.items() if isinstance(getattr(view, "ability", None), Ability))


@dataclass
class World:
    """Two groups with the same furniture; whoever belongs to one is a stranger in the other."""

    here: Group
    there: Group
    people: dict[str, User]
    asked: BuddyRequest

    def address(self, name: str, group: Group, child_of: Group | None = None) -> str:
        """The route's address in a group, with a child of `child_of` where it takes one."""
        child = child_of or group
        children = {
            "meetings:applications.show": lambda: child.applications.earliest("pk"),
            "groups:messages.new": lambda: child.applications.earliest("pk"),
            "groups:objections.new": lambda: child.applications.earliest("pk"),
            "groups:versions.show": lambda: Charter.objects.current(child),
            "groups:signatures.create": lambda: Charter.objects.current(child),
            "groups:memberships.update": lambda: Membership.objects.get(group=child, role=Role.MEMBER),
            "groups:invitations.destroy": lambda: Invitation.objects.get(group=child),
            "groups:seats.edit": lambda: Seat.objects.get(group=child),
            "groups:seats.destroy": lambda: Seat.objects.get(group=child),
            "groups:ownerships.edit": lambda: Membership.objects.get(group=child, role=Role.MEMBER),
        }
        if name in OF_A_SERIES:
            return reverse(name, args=[Series.objects.filter(group=child).earliest("pk").pk])
        if name in children:
            return reverse(name, args=[group.slug, children[name]().pk])
        if name in {
            "meetings:polls.show",
            "meetings:polls.edit",
            "meetings:poll_answers.update",
            "meetings:outcomes.new",
        }:
            return reverse(name, args=[Poll.objects.get(group=child).pk])
        at_the_group = {"meetings:meetings.index", "meetings:series.new", "meetings:polls.new"}
        if name.startswith("meetings:") and name not in at_the_group:
            return reverse(name, args=[Meeting.objects.filter(group=child).earliest("starts_at").pk])
        return reverse(name, args=[group.slug])


@pytest.fixture
def world(db, stopped, fay, max_, stan, olga, ada) -> World:
    finn, applicant = (User.objects.create_user(f"{n}@example.org", name=n) for n in ("Finn", "Ann"))
    groups = []
    for owner, name in ((fay, "Here"), (ada, "There")):
        group = found(owner, name)
        plan_series(group, owner)
        application = admissions.ask(group, applicant, "Let me in", NOW)
        proposing.propose(application, by=owner, words="Let us", now=NOW)
        Invitation.objects.create(group=group, by=owner, expires_at=later(days=7))
        Seat.objects.create(group=group, expertise=expertise())
        plan_poll(group, owner)
        groups.append(group)
    Membership.objects.seat(groups[0], max_, role=Role.MEMBER, now=NOW)
    Membership.objects.seat(groups[0], finn, role=Role.FACILITATOR, now=NOW)
    Membership.objects.seat(groups[1], olga, role=Role.MEMBER, now=NOW)
    people = {"owner": fay, "facilitator": finn, "member": max_, "stranger": stan, "applicant": applicant, "admin": ada}
    asked = BuddyRequest.objects.create(asker=max_, asked=finn)
    return World(groups[0], groups[1], people, asked)


def test_every_route_is_public_by_list_or_guarded():
    for name, view in ROUTES.items():
        is_public = getattr(view, "login_required", True) is False
        assert is_public == (name in PUBLIC), name
        assert is_public or name in OWN or hasattr(view, "ability"), f"{name} names no ability"


def test_nobody_signed_out_gets_further_than_sign_in(world, client):
    for name in sorted((OWN - COMMUNITY_OWN) | set(GUARDED)):
        takes_no_group = name in OWN and not name.startswith(AT_A_GROUP)
        named = [NAMED[name](world).pk] if name in NAMED else []
        kind = ["person"] if name == "groups:reports.new" else []
        address = reverse(name, args=kind + named) if takes_no_group else world.address(name, world.here)
        for answer in (client.get(address), client.post(address)):
            assert answer.status_code == 302, name
            assert answer.url == f"{reverse('account_login')}?next={address}", name


@pytest.mark.parametrize("name", GUARDED)
@pytest.mark.parametrize("role", ["owner", "facilitator", "member", "stranger", "applicant", "admin"])
def test_every_role_meets_every_route(world, client_of, name, role):
    """404 for who may not see, 403 for who may see but not do; past the door, anything but these."""
    client, address = client_of(world.people[role]), world.address(name, world.here)
    for send in (client.get, client.post):
        status = send(address).status_code
        if role in ALLOWED[ROUTES[name].ability]:
            assert status in {200, 302, 405} or (status == 403 and name == "groups:memberships.update"), status
        elif status != 405:  # a wrong method tells nothing about the group
            assert status == (403 if role == "member" or role == "facilitator" else 404)


@pytest.mark.parametrize("visibility", ["community", "unlisted"])
def test_an_organiser_is_a_stranger_behind_the_front_page(world, client_of, olga, guild, visibility):
    """Whoever organises the group's own community finds none of its pages, and an unlisted group not at all."""
    Group.objects.filter(pk=world.here.pk).update(community=guild, visibility=visibility)
    client = client_of(olga)
    for name in GUARDED:
        address = world.address(name, world.here)
        assert {client.get(address).status_code, client.post(address).status_code} <= {404, 405}, name
    seen = client.get(world.here.get_absolute_url()).status_code
    assert seen == (200 if visibility == "community" else 404)


def rows() -> dict[str, list[dict[str, Any]]]:
    """Everything the apps keep of groups and meetings, and every message owed."""
    models = [*apps.get_app_config("groups").get_models(), *apps.get_app_config("meetings").get_models(), Notice]
    return {model._meta.label: list(model._default_manager.order_by("pk").values()) for model in models}


@pytest.mark.parametrize("name", GUARDED)
def test_no_route_changes_a_closed_group(world, client_of, name):
    """Its owner is refused everything but reading, a copy, and leaving; GET or POST, whatever a form might send."""
    closing.close(world.here, by=world.people["admin"], reason="", now=NOW)
    before, client, address = rows(), client_of(world.people["owner"]), world.address(name, world.here)
    sent = {
        "words": "x",
        "reason": "x",
        "answer": "yes",
        "role": "facilitator",
        "published": "",
        "ticket": uuid.uuid4(),
    }
    statuses = {client.get(address).status_code, client.post(address, sent).status_code}
    assert statuses <= {403, 405} or ROUTES[name].ability in {Ability.SEE, Ability.EXPORT, Ability.LEAVE}
    if ROUTES[name].ability != Ability.LEAVE:
        assert rows() == before


@pytest.mark.parametrize("role", ["owner", "member", "stranger", "applicant"])
def test_no_page_of_ones_own_changes_a_closed_group(world, client_of, client, role):
    """Asking, withdrawing, writing, sitting down and waiting; and the links of mails from before."""
    place = waiting.wait(world.here, world.people["stranger"], NOW)
    waiting.offer(NOW)
    invitation = Invitation.objects.get(group=world.here)
    membership = Membership.objects.get(group=world.here, user=world.people["member"])
    meeting = Meeting.objects.filter(group=world.here).earliest("starts_at")
    closing.close(world.here, by=world.people["admin"], reason="", now=NOW)
    before, browser = rows(), client_of(world.people[role])
    addresses = [world.address(name, world.here) for name in OWN if name.startswith(AT_A_GROUP)]
    by_mail = [answer_url(meeting, membership), poll_letters.answer_url(Poll.objects.get(group=world.here), membership)]
    addresses += [invitation.get_absolute_url(), *(each.removeprefix("http://127.0.0.1:8000") for each in by_mail)]
    for address in addresses:
        for answer in ("take", "pass", "yes"):
            sent = {"words": "x", "charter": "on", "answer": answer, "ticket": uuid.uuid4()}
            assert browser.post(address, sent).status_code < 500, address
    assert rows() == before
    place.refresh_from_db()
    assert place.outcome == "lapsed"


@pytest.mark.parametrize("name", GUARDED)
def test_another_groups_child_does_not_exist(world, client_of, name):
    """The owner of one group, at the other's address, or at their own with the other's child."""
    client = client_of(world.people["owner"])
    addresses = {world.address(name, world.there), world.address(name, world.here, child_of=world.there)}
    addresses.discard(world.address(name, world.here))
    for address in addresses:
        assert {client.get(address).status_code, client.post(address).status_code} <= {404, 405}


def test_who_has_left_is_a_stranger(world, client_of):
    Membership.objects.get(group=world.here, user=world.people["member"]).leave(timezone.now())
    for name in GUARDED:
        assert client_of(world.people["member"]).get(world.address(name, world.here)).status_code in {404, 405}


def test_a_stranger_cannot_tell_an_unlisted_group_from_none(world, client_of, client):
    Group.objects.update(visibility="unlisted")
    for browser in (client, client_of(world.people["stranger"])):
        for slug in ("here", "nowhere"):
            assert browser.get(reverse("group", args=[slug])).status_code == 404
            address = reverse("groups:applications.new", args=[slug])
            assert client_of(world.people["stranger"]).get(address).status_code == 404


def test_a_group_that_is_not_published_is_seen_by_its_members_alone(world, client_of, client):
    Group.objects.update(published_at=None)
    address = reverse("group", args=["here"])
    assert client.get(address).status_code == 404
    assert client_of(world.people["stranger"]).get(address).status_code == 404
    assert client_of(world.people["member"]).get(address).status_code == 200


def test_a_community_group_is_found_by_its_people_alone(world, client_of, client, olga, guild):
    Group.objects.filter(slug="here").update(visibility="community", community=guild)
    address = reverse("group", args=["here"])
    assert client.get(address).status_code == 404
    assert client_of(world.people["stranger"]).get(address).status_code == 404
    assert client_of(olga).get(address).status_code == 200


def test_a_visitor_finds_every_door_of_the_group_shut_but_that_of_the_meeting(world, client_of, fay):
    meeting = Meeting.objects.filter(group=world.here).earliest("starts_at")
    application = admissions.ask(world.here, world.people["stranger"], "Let me see", NOW)
    visiting.invite(application, [meeting], by=fay, words="Come", ticket=uuid.uuid4(), now=NOW)
    client = client_of(world.people["stranger"])
    for name in GUARDED:
        address = world.address(name, world.here)
        if name == "meetings:meetings.show":
            assert client.get(address).status_code == 200
            assert client.post(address).status_code == 405
        else:
            assert {client.get(address).status_code, client.post(address).status_code} <= {404, 405}, name
    assert (
        client.get(Meeting.objects.filter(group=world.there).earliest("starts_at").get_absolute_url()).status_code
        == 404
    )


def test_a_member_sees_no_meeting_from_before_they_joined(world, client_of, stopped):
    first = Meeting.objects.filter(group=world.here).earliest("starts_at")
    Membership.objects.seat(world.here, world.people["stranger"], role=Role.MEMBER, now=later(days=30))
    stopped.move_to(later(days=31))
    assert client_of(world.people["stranger"]).get(first.get_absolute_url()).status_code == 404
    assert client_of(world.people["member"]).get(first.get_absolute_url()).status_code == 200


def test_signed_links_work_without_signing_in(world, client):
    membership = Membership.objects.get(group=world.here, user=world.people["member"])
    meeting = Meeting.objects.filter(group=world.here).earliest("starts_at")
    assert client.get(answer_url(meeting, membership).removeprefix("http://127.0.0.1:8000")).status_code == 200
    poll = poll_letters.answer_url(Poll.objects.get(group=world.here), membership)
    assert client.get(poll.removeprefix("http://127.0.0.1:8000")).status_code == 200
    token = unsubscribe_token(world.people["member"], "reminder")
    assert client.get(reverse("accounts:mutes.new", args=[token])).status_code == 200


def test_an_invitation_opens_an_unlisted_group_and_a_made_up_one_nothing(world, client_of, client):
    Group.objects.update(visibility="unlisted", published_at=None)
    invitation = Invitation.objects.get(group=world.here)
    for browser in (client, client_of(world.people["stranger"])):
        assert browser.get(invitation.get_absolute_url()).status_code == 200
        for token in ("1", f"{invitation.pk}:made-up", "nothing"):
            for send in (browser.get, browser.post):
                assert send(reverse("invitation", args=[token])).status_code == 404


def test_a_community_is_unknown_to_others(world, client_of, olga):
    address = reverse("community", args=["makers-guild"])
    assert client_of(olga).get(address).status_code == 200
    assert client_of(world.people["stranger"]).get(address).status_code == 404
