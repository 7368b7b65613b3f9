"""Who owns a group: handing it over, and what happens when the owner's account is shut.

A group never depends on one account. The group's row is held first, so that nobody leaves, or is suspended, while the
group is on its way to them.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Case, Exists, OuterRef, When

from accounts.delivery import owe
from accounts.models import Notice, User
from groups.models import Group, Membership, Role

LOOKS_AFTER_FIRST = Case(When(role=Role.FACILITATOR, then=0), default=1)


@transaction.atomic
def hand_over(own: Membership, heir: Membership, now: datetime) -> None:
    """Make somebody the owner in one's own place, and tell them.

    Raises Membership.DoesNotExist or GroupClosed as `Membership.hand_over` does.
    """
    own.hand_over(heir)
    _tell(heir, now, by=own.user_id)


@transaction.atomic
def succeed(owner: User, now: datetime) -> None:
    """Hand each group of somebody whose account is shut to another who can act, and tell them; again adds nothing.

    To the facilitator who has sat there longest, else to the member who has. Where nobody can act the group stays
    theirs. A pair is left as it is: either of the two ends it.
    """
    sits = Group.objects.of(owner).filter(closure=None).exclude(kind=Group.Kind.BUDDIES).order_by("pk")
    # Every group where they sit, not only what they own: it may be on its way to them from another who is suspended.
    for group in sits.values_list("pk", flat=True):
        _succeed(group, owner, now)


def sweep(now: datetime) -> None:
    """The same for whoever sat down later at a table that had nobody else. Running it again adds nothing."""
    others = Membership.objects.present().filter(group=OuterRef("group"), user__is_active=True)
    shut = Membership.objects.present().filter(role=Role.OWNER, user__is_active=False, group__closure=None)
    owners = shut.exclude(group__kind=Group.Kind.BUDDIES).filter(Exists(others)).values("user")
    for owner in User.objects.filter(pk__in=owners).order_by("pk"):
        succeed(owner, now)


def _succeed(group: int, owner: User, now: datetime) -> None:
    if Group.objects.hold(group).is_closed:
        return
    seated = Membership.objects.present().filter(group=group)
    own = seated.filter(user=owner, role=Role.OWNER).first()
    heir = (
        seated.filter(user__is_active=True).exclude(user=owner).order_by(LOOKS_AFTER_FIRST, "joined_at", "pk").first()
    )
    if own and heir:
        own.hand_over(heir)
        _tell(heir, now)


def _tell(heir: Membership, now: datetime, by: int | None = None) -> None:
    owe(
        [
            Notice(
                key=f"ownership/{heir.pk}/{int(now.timestamp())}",
                kind=Notice.Kind.OWNERSHIP,
                user_id=heir.user_id,
                data={"group": heir.group_id, "by": by},
                due_at=now,
            )
        ]
    )
