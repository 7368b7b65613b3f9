"""The seats of an advisory board, by expertise: setting them, giving them, freeing them.

The seats of one board are locked together and last, after the group and its memberships, so that two people never
hold one seat and nobody holds two.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import Expertise, User
from groups.models import Application, Group, Invitation, Membership, Seat

# Accounting, law, marketing, IT, finance: what most boards begin with.
FIRST_FIVE = ("bookkeeping", "contract-law", "positioning", "choosing-software", "financial-planning")


class SeatTaken(Exception):
    """Somebody holds the seat already."""


class SeatOffered(Exception):
    """Somebody is invited to take the seat; the invitation is taken back first."""


class NoChair(Exception):
    """There would be more seats than chairs to put them on."""


@dataclass(frozen=True, slots=True)
class Place:
    """A seat as it stands: held, offered by an open invitation, or open; and who at the door asks for it."""

    seat: Seat
    offer: Invitation | None
    asking: list[Application]

    @property
    def state(self) -> str:
        if self.seat.is_held:
            return "held"
        return "offered" if self.offer else "open"

    @property
    def holder(self) -> Membership | None:
        return self.seat.holder if self.seat.is_held else None


def board(group: Group, now: datetime, reader: User | None = None) -> list[Place]:
    """All seats of a board as they stand, in the order they were set; two queries, none for other groups.

    With a `reader`, who answers at the door, also who asks for them, with one query more.
    """
    if group.kind != Group.Kind.BOARD:
        return []
    offers = {each.seat_id: each for each in Invitation.objects.usable(now).filter(group=group, seat__isnull=False)}
    asking: dict[int | None, list[Application]] = {}
    at_the_door = Application.objects.seen_by(reader).unanswered() if reader else Application.objects.none()
    for each in at_the_door.filter(group=group, seat__isnull=False).select_related("user"):
        asking.setdefault(each.seat_id, []).append(each)
    found = Seat.objects.filter(group=group).select_related("expertise", "holder__user")
    return [Place(seat, offers.get(seat.pk), asking.get(seat.pk, [])) for seat in found]


def open_at(group: Group, now: datetime) -> QuerySet[Seat]:
    """The seats that somebody may ask for: neither held nor offered."""
    offered = Invitation.objects.usable(now).filter(group=group, seat__isnull=False)
    return Seat.objects.free_at(group).exclude(pk__in=offered.values("seat"))


@transaction.atomic
def add(group: Group, expertises: list[Expertise]) -> None:
    """Set these seats on the board; what is there already stays. Raises NoChair, and then none is set."""
    held = Group.objects.select_for_update().get(pk=group.pk)
    rows = (Seat(group=group, expertise=each) for each in expertises)
    Seat.objects.bulk_create(rows, ignore_conflicts=True)
    if Seat.objects.filter(group=group).count() > held.size:
        raise NoChair


@transaction.atomic
def hold(seat: Seat, membership: Membership, now: datetime) -> None:
    """Give a member of the board the seat, and free the one they held. Holding it already is fine.

    Raises SeatTaken when somebody else holds it, Seat.DoesNotExist when it is gone, or another group's.
    """
    board = _locked(membership.group_id)
    if seat.pk not in board:
        raise Seat.DoesNotExist
    wanted = board[seat.pk]
    if wanted.is_held and wanted.holder_id == membership.pk:
        return
    if wanted.is_held:
        raise SeatTaken
    Seat.objects.filter(holder=membership).update(holder=None, held_at=None)
    Seat.objects.filter(pk=seat.pk).update(holder=membership, held_at=now)


def check_free(seat: Seat) -> None:
    """Lock the board's seats and raise SeatTaken, or Seat.DoesNotExist, when this one cannot be offered."""
    found = _locked(seat.group_id).get(seat.pk)
    if found is None:
        raise Seat.DoesNotExist
    if found.is_held:
        raise SeatTaken


@transaction.atomic
def release(seat: Seat) -> None:
    """Free the seat; its holder stays at the table without it."""
    Seat.objects.filter(pk=seat.pk).update(holder=None, held_at=None)


@transaction.atomic
def remove(seat: Seat, now: datetime) -> None:
    """Take an open seat away. Raises SeatTaken or SeatOffered; invitations from before lose it and stay."""
    found = _locked(seat.group_id).get(seat.pk)
    if found is None:
        return
    if found.is_held:
        raise SeatTaken
    if Invitation.objects.usable(now).filter(seat=seat).exists():
        raise SeatOffered
    Invitation.objects.filter(seat=seat).update(seat=None)
    found.delete()


def _locked(group: int) -> dict[int, Seat]:
    """All seats of a board, held until the transaction ends, with their holders as they then are."""
    list(Seat.objects.select_for_update().filter(group=group).values_list("pk", flat=True))
    return {seat.pk: seat for seat in Seat.objects.filter(group=group).select_related("holder")}
