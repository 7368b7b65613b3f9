"""Whose profile somebody sees, and what stands on it."""

import re

import pytest
from django.urls import reverse

from accounts.models import Block, CommunityMembership, Conflict, Expertise, Goal, PersonExpertise, Suspension, User
from groups import admissions
from groups.models import Membership, Proposal, Role, people_seen_by
from tests.conftest import NOW, found, later, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped")]

DRAWN = re.compile(r"rt\w{8}[gb]\b")  # the ids in a drawing are random
many = pytest.mark.parametrize("items", [1, 3])


def show_to(user: User, whom: str) -> None:
    User.objects.filter(pk=user.pk).update(shown_to=whom)


def sees(reader: User, other: User) -> bool:
    return people_seen_by(reader).filter(pk=other.pk).exists()


def status(client, other: User) -> int:
    return client.get(other.get_absolute_url()).status_code


# Who sees whom --------------------------------------------------------------------------------------------------------


def test_who_is_shown_to_tables_is_seen_by_those_they_sit_with_alone(table, fay, max_, stan):
    show_to(max_, "tables")
    assert sees(fay, max_)
    assert not sees(stan, max_)


def test_who_has_left_the_table_sees_its_people_no_more(table, seat, fay, max_):
    seat.leave(NOW)
    assert not sees(max_, fay)
    assert not sees(fay, max_)


def test_who_is_shown_to_communities_is_seen_by_their_people(guild, olga, stan, fay):
    CommunityMembership.objects.create(community=guild, user=stan)
    assert sees(olga, stan)
    assert not sees(fay, stan)
    show_to(stan, "tables")
    assert not sees(olga, stan)


def test_who_is_shown_to_everyone_is_seen_by_strangers(fay, stan):
    show_to(stan, "everyone")
    assert sees(fay, stan)


def test_both_sides_of_a_door_see_each_other_until_it_is_answered(table, fay, max_, stan):
    application = admissions.ask(table, stan, "Let me in", NOW)
    assert sees(fay, stan)
    assert sees(stan, fay)
    assert not sees(max_, stan)  # members do not answer at the door
    assert not sees(stan, max_)
    admissions.decline(application, by=fay, words="No chair", now=NOW)
    assert not sees(fay, stan)
    assert not sees(stan, fay)


def test_members_who_may_object_see_whom_they_may_object_to(table, fay, max_, stan):
    application = admissions.ask(table, stan, "Let me in", NOW)
    Proposal.objects.create(application=application, by=fay, ends_at=later(days=5))
    assert sees(max_, stan)


def test_nobody_sees_whom_they_keep_apart_from_whoever_said_so(table, fay, max_):
    block = Block.objects.create(user=fay, blocked=max_)
    assert not sees(fay, max_)
    assert not sees(max_, fay)
    block.delete()
    assert sees(fay, max_)
    Conflict.objects.create(user=max_, kind="person", name="fay example")
    assert not sees(fay, max_)
    assert not sees(max_, fay)


def test_who_is_suspended_or_gone_is_seen_by_nobody(table, fay, max_):
    suspension = Suspension.objects.create(user=max_, why="Reasons")
    assert not sees(fay, max_)
    suspension.lifted_at = NOW
    suspension.save()
    assert sees(fay, max_)
    User.objects.filter(pk=max_.pk).update(is_active=False)
    assert not sees(fay, max_)


def test_an_admin_is_a_stranger_here(ada, max_):
    assert not sees(ada, max_)


# The page -------------------------------------------------------------------------------------------------------------


def test_a_stranger_cannot_tell_a_hidden_person_from_none(table, max_, stan, fay, client_of):
    Block.objects.create(user=fay, blocked=max_)
    for reader, hidden in ((stan, max_), (max_, fay)):
        answer = client_of(reader).get(hidden.get_absolute_url())
        nobody = client_of(reader).get(reverse("groups:people.show", args=[999_999]))
        assert (answer.status_code, nobody.status_code) == (404, 404)
        assert DRAWN.sub("", answer.content.decode()) == DRAWN.sub("", nobody.content.decode())


def test_signed_out_nobody_is_shown(stan, client):
    assert client.get(stan.get_absolute_url()).status_code == 302


def test_the_profile_says_what_peers_choose_by(table, fay, max_, client_of):
    User.objects.filter(pk=max_.pk).update(
        work="Boats", employer="Secret & Sons", industry="making", languages=["pt", "en"]
    )
    Goal.objects.create(user=max_, text="Sell ten boats", family="sell", stage="growing")
    for side, name in (("offers", "Selling boats"), ("seeks", "Export to the moon")):
        expertise = Expertise.objects.create(slug=f"x-{side}", name=name, family="trade")
        PersonExpertise.objects.create(user=max_, expertise=expertise, side=side)

    page = client_of(fay).get(max_.get_absolute_url()).content.decode()

    for words in ("Max Example", "Boats", "Manufacturing", "Português", "Sell ten boats", "Sell more", "Growing"):
        assert words in page
    assert page.index("Selling boats") < page.index("Export to the moon")
    assert "New York time" in page
    assert "6 hours behind you" in page
    assert "Second Thursday" in page
    assert "max@example.org" not in page
    assert "Secret &amp; Sons" not in page


def test_the_words_of_a_goal_are_for_those_who_sit_together(table, max_, stan, client_of):
    Goal.objects.create(user=max_, text="Sell ten boats", family="sell", stage="growing")
    show_to(max_, "everyone")
    page = client_of(stan).get(max_.get_absolute_url()).content.decode()
    assert "Sell ten boats" not in page
    assert "Sell more" in page


def test_ones_own_profile_says_who_sees_it(stan, client_of):
    page = client_of(stan).get(stan.get_absolute_url()).content.decode()
    assert "and the people of your communities, see your profile" in page
    assert "behind you" not in page


@many
def test_a_profile_costs_the_same_for_many(items, fay, max_, client_of, django_assert_num_queries):
    for number in range(items):
        Membership.objects.seat(found(fay, f"Table {number}"), max_, role=Role.MEMBER, now=NOW)
        expertise = Expertise.objects.create(slug=f"x-{number}", name=f"Thing {number}", family="money")
        PersonExpertise.objects.create(user=max_, expertise=expertise, side="offers")
    Goal.objects.create(user=max_, text="Sell ten boats", family="sell", stage="growing")
    client = client_of(fay)
    assert status(client, max_) == 200
    with django_assert_num_queries(2 + 5):
        page = client.get(max_.get_absolute_url()).content.decode()
    assert page.count("Thing ") == items


def test_a_person_of_many_words_is_shown_whole(table, fay, client_of):
    long = person("Longname", work="w" * 120)
    User.objects.filter(pk=long.pk).update(name="Maximiliana-Alexandrina " * 5, shown_to="everyone")
    assert status(client_of(fay), long) == 200
