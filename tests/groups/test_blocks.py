"""Blocking: seen by nobody but the one who blocks, taken back at any time."""

from functools import partial

import pytest
from django.core import mail
from django.urls import reverse

from accounts import delivery
from accounts.models import Block, Notice, User
from groups import admissions, blocking, pairing
from groups.models import BuddyRequest, Closure, Group, Membership
from tests.conftest import NOW, person
from tests.races import together

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _shown(stopped, fay, max_, stan):
    User.objects.update(shown_to="everyone")


def page(name: str, user: User) -> str:
    return reverse(f"groups:blocks.{name}", args=[user.pk])


def profile_is_seen(client, user: User) -> bool:
    return client.get(reverse("groups:people.show", args=[user.pk])).status_code == 200


def test_a_get_says_what_will_happen_and_does_nothing(fay, stan, client_of):
    said = client_of(fay).get(page("create", stan)).content.decode()
    assert "You no longer see each other’s cards and profiles." in said
    assert "Neither of you is told." in said
    assert "You sit at one table already" not in said
    assert not Block.objects.exists()


def test_who_sits_at_one_table_reads_that_both_stay(table, fay, max_, client_of):
    client = client_of(fay)
    said = client.get(page("create", max_)).content.decode()
    assert "You sit at one table already" in said
    assert "Second Thursday" in said

    client.post(page("create", max_))

    assert Membership.objects.present().filter(group=table).count() == 2
    members = reverse("groups:memberships.index", args=[table.slug])
    for path in (members, table.get_absolute_url()):
        said = client.get(path).content.decode()
        assert "Max Example" in said
        assert f'href="{max_.get_absolute_url()}"' not in said  # which is 404 by now


def test_neither_sees_the_other_afterwards_and_neither_is_told(fay, stan, client_of):
    Notice.objects.all().delete()
    client_of(fay).post(page("create", stan))
    client_of(fay).post(page("create", stan))

    assert not profile_is_seen(client_of(fay), stan)
    assert not profile_is_seen(client_of(stan), fay)
    assert not Notice.objects.exists()
    assert Block.objects.get().blocked == stan


def test_a_block_is_taken_back_by_who_made_it_alone(fay, stan, client_of):
    blocking.block(stan, by=fay, now=NOW)
    assert client_of(stan).post(page("destroy", fay)).status_code == 404
    assert "Unblock" in client_of(fay).get(page("destroy", stan)).content.decode()
    assert Block.objects.exists()

    client_of(fay).post(page("destroy", stan))

    assert not Block.objects.exists()
    assert profile_is_seen(client_of(stan), fay)


def test_nobody_blocks_whom_they_cannot_see_nor_themselves(fay, stan, client_of):
    User.objects.update(shown_to="tables")
    for someone in (stan, fay):
        assert client_of(fay).post(page("create", someone)).status_code == 404
    assert not Block.objects.exists()


def test_who_is_blocked_can_neither_tell_nor_block_back(fay, stan, client_of):
    blocking.block(stan, by=fay, now=NOW)
    assert client_of(stan).get(page("create", fay)).status_code == 404
    assert client_of(stan).get(page("create", person("Nora", shown_to="tables"))).status_code == 404


@pytest.mark.parametrize(("asks", "state"), [("fay", "withdrawn"), ("stan", "declined")])
def test_what_one_asked_the_other_ends_without_a_word(fay, stan, asks, state):
    asker, asked = (fay, stan) if asks == "fay" else (stan, fay)
    request = BuddyRequest.objects.create(asker=asker, asked=asked)
    Notice.objects.all().delete()

    blocking.block(stan, by=fay, now=NOW)

    request.refresh_from_db()
    assert (request.state, request.answered_at) == (state, NOW)
    assert not Notice.objects.exists()


def test_a_request_between_others_goes_on(fay, max_, stan):
    request = BuddyRequest.objects.create(asker=fay, asked=max_)
    blocking.block(stan, by=fay, now=NOW)
    request.refresh_from_db()
    assert request.state == "open"


@pytest.fixture
def pair(fay, stan) -> Group:
    """Fay asked, Stan said yes."""
    User.objects.update(wants_buddy=True)
    return pairing.accept(pairing.ask(fay, stan, "", NOW), NOW)


def end_letters(clock) -> list[tuple[str, str, str]]:
    """To whom, subject and words of what is sent now."""
    Notice.objects.exclude(kind="closure").delete()
    mail.outbox.clear()
    delivery.deliver(clock)
    return [(each.to[0], each.subject, str(each.body).split("http")[0]) for each in mail.outbox]


def test_blocking_a_buddy_ends_the_pair_and_its_page_says_so_before(pair, table, fay, stan, client_of):
    assert "You are buddies no longer." in client_of(fay).get(page("create", stan)).content.decode()
    assert "You sit at one table already" not in client_of(fay).get(page("create", stan)).content.decode()
    assert not Closure.objects.exists()

    client_of(fay).post(page("create", stan))
    client_of(fay).post(page("create", stan))

    assert Closure.objects.get().group == pair
    assert "Fay" not in client_of(stan).get("/buddies/").content.decode()


@pytest.mark.parametrize("blocks", ["fay", "stan"])
def test_a_buddy_hears_of_a_block_what_anybody_hears_of_an_end(pair, fay, stan, clock, blocks):
    """A missing letter, or another word in it, would tell."""
    by, other = (fay, stan) if blocks == "fay" else (stan, fay)
    blocking.block(other, by=by, now=NOW)
    after_a_block = end_letters(clock)
    Block.objects.all().delete()
    Closure.objects.all().delete()
    Notice.objects.all().delete()

    pairing.end(Membership.objects.select_related("group__closure", "user").get(group=pair, user=by), NOW)

    assert after_a_block == end_letters(clock)
    assert [to for to, *_words in after_a_block] == [other.email]


def test_a_buddy_at_a_larger_table_stays_there(pair, table, fay, max_):
    blocking.block(max_, by=fay, now=NOW)
    assert not Closure.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_yes_races_a_block_and_no_pair_goes_on():
    for round_ in range(30):
        one, other = (person(f"{name}{round_}", wants_buddy=True, shown_to="everyone") for name in ("One", "Other"))
        request = pairing.ask(one, other, "", NOW)
        together([partial(pairing.accept, request, NOW), partial(blocking.block, one, by=other, now=NOW)])
        assert Block.objects.filter(user=other).exists()
        assert not Group.objects.of(one).filter(closure=None).exists()
        request.refresh_from_db()
        assert request.state in {"accepted", "declined"}


@pytest.mark.django_db(transaction=True)
def test_both_block_at_once_while_one_ends_the_pair_and_it_ends_once():
    for round_ in range(30):
        one, other = (person(f"{name}{round_}", wants_buddy=True, shown_to="everyone") for name in ("One", "Other"))
        group = pairing.accept(pairing.ask(one, other, "", NOW), NOW)
        own = Membership.objects.select_related("group__closure", "user").get(group=group, user=one)
        acts = [
            partial(blocking.block, one, by=other, now=NOW),
            partial(blocking.block, other, by=one, now=NOW),
            partial(pairing.end, own, NOW),
        ]
        assert together(acts) == ["done"] * 3
        assert Closure.objects.filter(group=group).count() == 1
        assert Notice.objects.filter(kind="closure", data__group=group.pk).count() == 1


def test_the_list_shows_ones_own_and_says_when_there_are_none(fay, max_, stan, client_of):
    blocking.block(fay, by=stan, now=NOW)
    assert "You can block somebody from their profile" in client_of(fay).get("/settings/blocks/").content.decode()
    blocking.block(max_, by=fay, now=NOW)
    said = client_of(fay).get("/settings/blocks/").content.decode()
    assert "Max Example" in said
    assert "Stan Example" not in said


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_long(fay, client_of, django_assert_num_queries, count):
    for number in range(count):
        blocking.block(person(f"Pia{number}"), by=fay, now=NOW)
    client = client_of(fay)
    client.get("/settings/blocks/")
    with django_assert_num_queries(3):
        client.get("/settings/blocks/")


def test_the_links_stand_on_profile_members_and_application(table, fay, max_, stan, client_of):
    application = admissions.ask(table, stan, "Chairs", NOW)
    client = client_of(fay)
    assert page("create", max_) in client.get(reverse("groups:people.show", args=[max_.pk])).content.decode()
    members = client.get(reverse("groups:memberships.index", args=[table.slug])).content.decode()
    assert page("create", max_) in members
    assert page("create", fay) not in members
    door = reverse("meetings:applications.show", args=[table.slug, application.pk])
    assert page("create", stan) in client.get(door).content.decode()
    own = client.get(reverse("groups:people.show", args=[fay.pk])).content.decode()
    assert page("create", fay) not in own
