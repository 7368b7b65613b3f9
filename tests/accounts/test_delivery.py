"""The promise: owed once, sent once, whatever fails in between."""

import smtplib
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import pairwise

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend
from django.db import transaction

from accounts import delivery
from accounts.delivery import claim, deliver, owe
from accounts.letters import message_id
from accounts.models import Mute, Notice, User
from tests.conftest import NOW, later, person
from tests.races import together

pytestmark = pytest.mark.django_db


def notice(user: User, key: str = "welcome/1", **fields: object) -> Notice:
    return Notice(**{"key": key, "kind": Notice.Kind.WELCOME, "user": user, "due_at": NOW, **fields})


def owed(user: User, *keys: str, **fields: object) -> None:
    with transaction.atomic():
        owe(notice(user, key, **fields) for key in keys or ["welcome/1"])


def state(key: str = "welcome/1") -> str:
    return Notice.objects.get(key=key).state


class Refusing(EmailBackend):
    """A mail server that answers every mail, or the greeting, with the error the test chose."""

    greeting: Exception | None = None
    answer: Exception | None = None

    def open(self) -> None:
        if self.greeting:
            raise self.greeting

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        if self.answer:
            raise self.answer
        return super().send_messages(messages)


@pytest.fixture
def server(settings) -> Iterator[type[Refusing]]:
    settings.EMAIL_BACKEND = "tests.accounts.test_delivery.Refusing"
    yield Refusing
    Refusing.greeting = Refusing.answer = None


def test_what_is_owed_is_sent_once_with_honest_headers(stan):
    owed(stan)
    assert deliver(lambda: NOW) == {"sent": 1, "expired": 0, "failed": 0}
    assert deliver(lambda: NOW)["sent"] == 0
    [letter] = mail.outbox
    assert letter.to == ["stan@example.org"]
    assert letter.message()["Message-ID"] == message_id("welcome/1")
    assert letter.message()["Auto-Submitted"] == "auto-generated"
    assert letter.message()["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert [kind for _, kind in letter.alternatives] == ["text/html"]
    assert (state(), Notice.objects.get().finished_at) == ("sent", NOW)


def test_owing_twice_is_owing_once(stan):
    owed(stan)
    deliver(lambda: NOW)
    owed(stan)
    deliver(lambda: NOW)
    assert len(mail.outbox) == 1


@pytest.mark.django_db(transaction=True)
def test_a_notice_needs_the_transaction_of_its_cause(stan):
    with pytest.raises(RuntimeError, match="in the transaction of its cause"):
        owe([notice(stan)])


def test_a_notice_goes_with_its_cause(stan):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        owe([notice(stan)])
        raise ZeroDivisionError
    assert not Notice.objects.exists()


def test_nothing_is_sent_before_it_is_due(stan):
    owed(stan, due_at=later(minutes=1))
    assert deliver(lambda: NOW)["sent"] == 0
    assert deliver(lambda: later(minutes=1))["sent"] == 1


def test_what_would_come_too_late_expires(stan):
    owed(stan, expires_at=later(hours=1))
    assert deliver(lambda: later(hours=1))["expired"] == 1
    assert (state(), mail.outbox) == ("expired", [])


def test_a_muted_topic_is_dropped(stan):
    Mute.objects.create(user=stan, topic="welcome")
    owed(stan)
    assert deliver(lambda: NOW)["dropped"] == 1
    assert mail.outbox == []


def test_an_account_that_was_closed_gets_nothing(stan):
    User.objects.filter(pk=stan.pk).update(is_active=False)
    owed(stan)
    assert deliver(lambda: NOW)["dropped"] == 1


@pytest.mark.parametrize(
    "trouble",
    [OSError("nobody listens"), smtplib.SMTPConnectError(554, b"no"), smtplib.SMTPAuthenticationError(535, b"no")],
)
def test_a_server_that_cannot_be_used_costs_no_notice_a_try_however_long_it_lasts(stan, server, trouble):
    server.greeting = trouble
    owed(stan, "welcome/1", "welcome/2", "welcome/3")
    for hours in range(20):
        assert deliver(lambda at=hours: later(hours=at))["unreachable"] == 1
    assert set(Notice.objects.values_list("state", "attempts")) == {("due", 0)}
    server.greeting = None
    assert deliver(lambda: later(hours=20))["sent"] == 3


def test_a_server_that_refuses_the_sender_fails_no_notice(stan, server):
    server.answer = smtplib.SMTPSenderRefused(550, b"not you", "hello@example.org")
    owed(stan)
    assert deliver(lambda: NOW)["unreachable"] == 1
    assert state() == "due"


@pytest.mark.parametrize(
    "refusal",
    [
        smtplib.SMTPRecipientsRefused({"stan@example.org": (550, b"no such person")}),
        smtplib.SMTPDataError(554, b"spam"),
    ],
)
def test_a_refusal_for_ever_is_tried_once(stan, server, refusal):
    server.answer = refusal
    owed(stan)
    assert deliver(lambda: NOW)["failed"] == 1
    assert Notice.objects.get().error.startswith(type(refusal).__name__)


@pytest.mark.parametrize("refusal", [smtplib.SMTPDataError(451, b"later"), smtplib.SMTPServerDisconnected("gone")])
def test_a_refusal_for_now_is_tried_again_with_growing_pauses_and_at_most_eight_times(stan, server, refusal):
    server.answer = refusal
    owed(stan)
    moment, pauses = NOW, []
    for _ in range(7):
        assert deliver(lambda at=moment: at)["retry"] == 1
        due_at = Notice.objects.get().due_at
        pauses.append(due_at - moment)
        moment = due_at
    assert all(after > before for before, after in pairwise(pauses))
    assert deliver(lambda: moment)["failed"] == 1
    assert deliver(lambda: moment + timedelta(days=9)) == {"expired": 0, "failed": 0}


def test_a_notice_that_cannot_be_written_is_set_aside_and_delays_no_other(stan, settings):
    settings.NOTICE_COMPOSERS = {**settings.NOTICE_COMPOSERS, "digest": "tests.accounts.test_delivery.explode"}
    owed(stan, "digest/1", kind=Notice.Kind.DIGEST)
    owed(stan, "welcome/1")
    moment = NOW
    for _ in range(3):
        deliver(lambda at=moment: at)
        moment += timedelta(hours=1)
    assert (state("digest/1"), state("welcome/1")) == ("failed", "sent")
    assert Notice.objects.get(key="digest/1").error == "ZeroDivisionError: division by zero"


def explode(notice: Notice, now: object) -> None:
    raise ZeroDivisionError("division by zero")


def test_a_notice_whose_sending_kills_its_process_runs_out_of_tries_and_takes_nobody_along(stan):
    owed(stan, "welcome/1", "welcome/2")
    moment = NOW
    for _ in range(delivery.MOST_TRIES):
        fatal, _innocent = claim(moment)
        assert delivery._begin(fatal, moment)  # and the process dies
        moment += delivery.LEASE
    tally = deliver(lambda: moment)
    assert (tally["failed"], tally["sent"]) == (1, 1)


def test_a_sweep_ends_in_time_and_the_next_goes_on(stan, monkeypatch):
    monkeypatch.setattr(delivery, "BATCH", 1)
    monkeypatch.setattr(claim, "__defaults__", (1,))
    owed(stan, "welcome/1", "welcome/2", "welcome/3")
    moments = iter(NOW + timedelta(seconds=15 * n) for n in range(100))
    assert 0 < deliver(lambda: next(moments))["sent"] < 3
    assert deliver(lambda: later(hours=1))["sent"] >= 1


def test_what_a_dead_sender_held_is_due_again_when_its_lease_runs_out(stan):
    owed(stan)
    claim(NOW)
    assert deliver(lambda: NOW)["sent"] == 0
    assert deliver(lambda: NOW + delivery.LEASE)["sent"] == 1


def test_a_sender_that_slept_past_its_lease_sends_nothing(stan):
    owed(stan)
    [held] = claim(NOW)
    claim(NOW + delivery.LEASE)
    assert delivery._begin(held, NOW + delivery.LEASE) is False
    assert delivery._finish(held, Notice.State.SENT, NOW) == "lost"


@pytest.mark.django_db(transaction=True)
def test_many_senders_at_once_send_each_notice_once():
    with transaction.atomic():
        people = [person(f"P{n}") for n in range(60)]
        owe(notice(user, f"welcome/{user.pk}") for user in people)
    claimed: list[str] = []

    def sender() -> None:
        while batch := claim(NOW, limit=7):
            claimed.extend(each.key for each in batch)

    assert together([sender] * 6) == ["done"] * 6
    assert sorted(claimed) == sorted({f"welcome/{user.pk}" for user in people})
