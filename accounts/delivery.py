"""The promise: what is owed is written down with its cause, and sent whatever dies in between.

`owe()` writes notices in the caller's transaction. `deliver()` claims due ones, writes each mail from things as they
stand at that moment, sends it and marks the row. First try, retry and recovery are the same code: a claim is a lease
that runs out, so what a killed process held is simply due again.
"""

import logging
import random
import smtplib
import uuid
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Lower
from django.utils.module_loading import import_string

from accounts.letters import Letter, write
from accounts.models import Notice
from accounts.models.preference import Topic

logger = logging.getLogger(__name__)

BATCH = 20
SWEEP = timedelta(seconds=60)  # after which a sweep claims no more: well below the workers' time limit
# A lease must outlive the longest mail: ten answers of a server, each within EMAIL_TIMEOUT.
LEASE = timedelta(seconds=settings.NOTICE_LEASE_SECONDS)
MOST_TRIES = 8
MOST_TRIES_TO_WRITE = 3
FIRST_PAUSE = timedelta(seconds=30)
# What says nothing about the mail in hand: the server refuses us, or cannot do what we ask.
REFUSES_US = (
    smtplib.SMTPAuthenticationError,
    smtplib.SMTPConnectError,
    smtplib.SMTPHeloError,
    smtplib.SMTPNotSupportedError,
    smtplib.SMTPSenderRefused,
)

Composer = Callable[[Notice, datetime], Letter | None]


def owe(notices: Iterable[Notice]) -> None:
    """Write down messages owed, in the transaction of their cause; what is owed already stays as it is.

    Raises RuntimeError outside a transaction: a message must never outlive, or be outlived by, its cause.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("A notice is owed in the transaction of its cause.")
    rows = list(notices)
    for row in rows:
        row.topic = Notice.Kind(row.kind).topic
    Notice.objects.bulk_create(rows, ignore_conflicts=True)


def recipients(addresses: Iterable[str]) -> dict[str, dict[str, Any]]:
    """To whom a notice for each address, in lower case, goes, as fields of it: to the account that has proved the
    address, or to the address itself; one query."""
    wanted = list(addresses)
    proved = EmailAddress.objects.filter(verified=True).annotate(low=Lower("email")).filter(low__in=wanted)
    accounts = dict(proved.values_list("low", "user"))
    return {each: {"user_id": accounts[each]} if each in accounts else {"address": each} for each in wanted}


def deliver(clock: Callable[[], datetime]) -> Counter[str]:
    """Send everything due, batch by batch; answers how many ended in which state ("retry" is one of them).

    `clock` tells the time, asked again for each mail, since a sweep can last. Safe to run any number of times at
    once. A mail server that cannot be reached, or refuses us, ends the sweep and costs no notice a try.
    """
    end = clock() + SWEEP
    tally = Counter(expired=expire(clock()), failed=give_up(clock()))
    mailbox = get_connection()
    try:
        while clock() < end and (batch := claim(clock())):
            for notice in batch:
                outcome = _settle(notice, mailbox, clock)
                tally[outcome] += 1
                if outcome == "unreachable":
                    _release(batch)
                    return tally
    finally:
        mailbox.close()
    return tally


def expire(now: datetime) -> int:
    """Set aside what would arrive too late to be of use."""
    late = Notice.objects.due(now).filter(expires_at__lte=now)
    return late.update(state=Notice.State.EXPIRED, finished_at=now)


def give_up(now: datetime) -> int:
    """Set aside what has been claimed too often without an answer: its sending kills the process."""
    fatal = Notice.objects.due(now).filter(attempts__gte=MOST_TRIES)
    return fatal.update(state=Notice.State.FAILED, finished_at=now, error="Its sender died on every try.")


def claim(now: datetime, limit: int = BATCH) -> list[Notice]:
    """Take up to `limit` due notices for this process: no other gets them until the lease runs out."""
    lease = uuid.uuid4()
    with transaction.atomic():
        due = Notice.objects.due(now).order_by("due_at", "pk").select_for_update(skip_locked=True)
        taken = Notice.objects.filter(pk__in=list(due.values_list("pk", flat=True)[:limit]))
        taken.update(lease=lease, leased_until=now + LEASE)
    return list(Notice.objects.filter(lease=lease).select_related("user").with_mute().order_by("due_at", "pk"))


def _settle(notice: Notice, mailbox: BaseEmailBackend, clock: Callable[[], datetime]) -> str:
    """Send one claimed notice, or say why not; answers the state it is in afterwards."""
    if not _begin(notice, clock()):
        return "lost"
    try:
        letter = _compose(notice, clock())
        mail = write(notice, letter) if letter else None
    except Exception as error:
        logger.exception("Notice %s cannot be written", notice.pk)
        return _postpone(notice, error, clock(), MOST_TRIES_TO_WRITE)
    if mail is None:
        return _finish(notice, Notice.State.DROPPED, clock())
    try:
        mailbox.open()
    except (smtplib.SMTPException, OSError) as error:
        return _unreachable(notice, error)
    return _send(notice, mail, mailbox, clock)


def _compose(notice: Notice, now: datetime) -> Letter | None:
    """The letter as things stand, or None when it is no longer wanted."""
    stopped = notice.muted or not notice.reader.is_active  # type: ignore[attr-defined]  # annotated by with_mute()
    if stopped and not Topic(notice.topic).always_comes:
        return None
    composer: Composer = import_string(settings.NOTICE_COMPOSERS[notice.kind])
    return composer(notice, now)


def _send(
    notice: Notice, mail: EmailMultiAlternatives, mailbox: BaseEmailBackend, clock: Callable[[], datetime]
) -> str:
    """Hand the mail over. Only an answer about this mail or its address can end the notice."""
    mail.connection = mailbox
    try:
        mail.send()
    except REFUSES_US as error:
        return _unreachable(notice, error)
    except Exception as error:
        mailbox.close()  # whatever state the conversation is in, the next mail starts a fresh one
        if _is_final(error):
            return _finish(notice, Notice.State.FAILED, clock(), error)
        return _postpone(notice, error, clock(), MOST_TRIES)
    return _finish(notice, Notice.State.SENT, clock())


def _is_final(error: Exception) -> bool:
    """Whether the server refused this address, or this mail, for ever (RFC 5321 section 4.2.1)."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    return isinstance(error, smtplib.SMTPDataError) and error.smtp_code >= 500


def _postpone(notice: Notice, error: Exception, now: datetime, most: int) -> str:
    """Try again later: the pauses double and are jittered, so that many refused at once do not return at once."""
    if notice.attempts >= most:
        return _finish(notice, Notice.State.FAILED, now, error)
    pause = FIRST_PAUSE * 2 ** (notice.attempts - 1) * random.uniform(0.8, 1.2)  # noqa: S311
    _mine(notice).update(due_at=now + pause, lease=None, leased_until=None, error=_said(error))
    return "retry"


def _unreachable(notice: Notice, error: Exception) -> str:
    """Nobody's fault but the server's: the try does not count, and the next sweep is the next try."""
    logger.warning("The mail server cannot be used: %s", _said(error))
    _mine(notice).update(attempts=F("attempts") - 1, error=_said(error))
    return "unreachable"


def _finish(notice: Notice, state: Notice.State, now: datetime, error: Exception | None = None) -> str:
    changed = _mine(notice).update(
        state=state, finished_at=now, lease=None, leased_until=None, error=_said(error) if error else ""
    )
    return state if changed else "lost"


def _begin(notice: Notice, now: datetime) -> bool:
    """Count a try and renew the lease; False when somebody else has the notice by now.

    Counted before anything is done, so that a notice whose sending kills its process runs out of tries as well.
    """
    held = _mine(notice).filter(leased_until__gt=now)
    begun = held.update(leased_until=now + LEASE, attempts=F("attempts") + 1)
    notice.attempts += 1
    return bool(begun)


def _release(batch: Iterable[Notice]) -> None:
    """Give back what is still held."""
    for notice in batch:
        _mine(notice).update(lease=None, leased_until=None)


def _mine(notice: Notice) -> QuerySet[Notice]:
    return Notice.objects.filter(pk=notice.pk, lease=notice.lease, state=Notice.State.DUE)


def _said(error: Exception) -> str:
    """The error's kind and the server's words; never the mail itself."""
    return f"{type(error).__name__}: {error}"[:500]
