"""Who is kept apart never meets: every page that shows people, both ways round, for each way of keeping apart.

Max sits at Fay's table and helps at its door; Stan does not sit there. Both belong to the guild and look for a buddy.
"""

import uuid
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts import asking, delivery, joining
from accounts.community_letters import invitation_url
from accounts.models import Community, CommunityImport, CommunityInvitation, CommunityMembership, Conflict, User
from groups import admissions, blocking, invitations
from groups.models import ApplicationMessage, Group, KeptApart, Membership, Report, Role
from tests.conftest import NOW, found, names, person

pytestmark = pytest.mark.django_db
Apart = Callable[[], None]


@pytest.fixture(autouse=True)
def _together(stopped, table: Group, guild: Community, fay: User, max_: User, stan: User) -> None:
    """As near to each other as people can be who do not sit at one table."""
    User.objects.update(shown_to="everyone", wants_buddy=True)
    for user in (fay, max_, stan):
        CommunityMembership.objects.create(community=guild, user=user)
    Membership.objects.filter(user=max_).update(role=Role.FACILITATOR)


@pytest.fixture(params=["max blocks", "stan blocks", "max names the name", "stan names the address", "nobody minds"])
def keep_apart(request: pytest.FixtureRequest, max_: User, stan: User) -> bool:
    """Keeps Max and Stan apart in one of the ways there are; False for the one in which nobody minds."""
    ways: dict[str, Apart] = {
        "max blocks": lambda: blocking.block(stan, by=max_, now=NOW),
        "stan blocks": lambda: blocking.block(max_, by=stan, now=NOW),
        "max names the name": lambda: _name(max_, "stan EXAMPLE "),
        "stan names the address": lambda: _name(stan, "Max@example.org"),
        "nobody minds": lambda: None,
    }
    ways[request.param]()
    return request.param != "nobody minds"


def _name(user: User, other: str) -> None:
    Conflict.objects.create(user=user, kind=Conflict.Kind.PERSON, name=other)


@pytest.fixture
def browsers(max_: User, stan: User, client_of: Callable[[User], Client]) -> list[tuple[Client, User]]:
    """Each of the two in a browser, with whom they must not see."""
    return [(client_of(max_), stan), (client_of(stan), max_)]


def test_profiles(keep_apart, browsers):
    for browser, other in browsers:
        for name in ("groups:people.show", "groups:buddy_requests.new"):
            status = browser.get(reverse(name, args=[other.pk])).status_code
            assert status == (404 if keep_apart else 200), name


def test_buddies(keep_apart, browsers):
    for browser, other in browsers:
        said = browser.get(reverse("groups:buddies.index")).content.decode()
        assert (other.name in said) is not keep_apart


def test_people_of_a_community(keep_apart, browsers, guild):
    for browser, other in browsers:
        said = browser.get(reverse("groups:community_members.index", args=[guild.slug])).content.decode()
        assert (other.name in said) is not keep_apart


def test_people_of_a_community_for_its_organisers(keep_apart, browsers, guild):
    CommunityMembership.objects.update(role=CommunityMembership.Role.ORGANISER)
    for browser, other in browsers:
        said = browser.get(reverse("groups:community_members.index", args=[guild.slug])).content.decode()
        assert (other.name in said) is not keep_apart


def test_the_directory(keep_apart, browsers, table, stan, olga):
    found(olga, "Another table")
    said = browsers[1][0].get(reverse("find")).content.decode()
    assert "Another table" in said
    assert (table.name in said) is not keep_apart


def test_the_front_page(keep_apart, browsers, table, max_):
    said = browsers[1][0].get(table.get_absolute_url()).content.decode()
    assert (max_.first_name in said) is not keep_apart


def test_asking_to_join_and_sitting_down(keep_apart, table, stan):
    for act in (
        lambda: admissions.ask(table, stan, "Chairs", NOW),
        lambda: Membership.objects.seat(table, stan, role=Role.MEMBER, now=NOW),
    ):
        if keep_apart:
            with pytest.raises(KeptApart):
                act()
        else:
            act()


def test_an_invitation(keep_apart, browsers, table, max_):
    link = invitations.share(table, by=max_, lasts=timedelta(days=1), uses=5, ticket=uuid.uuid4(), now=NOW)
    said = browsers[1][0].get(link.get_absolute_url()).content.decode()
    assert (max_.first_name in said) is not keep_apart
    browsers[1][0].post(link.get_absolute_url(), {"charter": "on"})
    assert Membership.objects.filter(group=table, user__name="Stan Example").exists() is not keep_apart


@pytest.fixture
def application(table: Group, stan: User):
    """Stan asked before anybody minded."""
    application = admissions.ask(table, stan, "persimmon", NOW)
    ApplicationMessage.objects.create(application=application, by=stan, words="medlar", created_at=NOW)
    return application


def test_the_door_for_one_of_those_who_answer_there(application, keep_apart, browsers, table, fay, stan, client_of):
    index = reverse("groups:applications.index", args=[table.slug])
    for browser, hidden in ((browsers[0][0], keep_apart), (client_of(fay), False)):
        for page in (index, "/", table.get_absolute_url()):
            said = browser.get(page).content.decode()
            assert not hidden or stan.name not in said, page
        assert (stan.name in browser.get(index).content.decode()) is not hidden


def test_the_conversation_at_the_door_for_who_asks(application, keep_apart, browsers, max_, fay, table):
    """The words stay, since an answer is owed; who wrote them is not said, except Fay, whom nobody minds."""
    for by, words in ((max_, "quince"), (fay, "sorrel")):
        ApplicationMessage.objects.create(application=application, by=by, words=words, created_at=NOW)
    said = browsers[1][0].get(reverse("groups:applications.new", args=[table.slug])).content.decode()
    assert all(words in said for words in ("quince", "sorrel"))
    assert names(said, "Fay")
    assert names(said, "Max") is not keep_apart
    assert ("The group</strong>" in said) is keep_apart

    admissions.decline(application, by=max_, words="rowan", now=NOW)

    for page in (reverse("groups:applications.new", args=[table.slug]), table.get_absolute_url()):
        said = browsers[1][0].get(page).content.decode()
        assert "rowan" in said or keep_apart, page  # who must not sit there does not ask again
        assert names(said, "Max") is not keep_apart, page


def test_reporting_words_at_the_door_names_nobody(application, keep_apart, browsers, max_, stan):
    """Who moderates knows whose they are."""
    message = ApplicationMessage.objects.create(application=application, by=max_, words="quince", created_at=NOW)
    page = reverse("groups:reports.new", args=["message", message.pk])
    assert names(browsers[1][0].get(page).content.decode(), "Max") is not keep_apart
    said = browsers[1][0].post(page, {"words": "An insult"}, follow=True).content.decode()
    assert "quince" in said
    assert names(said, "Max") is not keep_apart
    assert Report.objects.get().accused == max_


def test_a_request_to_a_community(keep_apart, browsers, guild, max_, stan):
    guild.joining = Community.Joining.REQUEST
    guild.save()
    CommunityMembership.objects.filter(user=stan).delete()
    CommunityMembership.objects.filter(user=max_).update(role=CommunityMembership.Role.ORGANISER)
    asked = asking.ask(guild, stan, "persimmon", NOW)
    page = reverse("accounts:requests.show", args=[guild.slug, asked.pk])
    assert browsers[0][0].get(page).status_code == (404 if keep_apart else 200)
    assert browsers[0][0].post(page, {"answer": "accept"}).status_code == (404 if keep_apart else 302)


def test_the_mail_about_a_request_to_a_community(keep_apart, guild, max_, stan, clock):
    guild.joining = Community.Joining.REQUEST
    guild.save()
    CommunityMembership.objects.filter(user=stan).delete()
    CommunityMembership.objects.filter(user=max_).update(role=CommunityMembership.Role.ORGANISER)
    asking.ask(guild, stan, "persimmon", NOW)
    delivery.deliver(clock)
    assert any(max_.email in letter.to for letter in mail.outbox) is not keep_apart


@pytest.mark.parametrize("name", ["accounts:memberships.update", "accounts:removals.new"])
def test_the_place_of_a_member_of_a_community(keep_apart, browsers, guild, max_, stan, name):
    CommunityMembership.objects.filter(user=max_).update(role=CommunityMembership.Role.ORGANISER)
    place = CommunityMembership.objects.get(user=stan)
    status = browsers[0][0].get(reverse(name, args=[guild.slug, place.pk])).status_code
    assert (status == 404) is keep_apart


def test_an_invitation_to_a_community(keep_apart, browsers, guild, max_, stan, clock):
    CommunityMembership.objects.filter(user=stan).delete()
    joining.invite(guild, [stan.email], by=max_, now=NOW)
    delivery.deliver(clock)
    (letter,) = [each for each in mail.outbox if each.to == [stan.email]]
    said = letter.subject + str(letter.body)
    assert names(said, "Max") is not keep_apart
    assert "invite" in said
    for page in ("/", guild.get_absolute_url()):
        said = browsers[1][0].get(page).content.decode()
        assert "invite" in said
        assert names(said, "Max") is not keep_apart, page


@pytest.mark.parametrize("is_taken", [False, True])
def test_the_page_of_an_invitation_to_a_community(keep_apart, client, client_of, max_, stan, is_taken):
    """As the mail opens it: signed out, and signed in with another account of those who keep apart."""
    works = Community.objects.create(kind="association", name="The Works", slug="the-works")
    joining.invite(works, [stan.email, "stan@home.example"], by=max_, now=NOW)
    if is_taken:
        CommunityInvitation.objects.update(accepted_at=NOW)
    to_stan, home = CommunityInvitation.objects.select_related("community").order_by("email")
    for browser, invitation in ((client, to_stan), (client_of(stan), home)):
        said = browser.get(urlsplit(invitation_url(invitation)).path).content.decode()
        assert "The Works" in said
        assert (max_.name in said) is not keep_apart


def test_what_fellow_organisers_have_done(keep_apart, browsers, guild, max_, stan):
    CommunityMembership.objects.update(role=CommunityMembership.Role.ORGANISER)
    guild.joining = Community.Joining.REQUEST
    guild.save()
    asked = asking.ask(guild, person("Nora"), "persimmon", NOW)
    asking.accept(asked, by=max_, now=NOW)
    CommunityImport.objects.create(community=guild, by=max_, tally={"lines": 1})
    for page in (
        reverse("accounts:requests.index", args=[guild.slug]),
        reverse("accounts:imports.new", args=[guild.slug]),
    ):
        said = browsers[1][0].get(page).content.decode()
        assert names(said, "Max") is not keep_apart, page


def test_reporting_at_the_door(application, keep_apart, browsers):
    """What is not seen is not reported."""
    message = ApplicationMessage.objects.get()
    for about, piece in (("application", application), ("message", message)):
        status = browsers[0][0].get(reverse("groups:reports.new", args=[about, piece.pk])).status_code
        assert status == (404 if keep_apart else 200), about


def test_the_mail_about_who_is_at_the_door(application, keep_apart, max_, fay, clock):
    delivery.deliver(clock)
    read = {letter.to[0] for letter in mail.outbox if "asks" in letter.subject or "Stan" in str(letter.body)}
    assert fay.email in read
    assert (max_.email in read) is not keep_apart
