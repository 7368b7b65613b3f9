"""The pages of a board: founding it, its seats one by one, and what outsiders read of them."""

import pytest
from django.test import Client

from accounts.models import Block, User
from groups import invitations, seats
from groups.models import Application, Group, Invitation, Membership, Role, Seat
from tests.conftest import NOW, expertise, found, later, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped")]

SESSION = 2  # the session and the person: the same on every page
many = pytest.mark.parametrize("items", [1, 3])
SEATS = "/groups/the-board/seats/"
SLUGS = ("tax", "export-law", "pricing")


@pytest.fixture
def board(fay: User, max_: User) -> Group:
    """Fay's board, with Max at the table and no seat set."""
    group = found(fay, "The board", kind="board", size=5)
    Membership.objects.seat(group, max_, role=Role.MEMBER, now=NOW)
    return group


@pytest.fixture
def tax(board: Group) -> Seat:
    """Its first seat."""
    seats.add(board, [expertise("tax")])
    return Seat.objects.get()


def page_of(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def give(seat: Seat, user: User) -> None:
    seats.hold(seat, Membership.objects.get(group=seat.group, user=user), NOW)


def test_founding_a_board_leads_to_its_seats_and_suggests_five(fay, client_of):
    client = client_of(fay)
    assert client.get("/groups/new/?kind=board").context["form"]["kind"].value() == "board"
    form = {"kind": "board", "name": "The board", "purpose": "One decision.", "size": "6", "visibility": "public"}
    form |= {"joining": "ask"}
    page = client.post("/groups/new/", form, follow=True).content.decode()
    for name in ("Bookkeeping", "Contracts", "Positioning", "Choosing software", "Budgets and financial planning"):
        assert name in page
    client.post(f"{SEATS}new/", {"first": "1", "expertises": ["bookkeeping", "positioning"]})
    assert [str(seat.expertise) for seat in Seat.objects.all()] == ["Bookkeeping", "Positioning"]


def test_founding_another_kind_leads_to_its_table(fay, client_of):
    form = {
        "kind": "mastermind",
        "name": "Peers",
        "purpose": "Us.",
        "size": "6",
        "visibility": "public",
        "joining": "ask",
    }
    assert client_of(fay).post("/groups/new/", form).url == "/groups/peers/"


def test_only_a_board_has_seats(table, fay, client_of):
    client = client_of(fay)
    for path in ("seats/", "seats/new/"):
        assert client.get(f"/groups/second-thursday/{path}").url == table.get_absolute_url()
    assert "/seats/" not in page_of(client, table.get_absolute_url())


def test_a_seat_is_set_from_the_whole_list_once(tax, fay, client_of):
    client = client_of(fay)
    page = page_of(client, f"{SEATS}new/")
    assert '<optgroup label="Money">' in page
    assert 'value="pricing"' in page
    assert 'value="tax"' not in page
    for slug in ("pricing", "pricing", "tax", "no-such-thing", ""):
        page = client.post(f"{SEATS}new/", {"expertise": slug}, follow=True).content.decode()
    assert "Choose what you do not know yourself." in page
    assert Seat.objects.count() == 2


def test_there_are_no_more_seats_than_chairs(board, fay, client_of):
    seats.add(board, [expertise(slug) for slug in ("pricing", "grants", "hiring", "pay", "tax")])
    page = client_of(fay).post(f"{SEATS}new/", {"expertise": "customs"}).content.decode()
    assert "There are not enough chairs for that." in page
    page = client_of(fay).post(f"{SEATS}new/", {"first": "1", "expertises": []}).content.decode()
    assert "Choose at least one" in page


def test_a_member_is_given_a_seat_and_it_is_freed_again(tax, max_, fay, client_of):
    client, place = client_of(fay), Membership.objects.get(group=tax.group, user=max_)
    page = client.post(f"{SEATS}{tax.pk}/", {"holder": place.pk}, follow=True).content.decode()
    assert "One of one seats is held." in page
    assert "Free the seat" in page
    page = page_of(client, f"{SEATS}{tax.pk}/")
    assert "Fay Example</option>" not in page
    assert "Max Example</option>" in page
    client.post(f"{SEATS}{tax.pk}/removal/")
    client.post(f"{SEATS}{tax.pk}/", {"holder": ""})
    assert not Seat.objects.get().is_held
    client.get(f"{SEATS}{tax.pk}/removal/")
    assert Seat.objects.exists()
    client.post(f"{SEATS}{tax.pk}/removal/")
    assert not Seat.objects.exists()


def test_nobody_from_elsewhere_is_given_a_seat(tax, stan, fay, client_of):
    elsewhere = Membership.objects.get(group=found(stan, "Elsewhere"), user=stan)
    client_of(fay).post(f"{SEATS}{tax.pk}/", {"holder": elsewhere.pk})
    assert not Seat.objects.get().is_held


def test_an_open_seat_is_offered_by_mail_to_one_address(tax, fay, client_of):
    client, new = client_of(fay), "/groups/the-board/invitations/new/"
    assert f'value="{tax.pk}" selected' in page_of(client, f"{new}?seat={tax.pk}")
    two = {"addresses": "a@example.org, b@example.org", "seat": tax.pk}
    assert "A seat has one holder." in client.post(new, two).content.decode()
    client.post(new, {"addresses": "nadia@example.org", "seat": tax.pk})
    assert Invitation.objects.get().seat == tax
    page = page_of(client, SEATS)
    assert "Take the offer back" in page
    assert "nadia@example.org" in page
    client.post(f"{SEATS}{tax.pk}/removal/")
    assert Seat.objects.exists()


def test_members_read_the_seats_without_the_addresses(tax, fay, max_, stan, client_of):
    invitations.invite(tax.group, ["nadia@example.org"], by=fay, seat=tax, now=NOW)
    page = page_of(client_of(max_), SEATS)
    assert "offered to somebody" in page
    assert "nadia" not in page
    assert "Add a seat" not in page


def test_a_board_without_seats_tells_its_members_so(board, max_, client_of):
    assert "No seats yet" in page_of(client_of(max_), SEATS)


def test_who_asks_for_a_seat_stands_beside_it(tax, fay, max_, stan, client_of):
    Application.objects.create(group=tax.group, user=stan, words="Me", seat=tax, expires_at=later(days=14))
    assert "asks for this seat" in page_of(client_of(fay), SEATS)
    assert "asks for this seat" not in page_of(client_of(max_), SEATS)


def test_an_open_seat_is_asked_for_at_the_door_and_given_with_the_yes(board, tax, fay, max_, stan, client_of):
    seats.add(board, [expertise("export-law"), expertise("pricing")])
    _tax, law, pricing = Seat.objects.all()
    give(law, max_)
    invitations.invite(board, ["nadia@example.org"], by=fay, seat=pricing, now=NOW)
    page = page_of(client_of(stan), "/groups/the-board/join/")
    assert "Tax</option>" in page
    assert "Export law</option>" not in page  # held
    assert "Pricing</option>" not in page  # offered
    form = {"words": "I know tax.", "seat": tax.pk, "charter": "on"}
    page = client_of(stan).post("/groups/the-board/join/", form, follow=True).content.decode()
    assert "For the seat" in page

    door = f"/groups/the-board/applications/{Application.objects.get().pk}/"
    assert f'value="{tax.pk}" selected' in page_of(client_of(fay), door)
    page = client_of(fay).post(door, {"answer": "accept", "seat": law.pk}).content.decode()
    assert "This seat is taken by now." in page
    client_of(fay).post(door, {"answer": "accept", "seat": tax.pk})
    assert Seat.objects.get(pk=tax.pk).holder.user == stan


def test_at_another_table_nobody_asks_for_a_seat(table, stan, client_of):
    assert "For the seat" not in page_of(client_of(stan), "/groups/second-thursday/join/")


def test_outsiders_read_who_holds_what_and_what_is_open(board, fay, max_, stan, client_of):
    seats.add(board, [expertise(slug) for slug in SLUGS])
    held, offered, _open = Seat.objects.all()
    give(held, max_)
    invitations.invite(board, ["nadia@example.org"], by=fay, seat=offered, now=NOW)
    page = page_of(client_of(stan), board.get_absolute_url())
    assert "One of three seats is held. Tax: Max, Export law: offered and Pricing: open." in page
    assert "nadia" not in page
    Block.objects.create(user=max_, blocked=stan)
    assert "Max" not in page_of(client_of(stan), board.get_absolute_url())


@many
def test_seats_cost_the_same_for_many(items, board, fay, stan, client_of, django_assert_num_queries):
    seats.add(board, [expertise(slug) for slug in SLUGS[:items]])
    for number, seat in enumerate(Seat.objects.all()):
        guest = person(f"Guest{number}")
        Membership.objects.seat(board, guest, role=Role.MEMBER, now=NOW)
        give(seat, guest)
        Application.objects.create(
            group=board, user=stan, words="Me", seat=seat, state="expired", expires_at=NOW, answered_at=NOW
        )
    client = client_of(fay)
    page_of(client, SEATS)
    with django_assert_num_queries(SESSION + 5):
        assert page_of(client, SEATS).count("Free the seat") == items
    outside = client_of(stan)
    page_of(outside, board.get_absolute_url())
    with django_assert_num_queries(SESSION + 11):
        page_of(outside, board.get_absolute_url())
