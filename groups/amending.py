"""Changing the charter, and asking for the names under it: everyone once, and who forgets once more."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Greatest

from accounts.delivery import owe
from accounts.models import Notice, User
from groups.models import Charter, Group, GroupClosed, Membership, unsigned

PATIENCE = timedelta(days=5)
# How far back a reminder is still made up for, when nothing swept for a while.
LOOKS_BACK = timedelta(days=7)


@transaction.atomic
def amend(group: Group, terms: dict[str, Any], *, by: User, now: datetime) -> Charter:
    """Write a new version and ask everybody else for their names; the same terms are no new version.

    Raises GroupClosed.
    """
    held = Group.objects.hold(group.pk)
    if held.is_closed:
        raise GroupClosed
    before = Charter.objects.current(held)
    charter = Charter.objects.amend(held, terms, by=by, now=now)
    if charter != before:
        others = unsigned(Membership.objects.present().filter(group=held)).exclude(user=by)
        owe(_notice(Notice.Kind.CHARTER, charter.pk, each, now) for each in others)
    return charter


@transaction.atomic
def remind(now: datetime) -> int:
    """Ask once more, days later, for the names still missing; answers for how many. Asking again adds nothing."""
    newest = Charter.objects.filter(group=OuterRef("group")).order_by("-version")
    waiting = unsigned(Membership.objects.present()).annotate(
        charter=Subquery(newest.values("pk")[:1]),
        asked_at=Greatest(Subquery(newest.values("created_at")[:1]), "joined_at"),
    )
    late = waiting.filter(asked_at__lte=now - PATIENCE, asked_at__gt=now - PATIENCE - LOOKS_BACK)
    notices = [_notice(Notice.Kind.CHARTER_REMINDER, each.charter, each, now) for each in late]
    owe(notices)
    return len(notices)


def _notice(kind: Notice.Kind, charter: int, membership: Membership, now: datetime) -> Notice:
    return Notice(
        key=f"{kind}/{charter}/{membership.pk}",
        kind=kind,
        user_id=membership.user_id,
        data={"charter": charter},
        due_at=now,
    )
