"""A board's seats by expertise: open, offered or held, with one holder each."""

import pytest
from django.db import IntegrityError, transaction

from groups import admissions, proposing, seats
from groups.models import Application, Charter, Group, Membership, Role, Seat
from tests.conftest import NOW, expertise, found, later, person
from tests.races import together

pytestmark = pytest.mark.django_db


@pytest.fixture
def board(fay, max_) -> Group:
    """Fay's board of five chairs, with Max at the table and two seats."""
    return a_board(fay, max_)


def a_board(owner, *members, name: str = "The board", size: int = 5) -> Group:
    group = found(owner, name, kind="board", size=size)
    for each in members:
        Membership.objects.seat(group, each, role=Role.MEMBER, now=NOW)
    seats.add(group, [expertise("tax"), expertise("export-law")])
    return group


def seat_for(board: Group, slug: str = "tax") -> Seat:
    return Seat.objects.get(group=board, expertise__slug=slug)


def place(board: Group, user) -> Membership:
    return Membership.objects.get(group=board, user=user)


def free(board: Group) -> list[str]:
    return sorted(Seat.objects.free().filter(group=board).values_list("expertise__slug", flat=True))


def test_a_seat_is_free_until_somebody_holds_it(board, max_):
    seats.hold(seat_for(board), place(board, max_), NOW)
    assert free(board) == ["export-law"]
    assert seat_for(board).is_held
    assert not seat_for(board, "export-law").is_held


def test_a_seat_has_one_holder(board, fay, max_):
    seats.hold(seat_for(board), place(board, max_), NOW)
    seats.hold(seat_for(board), place(board, max_), later(days=1))
    with pytest.raises(seats.SeatTaken):
        seats.hold(seat_for(board), place(board, fay), NOW)
    assert seat_for(board).held_at == NOW


def test_nobody_holds_two_seats(board, max_):
    for slug in ("tax", "export-law"):
        seats.hold(seat_for(board, slug), place(board, max_), NOW)
    assert free(board) == ["tax"]


def test_who_leaves_frees_the_seat_and_does_not_take_it_back_by_returning(board, fay, max_):
    seats.hold(seat_for(board), place(board, max_), NOW)
    place(board, max_).leave(later(days=1))
    assert free(board) == ["export-law", "tax"]
    assert not seat_for(board).is_held
    Membership.objects.seat(board, max_, role=Role.MEMBER, now=later(days=2))
    assert free(board) == ["export-law", "tax"]
    assert not seat_for(board).is_held
    seats.hold(seat_for(board), place(board, fay), later(days=2))
    seats.hold(seat_for(board, "export-law"), place(board, max_), later(days=3))
    assert free(board) == []


def test_a_seat_is_given_to_members_of_its_board_alone(board, stan):
    elsewhere = found(stan, "Elsewhere")
    with pytest.raises(Seat.DoesNotExist):
        seats.hold(seat_for(board), place(elsewhere, stan), NOW)


def test_releasing_leaves_the_holder_at_the_table(board, max_):
    seats.hold(seat_for(board), place(board, max_), NOW)
    seats.release(seat_for(board))
    assert free(board) == ["export-law", "tax"]
    assert place(board, max_).left_at is None


def test_only_an_open_seat_is_taken_away(board, max_):
    seats.hold(seat_for(board), place(board, max_), NOW)
    with pytest.raises(seats.SeatTaken):
        seats.remove(seat_for(board), NOW)
    gone = seat_for(board, "export-law")
    seats.remove(gone, NOW)
    seats.remove(gone, NOW)
    assert [seat.expertise.slug for seat in Seat.objects.filter(group=board)] == ["tax"]


def test_there_are_no_more_seats_than_chairs(board):
    seats.add(board, [expertise(slug) for slug in ("pricing", "grants", "hiring")])
    with pytest.raises(seats.NoChair), transaction.atomic():
        seats.add(board, [expertise("pay")])
    seats.add(board, [expertise("pricing")])
    assert Seat.objects.filter(group=board).count() == 5


def test_the_database_holds_what_the_code_promises(board, max_):
    def refuses(name: str, act) -> None:
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            act()

    new = Seat.objects.create
    refuses("one_seat_per_expertise", lambda: new(group=board, expertise=expertise("tax")))
    refuses("held_seat_has_a_moment", lambda: Seat.objects.update(holder=place(board, max_)))
    refuses("holder_id", lambda: Seat.objects.update(holder=place(board, max_), held_at=NOW))


@pytest.mark.django_db(transaction=True)
def test_of_two_who_are_given_one_seat_at_once_one_holds_it():
    fay, people = person("Fay"), [person("Pia"), person("Quin")]
    for round_ in range(10):
        board = a_board(fay, *people, name=f"Board {round_}")
        acts = [lambda each=each, b=board: seats.hold(seat_for(b), place(b, each), NOW) for each in people]
        assert together(acts) == ["SeatTaken", "done"]


@pytest.mark.django_db(transaction=True)
def test_who_is_given_two_seats_at_once_holds_one():
    fay, pia = person("Fay"), person("Pia")
    for round_ in range(10):
        board = a_board(fay, pia, name=f"Board {round_}")
        wanted = [seat_for(board, slug) for slug in ("tax", "export-law")]
        acts = [lambda s=s, b=board: seats.hold(s, place(b, pia), NOW) for s in wanted]
        assert together(acts) == ["done", "done"]
        assert len(free(board)) == 1


# Asking for a seat ----------------------------------------------------------------------------------------------------


def test_accepting_who_asks_for_a_seat_gives_it(board, fay, stan):
    application = admissions.ask(board, stan, "I know tax", NOW, seat=seat_for(board))
    admissions.accept(application, by=fay, words="", now=NOW)
    assert seat_for(board).holder == place(board, stan)
    assert seat_for(board).is_held


def test_where_the_seat_is_taken_by_now_the_application_stays_and_another_seat_can_be_given(board, fay, max_, stan):
    application = admissions.ask(board, stan, "I know tax", NOW, seat=seat_for(board))
    seats.hold(seat_for(board), place(board, max_), NOW)
    with pytest.raises(seats.SeatTaken):
        admissions.accept(application, by=fay, words="", now=NOW)
    application.refresh_from_db()
    assert application.is_unanswered
    admissions.choose_seat(application, seat_for(board, "export-law"))
    admissions.accept(application, by=fay, words="", now=NOW)
    admissions.choose_seat(application, None)
    assert seat_for(board, "export-law").holder == place(board, stan)
    assert Application.objects.get().seat == seat_for(board, "export-law")


def test_silence_gives_no_seat_that_is_taken_and_leaves_the_answer_to_those_who_look_after_the_board(
    board, fay, max_, stan
):
    Charter.objects.amend(board, {"decided_by": "members"}, by=fay, now=NOW)
    application = admissions.ask(board, stan, "I know tax", NOW, seat=seat_for(board))
    proposing.propose(application, by=fay, words="", now=NOW)
    seats.hold(seat_for(board), place(board, max_), NOW)
    assert proposing.conclude(later(days=6)) == 0
    seats.release(seat_for(board))
    assert proposing.conclude(later(days=6)) == 1
    assert seat_for(board).holder == place(board, stan)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_ask_for_one_seat_and_are_accepted_at_once_one_gets_it_and_the_other_stays_at_the_door():
    fay, people = person("Fay"), [person("Pia"), person("Quin")]
    for round_ in range(20):
        board = a_board(fay, name=f"Board {round_}")
        asked = [admissions.ask(board, each, "Me", NOW, seat=seat_for(board)) for each in people]
        acts = [lambda a=a: admissions.accept(a, by=fay, words="", now=NOW) for a in asked]
        assert together(acts) == ["SeatTaken", "done"]
        assert sorted(board.applications.values_list("state", flat=True)) == ["accepted", "open"]
        assert Membership.objects.present().filter(group=board).count() == 2
