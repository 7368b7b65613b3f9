"""The seats of an advisory board, by expertise: setting them, giving them, freeing them.

The seats of one board are locked together and last, after the group and its memberships, so that two people never
hold one seat and nobody holds two.
"""

from datetime import datetime

from django.db import transaction

from accounts.models import Expertise
from groups.models import Group, Invitation, Membership, Seat

# Accounting, law, marketing, IT, finance: what most boards begin with.
FIRST_FIVE = ("bookkeeping", "contract-law", "positioning", "choosing-software", "financial-planning")


class SeatTaken(Exception):
    """Somebody holds the seat already."""


class SeatOffered(Exception):
    """Somebody is invited to take the seat; the invitation is taken back first."""


class NoChair(Exception):
    """There would be more seats than chairs to put them on."""


@transaction.atomic
def add(group: Group, expertises: list[Expertise]) -> None:
    """Set these seats on the board; what is there already stays. Raises NoChair, and then none is set.

    A member without a seat, as the owner may be, sits on a chair as well.
    """
    held = Group.objects.select_for_update().get(pk=group.pk)
    rows = (Seat(group=group, expertise=each) for each in expertises)
    Seat.objects.bulk_create(rows, ignore_conflicts=True)
    seats = Seat.objects.filter(group=group)
    seatless = Membership.objects.present().filter(group=group).count() - (seats.count() - seats.free().count())
    if seats.count() + seatless > held.size:
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
