"""A group never depends on one account: handing it over, and what happens when its owner's account is shut."""

import pytest
from django.core import mail

from accounts import safety
from accounts.delivery import deliver
from accounts.models import Notice, User
from groups import closing, owning
from groups.models import Group, GroupClosed, Membership, Role
from groups.tasks import succeed
from tests.conftest import NOW, found, later, person
from tests.races import together

pytestmark = pytest.mark.django_db

AT = "/groups/second-thursday/"


def shut(user: User, by: User, now=NOW) -> None:
    safety.suspend(user, by=by, why="Threats", now=now)


def sit(group: Group, user: User, role: Role = Role.MEMBER, now=NOW) -> Membership:
    return Membership.objects.seat(group, user, role=role, now=now)


def roles(group: Group) -> dict[str, str]:
    seated = Membership.objects.present().filter(group=group)
    return {name.split()[0]: role for name, role in seated.values_list("user__name", "role")}


# Handing over ---------------------------------------------------------------------------------------------------------


def test_who_is_given_a_group_is_told_by_whom(table, fay, seat, stopped, clock, client_of):
    client_of(fay).post(f"{AT}members/{seat.pk}/ownership/")
    assert roles(table) == {"Fay": Role.FACILITATOR, "Max": Role.OWNER}
    deliver(clock)
    (letter,) = mail.outbox
    assert (letter.to, letter.subject) == (["max@example.org"], "Second Thursday is yours to look after")
    assert "Fay has handed the group over to you." in letter.body
    assert AT in letter.body


def test_nobody_is_told_of_a_group_that_was_given_on_or_has_closed(table, fay, seat, clock, stopped):
    own = Membership.objects.get(group=table, user=fay)
    owning.hand_over(own, seat, NOW)
    owning.hand_over(seat, own, later(minutes=1))
    closing.close(table, by=fay, reason="", now=later(minutes=2))
    Notice.objects.filter(kind="closure").delete()
    stopped.move_to(later(minutes=3))
    deliver(clock)
    assert mail.outbox == []


def test_a_group_goes_to_nobody_whose_account_is_shut_nor_once_it_has_closed(table, fay, seat, ada):
    own = Membership.objects.get(group=table, user=fay)
    shut(seat.user, ada)
    with pytest.raises(Membership.DoesNotExist):
        owning.hand_over(own, seat, NOW)
    safety.lift(seat.user, now=NOW)
    closing.close(table, by=fay, reason="", now=NOW)
    with pytest.raises(GroupClosed):
        owning.hand_over(own, seat, NOW)
    assert roles(table) == {"Fay": Role.OWNER, "Max": Role.MEMBER}


# A shut account -------------------------------------------------------------------------------------------------------


def test_the_longest_standing_facilitator_takes_over_from_a_shut_account(table, fay, ada, stopped, clock):
    sit(table, person("Finn"), Role.FACILITATOR, later(days=2))
    sit(table, person("Gus"), Role.FACILITATOR, later(days=1))
    shut(fay, ada)
    assert roles(table) == {"Fay": "facilitator", "Max": "member", "Finn": "facilitator", "Gus": "owner"}
    deliver(clock)
    (letter,) = mail.outbox
    assert (letter.to, letter.subject) == (["gus@example.org"], "Second Thursday is yours to look after")
    for name in ("Fay", "Ada", "Threats"):
        assert name not in letter.body


def test_without_a_facilitator_it_is_the_member_who_has_sat_there_longest(table, fay, ada, stan):
    sit(table, stan, now=later(days=-1))
    shut(fay, ada)
    assert roles(table) == {"Fay": "facilitator", "Max": "member", "Stan": "owner"}


def test_a_lifted_suspension_takes_nothing_back_and_a_second_one_changes_nothing(table, fay, max_, ada):
    shut(fay, ada)
    shut(fay, ada)
    safety.lift(fay, now=later(days=1))
    assert roles(table) == {"Fay": "facilitator", "Max": "owner"}
    assert Notice.objects.get(kind="ownership").user == max_


def test_only_groups_that_go_on_and_have_somebody_who_can_act_pass_on(table, fay, max_, ada):
    ended, alone = found(fay, "Ended"), found(fay, "Alone")
    pair = found(fay, "Fay and Max", kind="buddies", size=2)
    for group in (ended, pair):
        sit(group, max_)
    closing.close(ended, by=fay, reason="", now=NOW)
    gone = sit(alone, person("Gus"))
    gone.leave(NOW)
    shut(sit(alone, person("Nina")).user, ada)
    shut(fay, ada)
    assert {group.name: roles(group)["Fay"] for group in (table, ended, alone, pair)} == {
        "Second Thursday": "facilitator",
        "Ended": "owner",
        "Alone": "owner",
        "Fay and Max": "owner",
    }


def test_who_sits_down_later_at_a_table_of_a_shut_account_takes_over(fay, max_, ada, stopped):
    alone = found(fay)
    shut(fay, ada)
    succeed()
    sit(alone, max_, now=later(days=1))
    assert roles(alone) == {"Fay": "owner", "Max": "member"}
    succeed()
    succeed()
    assert roles(alone) == {"Fay": "facilitator", "Max": "owner"}
    assert Notice.objects.filter(kind="ownership").count() == 1


def test_a_suspension_by_the_list_of_people_passes_groups_on_as_well(table, fay, max_, ada, stopped, client_of):
    choice = {"action": "deactivate", "_selected_action": [fay.pk, ada.pk]}
    client_of(ada).post("/admin/accounts/user/", choice)
    assert roles(table) == {"Fay": "facilitator", "Max": "owner"}
    assert client_of(max_).get(f"{AT}closure/").status_code == 200


# Races ----------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_of_an_owner_and_the_next_shut_at_once_neither_keeps_the_group():
    ada = person("Ada")
    for round_ in range(50):
        fay, finn, max_ = (person(f"{name}{round_}") for name in ("Fay", "Finn", "Max"))
        table = found(fay, f"Table {round_}")
        sit(table, finn, Role.FACILITATOR)
        sit(table, max_)
        assert together([lambda p=p: shut(p, ada) for p in (fay, finn)]) == ["done", "done"]
        assert Membership.objects.get(group=table, role=Role.OWNER).user == max_


@pytest.mark.django_db(transaction=True)
def test_handing_over_races_the_heir_leaving_and_the_group_keeps_an_owner():
    fay, max_ = person("Fay"), person("Max")
    for round_ in range(50):
        table = found(fay, f"Table {round_}")
        own, heir = Membership.objects.get(group=table), sit(table, max_)
        outcome = together([lambda o=own, h=heir: owning.hand_over(o, h, NOW), lambda h=heir: h.leave(NOW)])
        owner = Membership.objects.present().get(group=table, role=Role.OWNER).user
        assert (outcome, owner) in [(["LastOwner", "done"], max_), (["DoesNotExist", "done"], fay)]


@pytest.mark.django_db(transaction=True)
def test_an_owner_is_shut_while_the_next_leaves_and_the_group_has_somebody():
    ada = person("Ada")
    for round_ in range(50):
        fay, finn, max_ = (person(f"{name}{round_}") for name in ("Fay", "Finn", "Max"))
        table = found(fay, f"Table {round_}")
        heir = sit(table, finn, Role.FACILITATOR)
        sit(table, max_)
        outcome = together([lambda f=fay: shut(f, ada), lambda h=heir: h.leave(NOW)])
        owner = Membership.objects.present().get(group=table, role=Role.OWNER).user
        assert (outcome, owner) in [(["LastOwner", "done"], finn), (["done", "done"], max_)]


@pytest.mark.django_db(transaction=True)
def test_an_owner_is_shut_while_the_group_closes_and_neither_waits_for_ever():
    ada = person("Ada")
    for round_ in range(50):
        fay, max_ = (person(f"{name}{round_}") for name in ("Fay", "Max"))
        table = found(fay, f"Table {round_}")
        sit(table, max_)
        acts = [lambda f=fay: shut(f, ada), lambda t=table: closing.close(t, by=ada, reason="", now=NOW)]
        assert together(acts) == ["done", "done"]
        assert Notice.objects.filter(kind="closure", user__in=[fay, max_]).count() == 2
