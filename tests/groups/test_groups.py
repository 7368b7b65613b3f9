"""Founding, addresses, charters, and who finds what."""

import uuid

import pytest
from django.contrib.auth.models import AnonymousUser

from groups import founding
from groups.models import Charter, Group, Membership, Role, unsigned
from tests.conftest import NOW, found, later
from tests.races import together

pytestmark = pytest.mark.django_db


def test_a_founder_owns_the_group_and_finds_a_charter(fay):
    group = found(fay)
    membership = Membership.objects.get()
    assert (membership.user, membership.role, membership.chair) == (fay, Role.OWNER, 1)
    assert Charter.objects.current(group).version == 1


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Second Thursday", "second-thursday"),
        ("New", "new-2"),
        ("طاولة", "table"),
        ("🪑🪑", "table"),
        ("Ümläut!", "umlaut"),
    ],
)
def test_every_name_gets_an_address(fay, name, slug):
    assert found(fay, name).slug == slug


def test_a_taken_address_gets_a_number(fay):
    assert [found(fay, "Table").slug for _ in range(3)] == ["table", "table-2", "table-3"]


def test_the_same_form_twice_founds_one_group(fay):
    ticket = uuid.uuid4()
    fields = {"by": fay, "now": NOW, "ticket": ticket, "name": "Table", "purpose": "x"}
    assert founding.found(**fields) == founding.found(**fields)
    assert Membership.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_form_twice_at_once_founds_one_group(fay):
    fields = {"by": fay, "now": NOW, "ticket": uuid.uuid4(), "name": "Table", "purpose": "x"}
    assert together([lambda: founding.found(**fields)] * 4) == ["done"] * 4
    assert (Group.objects.count(), Membership.objects.count(), Charter.objects.count()) == (1, 1, 1)


@pytest.mark.django_db(transaction=True)
def test_two_groups_of_one_name_at_once_get_two_addresses(fay):
    assert together([lambda: found(fay, "Table")] * 4) == ["done"] * 4
    assert sorted(Group.objects.values_list("slug", flat=True)) == ["table", "table-2", "table-3", "table-4"]


def test_a_new_version_is_signed_again_and_the_same_text_is_no_new_version(table, seat, fay):
    first = Charter.objects.current(table)
    first.sign(seat, NOW)
    first.sign(seat, later(days=1))
    assert first.signatures.count() == 1
    assert seat not in unsigned(Membership.objects.all())
    assert Charter.objects.amend(table, {"text": first.text}, by=fay, now=NOW) == first
    second = Charter.objects.amend(table, {"text": "New rules"}, by=fay, now=NOW)
    assert second.version == 2
    assert seat in unsigned(Membership.objects.all())


def test_who_finds_what(fay, stan, olga, guild):
    found(fay, "Public")
    found(fay, "Guild", visibility="community", community=guild)
    found(fay, "Secret", visibility="unlisted")
    found(fay, "Draft", published_at=None)

    def names(groups) -> set[str]:
        return set(groups.values_list("name", flat=True))

    assert names(Group.objects.listed(AnonymousUser())) == {"Public"}
    assert names(Group.objects.listed(stan)) == {"Public"}
    assert names(Group.objects.listed(olga)) == {"Public", "Guild"}
    assert names(Group.objects.visible_to(fay)) == {"Public", "Guild", "Secret", "Draft"}


def test_groups_are_found_by_their_words(fay):
    found(fay, "Kiln & Ledger", purpose="Workshops that sell to restaurants")
    found(fay, "Export Table", purpose="Customs and pallets")
    assert [group.name for group in Group.objects.matching("restaurants kiln")] == ["Kiln & Ledger"]
    assert Group.objects.matching("  ").count() == 2
    assert Group.objects.matching("' OR 1=1 --").count() == 0
