"""The people of a group as chairs: order, vacancies, and the sentence that says the same."""

from dataclasses import dataclass

import pytest

from accounts.models import User
from groups.models import Ability, Group, Membership, Role
from groups.templatetags.doors import can
from groups.templatetags.tables import roster_of, seats_free, table_of


@dataclass
class Place:
    membership: Membership
    answer: str
    words: str


def member(chair: int, name: str, work: str = "", role: str = Role.MEMBER) -> Membership:
    return Membership(group=Group(), user=User(pk=chair, name=name, work=work), chair=chair, role=role)


FAY, MAX = member(1, "Fay Lindqvist", "clinics"), member(3, "Max Okafor", "a trade too long for a drawing")


def test_chairs_stand_in_order_with_vacant_ones_between():
    seated = table_of([FAY, MAX], 4)
    assert [chair.name for chair in seated.chairs] == ["Fay", "", "Max", ""]
    assert [chair.vacant for chair in seated.chairs] == [False, True, False, True]
    assert [chair.sub for chair in seated.chairs] == ["clinics", "", "", ""]
    assert seated.label == "Two of four seats are taken. At the table: Fay and Max."
    assert seated.centre == "2 of 4"


def test_the_reader_sits_first_and_neighbours_stay():
    seated = table_of([FAY, MAX], 4, MAX.user)
    assert [chair.name for chair in seated.chairs] == ["You", "", "Fay", ""]


def test_an_empty_table_says_so():
    assert table_of([], 3).label == "None of three seats are taken."


def test_a_roster_tells_who_comes():
    roster = [Place(FAY, "yes", "coming"), Place(MAX, "no", "away"), Place(member(4, "Olga"), "", "no answer yet")]
    seated = roster_of(roster, FAY.user)
    assert seated.summary == "One of three is coming."
    assert seated.label == "One of three is coming. Away: Max. No answer yet: Olga."
    assert [chair.answer for chair in seated.chairs] == ["yes", "no", ""]
    assert len(roster_of(roster, FAY.user, 6).chairs) == 6
    assert roster_of(roster[1:], FAY.user).summary == "Nobody has said yes so far."


def test_long_names_are_shortened_in_the_drawing_only():
    seated = table_of([member(1, "Maria-Magdalena-Theodolinde")], 2)
    assert len(seated.chairs[0].name) <= 13
    assert "Maria-Magdalena-Theodolinde" in seated.label


@pytest.mark.parametrize(("taken", "free"), [(0, 4), (4, 0), (5, 0)])
def test_free_seats_never_go_below_none(taken, free):
    group = Group(size=4)
    group.taken = taken
    assert seats_free(group) == free


def test_templates_ask_the_role_table():
    assert can(member(1, "Fay", role=Role.OWNER), Ability.OWN.value)
    assert not can(FAY, "admit")
    with pytest.raises(ValueError, match="fly"):
        can(FAY, "fly")
