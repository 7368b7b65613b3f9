"""How an outsider becomes a member: asking, answering, withdrawing; each with the messages it owes."""

from datetime import datetime

from django.db import transaction

from accounts.delivery import owe
from accounts.models import Notice, User
from groups.models import Application, Group, Membership, Role
from groups.models.application import LASTS


class AlreadyAnswered(Exception):
    """Somebody answered, or the applicant withdrew, a moment earlier."""


class AlreadyInside(Exception):
    """Members do not ask to join."""


@transaction.atomic
def ask(group: Group, user: User, words: str, now: datetime) -> Application:
    """Put somebody at the door and tell those who answer there; asking twice is asking once.

    Raises AlreadyInside for a present member.
    """
    if Membership.objects.present().filter(group=group, user=user).exists():
        raise AlreadyInside
    application, is_new = Application.objects.unanswered().get_or_create(
        group=group, user=user, defaults={"words": words, "created_at": now, "expires_at": now + LASTS}
    )
    if is_new:
        owe(
            Notice(
                key=f"application/{application.pk}/{keeper.user_id}",
                kind=Notice.Kind.APPLICATION,
                user_id=keeper.user_id,
                data={"application": application.pk},
                due_at=now,
            )
            for keeper in Membership.objects.running().filter(group=group)
        )
    return application


@transaction.atomic
def accept(application: Application, *, by: User, words: str, now: datetime) -> Membership:
    """Give the applicant a chair and the good news. Raises TableFull or AlreadyAnswered; then nothing has changed."""
    _answer(application, Application.State.ACCEPTED, words, by, now)
    return Membership.objects.seat(application.group, application.user, role=Role.MEMBER, now=now)


@transaction.atomic
def decline(application: Application, *, by: User, words: str, now: datetime) -> None:
    """Say no with a reason, which the applicant reads. Raises AlreadyAnswered."""
    _answer(application, Application.State.DECLINED, words, by, now)


@transaction.atomic
def withdraw(application: Application, now: datetime) -> None:
    """The applicant thinks otherwise; nobody is owed a message. Raises AlreadyAnswered."""
    _settle(application, Application.State.WITHDRAWN, "", application.user, now)


def _answer(application: Application, state: Application.State, words: str, by: User, now: datetime) -> None:
    _settle(application, state, words, by, now)
    owe(
        [
            Notice(
                key=f"decision/{application.pk}",
                kind=Notice.Kind.DECISION,
                user_id=application.user_id,
                data={"application": application.pk},
                due_at=now,
            )
        ]
    )


def _settle(application: Application, state: Application.State, words: str, by: User, now: datetime) -> None:
    """Close an application; of two who answer at once the later gets AlreadyAnswered."""
    changed = (
        Application.objects.unanswered()
        .filter(pk=application.pk)
        .update(state=state, reason=words, answered_by=by, answered_at=now)
    )
    if not changed:
        raise AlreadyAnswered
    application.refresh_from_db()
