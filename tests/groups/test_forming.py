"""Organisers feature groups and invite to form some."""

import uuid

import pytest
from django.urls import reverse

from accounts import joining
from accounts.models import (
    Block,
    Community,
    CommunityMembership,
    Expertise,
    Notice,
    PersonExpertise,
    User,
)
from groups import forming
from groups.letters.communities import compose_round
from groups.models import Group
from tests.conftest import NOW, expertise, found, later

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped")]
FRONT = "/communities/makers-guild/"


def join(community: Community, *people: User) -> None:
    CommunityMembership.objects.bulk_create(CommunityMembership(community=community, user=each) for each in people)


# Featuring ------------------------------------------------------------------------------------------------------------


def feature(client, group: Group, featured: str = "yes"):
    return client.post(reverse("groups:features.update", args=["makers-guild", group.pk]), {"featured": featured})


def test_an_organiser_puts_a_group_first_and_back(guild, olga, fay, client_of):
    group = found(fay, "Zebra", community=guild)
    found(fay, "Aardvark", community=guild)
    client = client_of(olga)
    assert "Zebra stands first now." in client.get(feature(client, group).url).content.decode()
    page = client.get(FRONT).content.decode()
    assert page.index("Featured by the organisers") < page.index("Zebra") < page.index("All others")
    feature(client, group, "no")
    assert "Featured by the organisers" not in client.get(FRONT).content.decode()


@pytest.mark.parametrize("fields", [{"visibility": "unlisted"}, {"published_at": None}, {"hidden_at": NOW}])
def test_a_group_nobody_finds_does_not_exist_for_organisers(guild, olga, fay, client_of, fields):
    group = found(fay, "Secret", community=guild)
    Group.objects.update(**fields)
    assert feature(client_of(olga), group).status_code == 404
    assert Group.objects.get().featured_at is None


def test_a_group_that_moves_to_another_community_is_featured_no_more(guild, olga, fay, client_of):
    group = found(fay, "Zebra", community=guild)
    join(guild, fay)
    feature(client_of(olga), group)
    fields = {"kind": "mastermind", "name": "Zebra", "purpose": "P", "size": 8, "visibility": "public", "community": ""}
    client_of(fay).post("/groups/zebra/settings/", fields)
    group.refresh_from_db()
    assert (group.community, group.featured_at) == (None, None)


def test_no_card_of_somebody_kept_apart_is_shown(guild, olga, fay, max_, client_of):
    join(guild, fay, max_)
    found(fay, "Zebra", community=guild, visibility="community")
    assert "Zebra" in client_of(max_).get(FRONT).content.decode()
    Block.objects.create(user=fay, blocked=max_)
    assert "Zebra" not in client_of(max_).get(FRONT).content.decode()


# Forming groups -------------------------------------------------------------------------------------------------------


def ask(guild: Community, *expertises: Expertise, now=NOW, ticket=None) -> set[str]:
    """Who was owed an invitation by this round."""
    before = set(Notice.objects.values_list("pk", flat=True))
    by = CommunityMembership.objects.organising().get(community=guild)
    forming.ask(guild, by=by, expertises=expertises, now=now, ticket=ticket or uuid.uuid4())
    new = Notice.objects.exclude(pk__in=before)
    assert {each.kind for each in new} <= {"community_groups"}
    return set(new.values_list("user__email", flat=True))


def test_whoever_sits_in_no_group_of_the_community_is_asked(guild, olga, fay, max_, stan):
    join(guild, fay, max_, stan)
    found(fay, "Inside", community=guild)
    found(max_, "Elsewhere")
    assert ask(guild) == {max_.email, stan.email}


def test_asking_twice_is_asking_once_and_again_only_after_two_weeks(guild, olga, stan):
    join(guild, stan)
    ticket = uuid.uuid4()
    assert ask(guild, ticket=ticket) == {stan.email}
    assert ask(guild, ticket=ticket) == set()
    assert ask(guild, now=later(days=13)) == set()
    assert ask(guild, now=later(days=15)) == {stan.email}


def test_only_those_who_know_something_are_asked_about_it(guild, olga, max_, stan):
    join(guild, max_, stan)
    pricing, hiring = (Expertise.objects.get(slug=slug) for slug in ("pricing", "hiring"))
    PersonExpertise.objects.keep(stan, "offers", [pricing])
    PersonExpertise.objects.keep(max_, "seeks", [pricing])
    assert ask(guild, hiring) == set()
    assert ask(guild, pricing, hiring) == {stan.email}


def test_the_letter_is_not_written_to_who_sits_by_then_or_has_left(guild, olga, fay, max_, stan):
    join(guild, fay, max_, stan)
    ask(guild)
    notices = {each.user: each for each in Notice.objects.all()}
    assert compose_round(notices[stan], NOW).context["note"].names == {"community": "Makers Guild"}
    found(stan, "Mine", community=guild)
    joining.leave(CommunityMembership.objects.get(user=max_), NOW)
    assert compose_round(notices[stan], NOW) is None
    assert compose_round(notices[max_], NOW) is None


def test_the_page_does_not_tell_how_many_are_asked(guild, olga, stan, client_of):
    join(guild, stan)
    client = client_of(olga)
    path = f"{FRONT}form-groups/"
    assert "Nobody is asked twice" in client.get(path).content.decode()
    page = client.post(path, {"ticket": uuid.uuid4()}, follow=True).content.decode()
    assert Notice.objects.count() == 1
    again = client.post(path, {"ticket": uuid.uuid4()}, follow=True).content.decode()
    assert Notice.objects.count() == 1
    said = "Those of them who sit in no group here are being asked by mail."
    assert said in page
    assert said in again


def test_only_those_who_know_what_was_chosen_are_asked(guild, olga, stan, max_, client_of):
    join(guild, stan)
    join(guild, max_)
    PersonExpertise.objects.create(user=max_, expertise=expertise("pricing"), side="offers")
    client = client_of(olga)
    page = client.get(f"{FRONT}form-groups/").content.decode()
    assert "data-families" in page
    sent = {"ticket": uuid.uuid4(), "expertises": ["pricing"]}
    client.post(f"{FRONT}form-groups/", sent)
    assert [notice.user for notice in Notice.objects.all()] == [max_]
    wrong = client.post(f"{FRONT}form-groups/", {**sent, "expertises": ["cake"]}).content.decode()
    assert "no longer on the list" in wrong
