"""Ending a group well: nothing in it changes any more, and everybody who counted on it hears so."""

from datetime import datetime

from django.db import transaction

from accounts.delivery import owe
from accounts.models import Notice, User
from groups.models import Application, Closure, Group, Invitation, Membership, Waiting


@transaction.atomic
def close(group: Group, *, by: User | None, reason: str, now: datetime) -> Closure:
    """Close the group for good and tell its members, but not `by`; closing twice is closing once.

    Asking to join and waiting for a chair end with a note, invitations no longer let anybody in. Who may close is the
    caller's to know: the owner, or who moderates.
    """
    # In the order in which people come in, so that no two wait for each other: by what, who asks, the group, its line.
    list(Invitation.objects.usable(now).filter(group=group).order_by("pk").select_for_update(of=["self"]))
    list(Application.objects.unanswered().filter(group=group).order_by("pk").select_for_update(of=["self"]))
    held = Group.objects.select_for_update(of=["self"]).get(pk=group.pk)
    closure, is_new = Closure.objects.get_or_create(
        group=held, defaults={"by": by, "reason": reason, "created_at": now}
    )
    if is_new:
        outside = _turn_away(held, now)
        inside = set(Membership.objects.present().filter(group=held).values_list("user_id", flat=True))
        inside.discard(by.pk if by else None)
        owe(_note(held, user_id, now, inside=user_id in inside) for user_id in sorted(inside | outside))
    return closure


def _turn_away(group: Group, now: datetime) -> set[int]:
    """End what is open at the door and the line for a chair; answers who was there."""
    line = list(Waiting.objects.waiting().filter(group=group).select_for_update(of=["self"]))
    Waiting.objects.filter(pk__in=[row.pk for row in line]).update(ended_at=now, outcome=Waiting.Outcome.LAPSED)
    Invitation.objects.usable(now).filter(group=group).update(revoked_at=now)
    asked = Application.objects.unanswered().filter(group=group)
    people = set(asked.values_list("user_id", flat=True))
    asked.update(state=Application.State.EXPIRED, answered_at=now)
    return people | {row.user_id for row in line}


def _note(group: Group, user_id: int, now: datetime, *, inside: bool) -> Notice:
    return Notice(
        key=f"closure/{group.pk}/{user_id}",
        kind=Notice.Kind.CLOSURE,
        user_id=user_id,
        data={"group": group.pk, "inside": inside},
        due_at=now,
    )
