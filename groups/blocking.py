"""Blocking somebody, with what it ends between the two."""

from datetime import datetime

from django.db import transaction

from accounts import safety
from accounts.models import User
from groups.models import BuddyRequest, Group


@transaction.atomic
def block(person: User, *, by: User, now: datetime) -> None:
    """Keep two people apart from now on; nobody is told, and twice is once.

    What one asked the other ends as if it had been withdrawn, or declined: without a word. Everything else follows
    from the block where it is asked for; those who sit at one table already stay.
    """
    # Locked as asking and answering lock them: a request that is on its way waits, and then finds the block.
    list(User.objects.select_for_update(no_key=True).filter(pk__in=[by.pk, person.pk]).order_by("pk"))
    safety.block(person, by=by, now=now)
    waiting = BuddyRequest.objects.between(by, person).unanswered()
    waiting.filter(asker=by).update(state=BuddyRequest.State.WITHDRAWN, answered_at=now)
    waiting.filter(asker=person).update(state=BuddyRequest.State.DECLINED, answered_at=now)


def shared_tables(one: User, other: User) -> list[Group]:
    """Where both sit now, and go on to sit."""
    return list(Group.objects.of(one).filter(pk__in=Group.objects.of(other).values("pk"), closure=None))
