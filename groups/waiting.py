"""The waiting list: somebody the group wants has no chair yet. The first in line is offered the next, for 72 hours.

Whoever gives or takes a chair holds the group's row first, so that offers never exceed what is free.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.delivery import owe
from accounts.models import Notice, User
from groups.models import Group, Membership, Role, TableFull, Waiting, meets_apart
from groups.models.waiting import OFFER_LASTS


class OfferGone(Exception):
    """The chair is not kept for this person, or no longer."""


def wait(group: Group, user: User, now: datetime) -> Waiting:
    """Put somebody at the end of the group's waiting list; who waits already keeps their place in it."""
    row, _is_new = Waiting.objects.waiting().get_or_create(group=group, user=user, defaults={"created_at": now})
    return row


@transaction.atomic
def sit_or_wait(group: Group, user: User, now: datetime) -> Membership | Waiting:
    """Give somebody a chair, or a place in line where none is free or others were there before them.

    Raises GroupClosed or KeptApart.
    """
    _offer_in([hold(group).pk], now)
    try:
        return Membership.objects.seat(group, user, role=Role.MEMBER, now=now)
    except TableFull:
        return wait(group, user, now)


def offer(now: datetime) -> int:
    """Keep each free chair for the first who waits for it, and tell them; answers how many were offered one.

    What nobody took in time goes to the next. Running it again, or twice at once, offers nothing twice: a group that
    somebody else holds at this moment is left to the next sweep.
    """
    lapse(now)
    with transaction.atomic():
        waited_for = Waiting.objects.waiting().filter(offered_until=None).values("group")
        groups = Group.objects.filter(pk__in=waited_for, closure=None).order_by("pk")
        held = groups.select_for_update(of=["self"], skip_locked=True).values_list("pk", flat=True)
        return _offer_in(list(held), now)


def lapse(now: datetime) -> int:
    """End the offers that nobody took in time."""
    late = Waiting.objects.waiting().filter(offered_until__lte=now)
    return late.order_by().update(ended_at=now, outcome=Waiting.Outcome.LAPSED)


def pass_on(row: Waiting, now: datetime) -> None:
    """Wait no longer, with or without an offer; the next in line is. Raises OfferGone for a wait that has ended."""
    going_on = Waiting.objects.waiting().filter(pk=row.pk).order_by()
    if not going_on.update(ended_at=now, outcome=Waiting.Outcome.PASSED):
        raise OfferGone


def place_in_line(row: Waiting) -> int:
    """Which place in its group's line somebody has: 1 for the first."""
    line = Waiting.objects.waiting().filter(group=row.group_id).values_list("pk", flat=True)
    return list(line).index(row.pk) + 1


def hold(group: Group) -> Group:
    """The group, locked: whoever else would give one of its chairs away waits."""
    return Group.objects.select_for_update(of=["self"]).get(pk=group.pk)


def _offer_in(held: Sequence[int], now: datetime) -> int:
    """Offer what is free in these groups, whose rows the caller holds, to the first in line."""
    chosen = _first_in_line(held, now)
    until = now + OFFER_LASTS
    Waiting.objects.filter(pk__in=[row.pk for row in chosen]).update(offered_until=until)
    owe(
        Notice(
            key=f"place/{row.pk}",
            kind=Notice.Kind.PLACE,
            user_id=row.user_id,
            data={"waiting": row.pk},
            due_at=now,
            expires_at=until,
        )
        for row in chosen
    )
    return len(chosen)


def _first_in_line(held: Sequence[int], now: datetime) -> list[Waiting]:
    """As many of each line as there are chairs neither taken nor kept.

    Who must not meet somebody at the table stays in line and is passed over: ending the wait would tell them why. So
    does whose account is shut; and a group that is hidden offers nothing.
    """
    taken = Membership.objects.present().filter(group=OuterRef("group"))
    kept = Waiting.objects.offered(now).filter(group=OuterRef("group"))
    line = Waiting.objects.waiting().filter(group__in=held, offered_until=None).select_related("group", "user")
    free: dict[int, int] = {}
    chosen = []
    line = line.filter(user__is_active=True, group__hidden_at=None)
    for row in line.annotate(free=F("group__size") - _count(taken) - _count(kept)).filter(free__gt=0):
        left = free.setdefault(row.group_id, row.free)  # type: ignore[attr-defined]  # annotated above
        if left and not meets_apart(row.group, row.user):
            free[row.group_id] = left - 1
            chosen.append(row)
    return chosen


def _count(rows: QuerySet[Membership] | QuerySet[Waiting]) -> Coalesce:
    """How many there are for each row of an outer query."""
    return Coalesce(Subquery(rows.order_by().values("group").annotate(n=Count("pk")).values("n")), 0)
