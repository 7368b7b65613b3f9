"""The boards' seats of the demo world, and who is invited where."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from accounts.models import Expertise, User
from groups import invitations, seats
from groups.models import Group, Invitation, Membership, Seat

# Board: its seats by what they know, and who holds each.
BOARDS: dict[str, dict[str, str]] = {
    "A second studio, or not": {
        "contract-law": "oisin",
        "selling-a-business": "farid",
        "marketplaces": "meiling",
        "financial-planning": "",
    },
    "Mbeki Digital, the board": {"growing-fast": "farid", "hiring": "leila", "bookkeeping": ""},
}


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody invited an address some `days` ago, with their words, perhaps for a seat; or shared a link."""

    group: str
    by: str
    days: int
    email: str = ""
    words: str = ""
    seat: str = ""
    taken_back: bool = False


INVITED = [
    Invited(
        "A second studio, or not",
        "ines",
        2,
        "leila@mastermind.example",
        "Leila, you read a balance sheet faster than I read a menu.\n\nWould you sit with us for this one decision?",
        "financial-planning",
    ),
    Invited("Betriebsübergabegesprächsrunde Handwerk", "greta", 3, "hannelore@tischlerei.example", "Es gibt Suppe."),
    Invited("Betriebsübergabegesprächsrunde Handwerk", "greta", 5),
    Invited("Betriebsübergabegesprächsrunde Handwerk", "greta", 9, "tane@mastermind.example", taken_back=True),
]


def set_seats(cast: Mapping[str, User], now: datetime) -> None:
    """Set and give the seats of boards that have none."""
    for name, holders in BOARDS.items():
        board = Group.objects.get(name=name)
        if not board.seats.exists():
            seats.add(board, list(Expertise.objects.filter(slug__in=holders)))
            for slug, handle in holders.items():
                if handle:
                    place = Membership.objects.get(group=board, user=cast[handle])
                    seats.hold(Seat.objects.get(group=board, expertise__slug=slug), place, now)


def invite_all(cast: Mapping[str, User], now: datetime) -> None:
    """Send and share what is not there yet."""
    for each in INVITED:
        group, sent = Group.objects.get(name=each.group), now - timedelta(days=each.days)
        if not each.email:
            ticket, lasts = uuid5(NAMESPACE_URL, f"{each.group}/{each.days}"), timedelta(days=30)
            invitations.share(group, by=cast[each.by], lasts=lasts, uses=3, ticket=ticket, now=sent)
        elif not Invitation.objects.filter(group=group, email=each.email).exists():
            _invite(each, group, cast[each.by], sent)


def _invite(each: Invited, group: Group, by: User, now: datetime) -> None:
    seat = Seat.objects.filter(group=group, expertise__slug=each.seat).first()
    for invitation in invitations.invite(group, [each.email], by=by, words=each.words, seat=seat, now=now):
        if each.taken_back:
            invitations.revoke(invitation, now + timedelta(days=1))
