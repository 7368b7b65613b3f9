"""Inviting: to an address or by a link, taking it back, and coming in by it; each with the messages it owes.

Whoever comes in holds the invitation's row first, then what they asked at the door, the group's, the board's seats;
`closing` holds them in the same order.
"""

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from allauth.account.models import EmailAddress
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Lower

from accounts.delivery import owe, recipients
from accounts.models import Notice, User
from groups import seats
from groups.arriving import come_in
from groups.models import (
    Group,
    GroupClosed,
    Invitation,
    InvitationUse,
    KeptApart,
    Membership,
    Seat,
    Waiting,
    meets_apart,
)

LASTS = timedelta(days=14)  # an invitation to an address
MOST_OPEN = 50  # to addresses that have not come, per group: a table has twelve chairs


class TooMany(Exception):
    """More addresses were invited and have not come than a table needs."""


class Standing(StrEnum):
    """How an invitation stands for one reader; each is a page of its own."""

    OPEN = "open"
    INSIDE = "inside"  # they sit there
    WAITING = "waiting"  # they are on the waiting list
    ANOTHER = "another"  # it is for an address they have not proved to own
    TAKEN = "taken"  # somebody else holds its seat
    USED = "used"
    EXPIRED = "expired"
    CLOSED = "closed"  # the group has ended
    # Taken back, the group hidden, who invited shut out, or somebody there whom the reader must not meet: one page, so
    # that it tells nothing.
    WITHDRAWN = "withdrawn"


class Refused(Exception):
    """Nobody came in by the invitation, and nothing has changed; `standing` says why."""

    def __init__(self, standing: Standing) -> None:
        super().__init__(standing)
        self.standing = standing


# What a race can still bring up after the invitation was found open.
TOO_LATE = {GroupClosed: Standing.CLOSED, KeptApart: Standing.WITHDRAWN, seats.SeatTaken: Standing.TAKEN}


@transaction.atomic
def invite(
    group: Group, addresses: Iterable[str], *, by: User, words: str = "", seat: Seat | None = None, now: datetime
) -> Sequence[Invitation]:
    """Invite these addresses for 14 days and tell each by mail, at most once a day; one that is open is renewed.

    The words stay on the invitation's page. Raises TooMany, or SeatTaken or Seat.DoesNotExist for the seat.
    """
    wanted = sorted({address.lower() for address in addresses})
    to_them = Invitation.objects.filter(group=group, email__in=wanted, revoked_at=None, used=0)
    list(to_them.select_for_update().order_by("pk").values_list("pk", flat=True))
    if seat:
        seats.check_free(seat)
    fresh = {"by": by, "words": words, "seat": seat, "created_at": now, "expires_at": now + LASTS}
    rows = (Invitation(group=group, email=address, **fresh) for address in wanted)
    Invitation.objects.bulk_create(rows, ignore_conflicts=True)
    to_them.update(**fresh)
    if Invitation.objects.usable(now).filter(group=group).exclude(email="").count() > MOST_OPEN:
        raise TooMany
    invited = list(to_them.order_by("email"))
    _tell(invited, now)
    return invited


def share(group: Group, *, by: User, lasts: timedelta, uses: int, ticket: uuid.UUID, now: datetime) -> Invitation:
    """A link by which up to `uses` people come in; the same ticket again answers the link it made."""
    fields = {"group": group, "by": by, "uses": uses, "created_at": now, "expires_at": now + lasts}
    invitation, _is_new = Invitation.objects.get_or_create(ticket=ticket, defaults=fields)
    return invitation


def revoke(invitation: Invitation, now: datetime) -> None:
    """Take it back: nobody comes in by it any more; who has stays. Taking it back twice is taking it back once."""
    Invitation.objects.filter(pk=invitation.pk, revoked_at=None).update(revoked_at=now)


def standing(invitation: Invitation, user: User | AnonymousUser, now: datetime) -> Standing:
    """How it stands for somebody, also signed out. Needs the group with its closure, who invites, the seat's holder."""
    own = _own_standing(invitation, user) if user.is_authenticated else None
    if own:
        return own
    state = invitation.state_at(now)
    if invitation.group.hidden_at:
        return Standing.WITHDRAWN
    if state == Invitation.State.REVOKED:
        return Standing.CLOSED if _ended_with_its_group(invitation) else Standing.WITHDRAWN
    if state != Invitation.State.OPEN:
        return Standing(state.value)
    if invitation.group.is_closed:
        return Standing.CLOSED
    return Standing.TAKEN if invitation.seat and invitation.seat.is_held else Standing.OPEN


@transaction.atomic
def accept(invitation: Invitation, user: User, now: datetime) -> Membership | Waiting:
    """Sit down by an invitation, in its seat where it names one, and tell those who look after the group.

    At a full table the person waits in line instead, and the invitation counts as used all the same: they need it no
    more. Raises Refused.
    """
    rows = Invitation.objects.select_for_update(of=["self"])
    held = rows.select_related("group__closure", "by", "seat__holder").get(pk=invitation.pk)
    stands = standing(held, user, now)
    if stands != Standing.OPEN:
        raise Refused(stands)
    came = _come_in(held, user, now)
    Invitation.objects.filter(pk=held.pk).update(used=F("used") + 1)
    if isinstance(came, Membership):
        InvitationUse.objects.get_or_create(invitation=held, membership=came, defaults={"created_at": now})
    return came


def land(user: User, now: datetime) -> None:
    """Somebody has proved an address: seat them where it was invited, in the transaction of the proof.

    Where that is not possible by now, nothing happens; what is still open waits for them on Today.
    """
    for invitation in Invitation.objects.waiting_for(user, now).order_by("group", "pk"):
        try:
            accept(invitation, user, now)
        except Refused:
            continue


def members_among(group: Group, addresses: Iterable[str]) -> set[str]:
    """Which of these addresses, in lower case, belong to somebody who sits at the table."""
    here = EmailAddress.objects.filter(
        verified=True, user__memberships__group=group, user__memberships__left_at=None
    ).annotate(low=Lower("email"))
    return set(here.filter(low__in=list(addresses)).values_list("low", flat=True))


def _own_standing(invitation: Invitation, user: User) -> Standing | None:
    """What is so for this person however the invitation stands."""
    group = invitation.group
    if Membership.objects.of(user).filter(group=group).exists():
        return Standing.INSIDE
    if meets_apart(group, user):
        return Standing.WITHDRAWN
    if Waiting.objects.waiting().filter(group=group, user=user).exists():
        return Standing.WAITING
    if invitation.email and invitation.email not in user.verified_addresses():
        return Standing.ANOTHER
    return None


def _ended_with_its_group(invitation: Invitation) -> bool:
    """Whether nobody took it back but the end of the group, which is no secret."""
    group = invitation.group
    return group.is_closed and invitation.revoked_at == group.closure.created_at


def _come_in(held: Invitation, user: User, now: datetime) -> Membership | Waiting:
    try:
        came = come_in(held.group, user, now)
        if held.seat and isinstance(came, Membership):
            seats.hold(held.seat, came, now)
    except tuple(TOO_LATE) as late:
        raise Refused(TOO_LATE[type(late)]) from late
    if isinstance(came, Membership) and came.joined_at != now:  # seated a moment ago by another invitation
        raise Refused(Standing.INSIDE)
    return came


def _tell(invited: Sequence[Invitation], now: datetime) -> None:
    to = recipients(each.email for each in invited)
    owe(
        Notice(
            key=f"invitation/{each.pk}/{now:%Y-%m-%d}",
            kind=Notice.Kind.INVITATION,
            data={"invitation": each.pk},
            due_at=now,
            expires_at=each.expires_at,
            **to[each.email],
        )
        for each in invited
    )
