"""Blocking somebody, with what it ends between the two."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from accounts import safety
from accounts.models import User
from groups import closing
from groups.models import BuddyRequest, Group


@transaction.atomic
def block(person: User, *, by: User, now: datetime) -> None:
    """Keep two people apart from now on; nobody is told, and twice is once.

    What one asked the other ends as if it had been withdrawn, or declined: without a word. A pair of the two ends with
    the words of any end of a pair. Everything else follows from the block where it is asked for; those who sit at
    another table together already stay.
    """
    # Locked as asking and answering lock them: a request or a yes on its way waits and finds the block, or is found.
    list(User.objects.select_for_update(no_key=True).filter(pk__in=[by.pk, person.pk]).order_by("pk"))
    safety.block(person, by=by, now=now)
    waiting = BuddyRequest.objects.between(by, person).unanswered()
    waiting.filter(asker=by).update(state=BuddyRequest.State.WITHDRAWN, answered_at=now)
    waiting.filter(asker=person).update(state=BuddyRequest.State.DECLINED, answered_at=now)
    for pair in pairs_of(by, person):
        closing.close(pair, by=by, reason="", now=now)


def shared_tables(one: User, other: User) -> list[Group]:
    """Where both sit now, and go on to sit also when one blocks the other."""
    return list(_tables(one, other).exclude(kind=Group.Kind.BUDDIES))


def pairs_of(one: User, other: User) -> list[Group]:
    """The pair they are, if they are one; it ends when one blocks the other."""
    return list(_tables(one, other).filter(kind=Group.Kind.BUDDIES))


def _tables(one: User, other: User) -> QuerySet[Group]:
    return Group.objects.of(one).filter(pk__in=Group.objects.of(other).values("pk"), closure=None)
