"""Inviting by e-mail and by link, and coming in by it, alone or many at once."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Block, Notice, User
from groups import invitations, seats
from groups.invitations import Refused
from groups.models import Closure, Group, Invitation, InvitationUse, Membership, Role, Seat, Waiting
from tests.conftest import NOW, expertise, found, later, person
from tests.races import together

pytestmark = pytest.mark.django_db


def invite(group: Group, by: User, *addresses: str, now=NOW, **fields) -> list[Invitation]:
    return list(invitations.invite(group, addresses, by=by, now=now, **fields))


def link(group: Group, by: User, uses: int = 1, **fields) -> Invitation:
    return invitations.share(
        group, by=by, uses=uses, **{"lasts": timedelta(days=7), "ticket": uuid4(), "now": NOW, **fields}
    )


def refusal(invitation: Invitation, user: User, now=NOW) -> str:
    with pytest.raises(Refused) as refused:
        invitations.accept(invitation, user, now)
    return refused.value.standing


def told(kind: str) -> list[str]:
    notices = Notice.objects.filter(kind=kind).order_by("pk")
    return [notice.address or notice.user.name for notice in notices]


# Inviting -------------------------------------------------------------------------------------------------------------


def test_an_address_is_told_at_its_account_or_where_it_is(table, fay, stan):
    invite(table, fay, "Stan@Example.org", "nadia@example.org")
    assert told("invitation") == ["nadia@example.org", "Stan Example"]


def test_an_address_somebody_has_not_proved_is_told_as_an_address(table, fay, stan):
    stan.emailaddress_set.create(email="claimed@example.org", verified=False)
    invite(table, fay, "claimed@example.org")
    assert told("invitation") == ["claimed@example.org"]


def test_inviting_again_renews_and_mails_at_most_once_a_day(table, fay, max_):
    (first,) = invite(table, fay, "nadia@example.org", words="Come")
    (again,) = invite(table, max_, "nadia@example.org", words="Please", now=later(hours=2))
    assert (again.pk, again.words, again.by, again.expires_at) == (first.pk, "Please", max_, later(days=14, hours=2))
    assert told("invitation") == ["nadia@example.org"]
    invite(table, fay, "nadia@example.org", now=later(days=20))
    assert told("invitation") == ["nadia@example.org"] * 2
    assert Invitation.objects.count() == 1


def test_after_taking_back_inviting_again_is_a_new_invitation(table, fay):
    (first,) = invite(table, fay, "nadia@example.org")
    invitations.revoke(first, NOW)
    invitations.revoke(first, later(days=1))
    (second,) = invite(table, fay, "nadia@example.org")
    first.refresh_from_db()
    assert second != first
    assert first.revoked_at == NOW


def test_no_more_are_invited_than_a_table_needs(table, fay):
    with pytest.raises(invitations.TooMany), transaction.atomic():
        invite(table, fay, *(f"n{number}@example.org" for number in range(51)))
    assert not Invitation.objects.exists()
    assert told("invitation") == []


def test_a_link_made_twice_by_one_form_is_one_link(table, fay):
    ticket = uuid4()
    assert link(table, fay, ticket=ticket) == link(table, fay, ticket=ticket)


def test_the_database_holds_what_the_code_promises(table, fay):
    def refuses(name: str, **fields) -> None:
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            Invitation.objects.create(**{"group": table, "expires_at": NOW, **fields})

    refuses("invitation_is_not_overused", used=2)
    refuses("invitation_uses_are_sane", uses=0)
    refuses("invitation_uses_are_sane", uses=101)
    refuses("mailed_invitation_is_for_one", email="nadia@example.org", uses=2)
    refuses("invitation_address_is_lower", email="Nadia@example.org")
    invite(table, fay, "nadia@example.org")
    refuses("one_open_invitation_per_address", email="nadia@example.org")


# Coming in ------------------------------------------------------------------------------------------------------------


def test_who_accepts_sits_down_and_those_who_look_after_the_group_are_told(table, fay, stan):
    (invitation,) = invite(table, fay, "stan@example.org")
    came = invitations.accept(invitation, stan, NOW)
    assert (came.user, came.role, came.chair) == (stan, Role.MEMBER, 3)
    assert InvitationUse.objects.get().membership == came
    invitation.refresh_from_db()
    assert invitation.state_at(NOW) == "used"
    assert told("arrival") == ["Fay Example"]


def test_accepting_twice_is_accepting_once(table, fay, stan):
    invitation = link(table, fay, uses=5)
    invitations.accept(invitation, stan, NOW)
    assert refusal(invitation, stan) == "inside"
    invitation.refresh_from_db()
    assert invitation.used == 1


def test_a_mailed_invitation_is_for_its_address_alone(table, fay, stan, olga):
    (invitation,) = invite(table, fay, "stan@example.org")
    assert refusal(invitation, olga) == "another"
    stan.emailaddress_set.update(verified=False)
    assert refusal(invitation, stan) == "another"


def test_each_way_in_closes(table, fay, stan):
    def closed(**fields) -> str:
        invitation = link(table, fay)
        Invitation.objects.filter(pk=invitation.pk).update(**fields)
        return refusal(invitation, stan)

    assert closed(expires_at=NOW) == "expired"
    assert closed(used=1) == "used"
    assert closed(revoked_at=NOW) == "withdrawn"
    Group.objects.update(hidden_at=NOW)
    assert closed() == "withdrawn"
    Group.objects.update(hidden_at=None)
    Closure.objects.create(group=table, by=fay)
    assert closed() == "closed"


def test_who_must_not_meet_somebody_there_learns_no_more_than_of_an_invitation_taken_back(table, fay, max_, stan):
    Block.objects.create(user=max_, blocked=stan)
    assert refusal(link(table, fay), stan) == "withdrawn"
    (invitation,) = invite(table, fay, "stan@example.org")
    assert not Invitation.objects.waiting_for(stan, NOW).exists()
    assert refusal(invitation, stan) == "withdrawn"
    invitation.refresh_from_db()
    assert invitation.used == 0


def test_at_a_full_table_who_accepts_waits_and_the_invitation_is_used(fay, stan):
    table = found(fay, size=2)
    Membership.objects.seat(table, person("Pia"), role=Role.MEMBER, now=NOW)
    invitation = link(table, fay, uses=2)
    assert isinstance(invitations.accept(invitation, stan, NOW), Waiting)
    assert refusal(invitation, stan) == "waiting"
    invitation.refresh_from_db()
    assert invitation.used == 1
    assert told("arrival") == []


# A seat on a board ----------------------------------------------------------------------------------------------------


@pytest.fixture
def board(fay) -> Group:
    group = found(fay, "The board", kind="board")
    seats.add(group, [expertise("tax")])
    return group


def test_accepting_an_offered_seat_is_holding_it(board, fay, stan):
    seat = Seat.objects.get(group=board)
    (invitation,) = invite(board, fay, "stan@example.org", seat=seat)
    came = invitations.accept(invitation, stan, NOW)
    seat.refresh_from_db()
    assert (seat.holder, seat.is_held) == (came, True)


def test_a_seat_that_is_taken_lets_nobody_else_in(board, fay, stan):
    seat = Seat.objects.get(group=board)
    (invitation,) = invite(board, fay, "stan@example.org", seat=seat)
    seats.hold(seat, Membership.objects.get(group=board, user=fay), NOW)
    assert refusal(invitation, stan) == "taken"
    with pytest.raises(seats.SeatTaken):
        invite(board, fay, "nadia@example.org", seat=seat)


def test_an_offered_seat_stays_until_the_offer_is_taken_back(board, fay):
    seat = Seat.objects.get(group=board)
    (invitation,) = invite(board, fay, "nadia@example.org", seat=seat)
    with pytest.raises(seats.SeatOffered):
        seats.remove(seat, NOW)
    invitations.revoke(invitation, NOW)
    seats.remove(seat, NOW)
    invitation.refresh_from_db()
    assert invitation.seat is None
    with pytest.raises(Seat.DoesNotExist):
        invite(board, fay, "nadia@example.org", seat=seat)


# An address proved later ----------------------------------------------------------------------------------------------


def prove(user: User, address: str) -> None:
    user.emailaddress_set.create(email=address, verified=True)


def test_an_invited_address_lands_in_the_group_once_it_is_proved(table, fay, stan):
    invite(table, fay, "nadia@example.org")
    prove(stan, "Nadia@Example.org")
    invitations.land(stan, NOW)
    invitations.land(stan, NOW)
    assert Membership.objects.present().filter(group=table, user=stan).exists()
    assert told("arrival") == ["Fay Example"]


def test_landing_is_in_every_group_that_is_still_open_to_the_address(table, fay, max_, olga, stan):
    full, closed, apart = (found(olga, name, size=2) for name in ("Full", "Closed", "Apart"))
    for group in (full, apart):
        Membership.objects.seat(group, person(f"At{group.pk}"), role=Role.MEMBER, now=NOW)
    for group in (table, full, closed, apart):
        invite(group, olga, "stan@example.org")
    Block.objects.create(user=Membership.objects.get(group=apart, chair=2).user, blocked=stan)
    Closure.objects.create(group=closed, by=olga)
    late = found(olga, "Late")
    invite(late, olga, "stan@example.org", now=later(days=-15))
    invitations.land(stan, NOW)
    assert [group.name for group in Group.objects.of(stan)] == ["Second Thursday"]
    assert [row.group for row in Waiting.objects.waiting().filter(user=stan)] == [full]


# Races ----------------------------------------------------------------------------------------------------------------


def crowd(size: int, round_: int = 0) -> list[User]:
    return [person(f"R{round_}P{number}") for number in range(size)]


@pytest.mark.django_db(transaction=True)
def test_a_link_used_twenty_times_at_once_with_five_left_admits_five():
    fay = person("Fay")
    table = found(fay, size=12)
    invitation = link(table, fay, uses=8)
    Invitation.objects.update(used=3)
    acts = [lambda each=each: invitations.accept(invitation, each, NOW) for each in crowd(20)]
    assert together(acts) == ["Refused"] * 15 + ["done"] * 5
    assert Membership.objects.present().filter(group=table).count() == 6
    assert InvitationUse.objects.count() == 5
    assert Notice.objects.filter(kind="arrival").count() == 5


@pytest.mark.django_db(transaction=True)
def test_fifty_times_of_four_at_once_with_two_uses_left_two_come_in():
    fay, people = person("Fay"), crowd(4)
    for round_ in range(50):
        table = found(fay, f"Table {round_}")
        invitation = link(table, fay, uses=2)
        acts = [lambda each=each, i=invitation: invitations.accept(i, each, NOW) for each in people]
        assert together(acts) == ["Refused"] * 2 + ["done"] * 2
        assert Membership.objects.present().filter(group=table).count() == 3


@pytest.mark.django_db(transaction=True)
def test_of_two_who_accept_for_the_last_chair_one_sits_and_the_other_waits():
    fay, people = person("Fay"), crowd(2)
    for round_ in range(50):
        table = found(fay, f"Table {round_}", size=2)
        sent = invite(table, fay, *(each.email for each in people))
        acts = [
            lambda i=invitation, each=each: invitations.accept(i, each, NOW)
            for invitation, each in zip(sent, people, strict=True)
        ]
        assert together(acts) == ["done", "done"]
        assert Membership.objects.present().filter(group=table).count() == 2
        assert Waiting.objects.waiting().filter(group=table).count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_accept_one_seat_at_once_one_holds_it():
    fay, people = person("Fay"), crowd(2)
    for round_ in range(20):
        board = found(fay, f"Board {round_}", kind="board")
        seats.add(board, [expertise("tax")])
        sent = invite(board, fay, *(each.email for each in people), seat=Seat.objects.get(group=board))
        acts = [
            lambda i=invitation, each=each: invitations.accept(i, each, NOW)
            for invitation, each in zip(sent, people, strict=True)
        ]
        assert together(acts) == ["Refused", "done"]
        assert Membership.objects.present().filter(group=board).count() == 2
        assert Seat.objects.get(group=board).is_held


@pytest.mark.django_db(transaction=True)
def test_accept_races_taking_back_and_one_of_them_counts():
    fay, stan = person("Fay"), person("Stan")
    for round_ in range(20):
        table = found(fay, f"Table {round_}")
        invitation = link(table, fay)
        outcome = together(
            [
                lambda i=invitation: invitations.accept(i, stan, NOW),
                lambda i=invitation: invitations.revoke(i, NOW),
            ]
        )
        sits = Membership.objects.present().filter(group=table, user=stan).exists()
        assert outcome == (["done", "done"] if sits else ["Refused", "done"])


@pytest.mark.django_db(transaction=True)
def test_inviting_one_address_at_once_is_inviting_it_once():
    fay = person("Fay")
    table = found(fay)
    assert together([lambda: invite(table, fay, "nadia@example.org", "omar@example.org")] * 5) == ["done"] * 5
    assert Invitation.objects.count() == 2
    assert sorted(told("invitation")) == ["nadia@example.org", "omar@example.org"]
