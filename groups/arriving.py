"""Sitting down at an open table: whoever finds it may, while there is a chair."""

from datetime import datetime

from django.db import transaction

from accounts.delivery import owe
from accounts.models import Notice, User
from groups.models import Application, Group, Membership, Role, TableFull, Waiting
from groups.waiting import wait


class NotOpen(Exception):
    """The table is not, or no longer, one where whoever comes may sit down."""


@transaction.atomic
def sit_down(group: Group, user: User, now: datetime) -> Membership | Waiting:
    """Give somebody a chair at an open table and tell those who look after it; sitting down twice is once.

    Where every chair is taken, or kept for somebody, the answer is a place on the waiting list instead. Raises
    NotOpen where the person may not find the group, or it is not open; GroupClosed or KeptApart as `seat` does.
    """
    asked = Application.objects.unanswered().filter(group=group, user=user)
    # Own words at the door first, then the group, as the answers at the door do: no two wait for each other.
    list(asked.select_for_update().values("pk"))
    held = Group.objects.listed(user).select_for_update(of=["self"]).filter(pk=group.pk, joining=Group.Joining.OPEN)
    if held.first() is None:
        raise NotOpen
    before = Membership.objects.present().filter(group=group, user=user).first()
    if before:
        return before
    try:
        membership = Membership.objects.seat(group, user, role=Role.MEMBER, now=now)
    except TableFull:
        return wait(group, user, now)
    Waiting.objects.waiting().filter(group=group, user=user).update(ended_at=now, outcome=Waiting.Outcome.TAKEN)
    asked.update(state=Application.State.ACCEPTED, answered_at=now)
    announce(membership, now)
    return membership


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
