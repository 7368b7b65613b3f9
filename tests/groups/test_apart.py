"""Who must not sit together, asked blind, for one table and for all."""

import pytest

from accounts.models import Block, Community, CommunityMembership, Conflict
from groups.models import Charter, Group, KeptApart, Membership, Role, meets_apart
from tests.conftest import NOW, found, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(olga) -> Group:
    """A table at which nobody minds anybody."""
    return found(olga, "Another table")


def apart(user) -> list[str]:
    return sorted(Membership.objects.kept_apart_from(user).values_list("group__slug", flat=True))


@pytest.mark.parametrize("who_blocks", ["max", "stan"])
def test_a_block_keeps_both_apart(table, other, max_, stan, who_blocks):
    pair = (max_, stan) if who_blocks == "max" else (stan, max_)
    Block.objects.create(user=pair[0], blocked=pair[1])
    assert apart(stan) == ["second-thursday"]
    with pytest.raises(KeptApart):
        Membership.objects.seat(table, stan, role=Role.MEMBER, now=NOW)
    Membership.objects.seat(other, stan, role=Role.MEMBER, now=NOW)


def test_who_is_named_is_kept_apart_until_the_other_has_left(table, other, seat, stan):
    Conflict.objects.create(user=stan, kind=Conflict.Kind.PERSON, name=" MAX example ")
    assert apart(stan) == ["second-thursday"]
    seat.leave(NOW)
    assert apart(stan) == []
    assert not meets_apart(table, stan)


def test_competitors_sit_together_where_the_charter_as_it_stands_wants_it(table, other, fay, olga, stan):
    for each in (fay, olga):
        Conflict.objects.create(user=each, kind=Conflict.Kind.COMPETITOR, name="Cabinets Ltd")
    stan.employer = "cabinets ltd"
    stan.save()
    assert apart(stan) == ["another-table", "second-thursday"]
    Charter.objects.amend(table, {"competitors_welcome": True}, by=fay, now=NOW)
    assert apart(stan) == ["another-table"]
    Charter.objects.amend(table, {"competitors_welcome": False}, by=fay, now=NOW)
    assert meets_apart(table, stan)


def test_nobody_sits_with_their_line_manager(table, max_):
    firm = Community.objects.create(kind="employer", name="Firm", slug="firm")
    boss = person("Bea")
    CommunityMembership.objects.create(community=firm, user=boss)
    CommunityMembership.objects.create(community=firm, user=max_, line_manager=boss)
    assert apart(boss) == ["second-thursday"]
    Membership.objects.seat(table, person("Cara"), role=Role.MEMBER, now=NOW)
