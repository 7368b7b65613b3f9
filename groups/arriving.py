"""Sitting down by one's own act: at an open table, while there is a chair, or in the chair that was kept."""

from contextlib import suppress
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from accounts.delivery import owe
from accounts.models import Notice, User
from groups import seats, waiting
from groups.models import Application, Group, GroupClosed, KeptApart, Membership, Role, TableFull, Waiting


class NotOpen(Exception):
    """The table is not, or no longer, one where whoever comes may sit down."""


@transaction.atomic
def sit_down(group: Group, user: User, now: datetime) -> Membership | Waiting:
    """Give somebody a chair at an open table and tell those who look after it; sitting down twice is once.

    Where every chair is taken, or kept for somebody, the answer is a place on the waiting list instead. Raises
    NotOpen where the person may not find the group, or it is not open; GroupClosed or KeptApart as `seat` does.
    """
    _hold_words_at_the_door(group, user)
    held = Group.objects.listed(user).select_for_update(of=["self"]).filter(pk=group.pk, joining=Group.Joining.OPEN)
    if held.first() is None:
        raise NotOpen
    before = Membership.objects.present().filter(group=group, user=user).first()
    return before or come_in(group, user, now)


@transaction.atomic
def come_in(group: Group, user: User, now: datetime) -> Membership | Waiting:
    """Give somebody a chair, whom nobody needs to ask any more, and tell those who look after the group.

    Where every chair is taken, kept for somebody, or waited for, the answer is a place on the waiting list instead.
    Raises GroupClosed or KeptApart.
    """
    asked = _hold_words_at_the_door(group, user)
    came = waiting.sit_or_wait(group, user, now)
    if isinstance(came, Membership):
        asked.update(state=Application.State.ACCEPTED, answered_at=now)
        announce(came, now)
    return came


def take(row: Waiting, now: datetime) -> Membership:
    """Sit down in the chair that is kept, and tell those who look after the group. Raises OfferGone without one.

    Who must not meet somebody at the table by now loses the offer the same way, and nobody is told why.
    """
    with transaction.atomic():
        asked = _hold_words_at_the_door(row.group, row.user)
        waiting.hold(row.group)
        mine = Waiting.objects.filter(pk=row.pk)
        if not mine.select_for_update(of=["self"]).offered(now).exists():
            raise waiting.OfferGone
        try:
            membership = Membership.objects.seat(row.group, row.user, role=Role.MEMBER, now=now)
        except (KeptApart, TableFull, GroupClosed):
            mine.update(ended_at=now, outcome=Waiting.Outcome.LAPSED)
        else:
            asked.update(state=Application.State.ACCEPTED, answered_at=now)
            _hold_seat_asked_for(membership, now)
            announce(membership, now)
            return membership
    raise waiting.OfferGone


def _hold_seat_asked_for(membership: Membership, now: datetime) -> None:
    """On a board: the seat the yes was for, unless somebody holds it by now; then the keepers choose another."""
    asked = Application.objects.filter(group=membership.group_id, user=membership.user_id)
    application = asked.filter(state=Application.State.ACCEPTED).select_related("seat").last()
    if application and application.seat:
        with suppress(seats.SeatTaken):
            seats.hold(application.seat, membership, now)


def announce(membership: Membership, now: datetime) -> None:
    """Owe those who look after the group a note that somebody has sat down."""
    keepers = Membership.objects.running().filter(group=membership.group_id).exclude(pk=membership.pk)
    seated = int(membership.joined_at.timestamp())  # who leaves and comes back has arrived again
    owe(
        Notice(
            key=f"arrival/{membership.pk}/{seated}/{keeper}",
            kind=Notice.Kind.ARRIVAL,
            user_id=keeper,
            data={"membership": membership.pk},
            due_at=now,
        )
        for keeper in keepers.values_list("user_id", flat=True)
    )


def _hold_words_at_the_door(group: Group, user: User) -> QuerySet[Application]:
    """What somebody asked here: locked first, then the group, as the answers do, so that no two wait for each other."""
    asked = Application.objects.unanswered().filter(group=group, user=user)
    list(asked.select_for_update().values("pk"))
    return asked
