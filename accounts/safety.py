"""Keeping away from somebody, and shutting an account."""

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from accounts.models import Block, Suspension, User


def block(person: User, *, by: User, now: datetime) -> Block:
    """Neither sees the other any more, nor is told; twice is once."""
    return Block.objects.get_or_create(user=by, blocked=person, defaults={"created_at": now})[0]


def unblock(person: User, *, by: User) -> None:
    """Take back one's own block; the other's, if there is one, stays."""
    Block.objects.filter(user=by, blocked=person).delete()


@transaction.atomic
def suspend(person: User, *, by: User, why: str, now: datetime) -> Suspension:
    """Shut an account and sign its person out everywhere; twice is once.

    What they wrote and where they sit stays; what needs somebody who can act passes to others at once
    (ACCOUNT_SUSPENDED), and does not come back by itself. From the commit on no sign-in, session, passkey or signed
    link counts: each asks whether the account is active.
    """
    # Not their key: who writes somebody a notice meanwhile need not wait, and may hold a group that is asked for below.
    held = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    suspension, _is_new = Suspension.objects.get_or_create(
        user=held, lifted_at=None, defaults={"by": by, "why": why, "created_at": now}
    )
    User.objects.filter(pk=held.pk).update(is_active=False)
    _sign_out(held)
    for name in settings.ACCOUNT_SUSPENDED:
        import_string(name)(held, now)
    person.refresh_from_db()
    return suspension


@transaction.atomic
def lift(person: User, *, now: datetime) -> None:
    """Open the account again; its person signs in anew."""
    held = User.objects.select_for_update().get(pk=person.pk)
    Suspension.objects.filter(user=held, lifted_at=None).update(lifted_at=now)
    _sign_out(held)  # a sign-in under way when it was shut must not come to life now
    User.objects.filter(pk=held.pk).update(is_active=True)
    person.refresh_from_db()


def _sign_out(person: User) -> None:
    for session in UserSession.objects.filter(user=person):
        session.end()
