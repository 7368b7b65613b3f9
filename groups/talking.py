"""The conversation at the door, between who asks to join and those who answer."""

import uuid
from datetime import datetime

from django.db import transaction

from accounts.models import Notice, User
from groups.admissions import held, tell_applicant, tell_keepers
from groups.models import Application, ApplicationMessage
from groups.models.application import LASTS


@transaction.atomic
def write(application: Application, *, by: User, words: str, ticket: uuid.UUID, now: datetime) -> ApplicationMessage:
    """Add words to the conversation and tell the other side; the same ticket again is the same message.

    An applicant who was asked for more and writes back waits for an answer again, and the fourteen days start again.
    Raises AlreadyAnswered, for there is nothing left to talk about.
    """
    row = held(application)
    message, is_new = add(row, by=by, words=words, ticket=ticket, now=now)
    if is_new:
        _tell(row, message, now)
        if by.pk == row.user_id and row.state == Application.State.MORE_ASKED:
            _turn(row, Application.State.OPEN, now)
    return message


@transaction.atomic
def ask_more(application: Application, *, by: User, words: str, ticket: uuid.UUID, now: datetime) -> None:
    """Answer with a question: it is the applicant's turn, and the fourteen days start again. Raises AlreadyAnswered."""
    write(application, by=by, words=words, ticket=ticket, now=now)
    _turn(application, Application.State.MORE_ASKED, now)


def add(
    application: Application, *, by: User, words: str, ticket: uuid.UUID, now: datetime
) -> tuple[ApplicationMessage, bool]:
    """Put words into the conversation, once, and say whether they are new; for who tells the other side anyway."""
    return ApplicationMessage.objects.get_or_create(
        ticket=ticket, defaults={"application": application, "by": by, "words": words, "created_at": now}
    )


def _turn(application: Application, state: Application.State, now: datetime) -> None:
    Application.objects.filter(pk=application.pk).update(state=state, expires_at=now + LASTS)
    application.refresh_from_db()


def _tell(application: Application, message: ApplicationMessage, now: datetime) -> None:
    kind, key = Notice.Kind.APPLICATION_MESSAGE, f"application_message/{message.pk}"
    if message.by_id == application.user_id:
        tell_keepers(application, kind, key, now)
    else:
        tell_applicant(application, kind, f"{key}/{application.user_id}", now)
