"""Processes killed for real: what is owed is sent all the same."""

from collections import Counter

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.delivery import owe
from accounts.models import Notice, User
from tests.running import inbox, stack, wait_for

pytestmark = [pytest.mark.fault, pytest.mark.django_db(transaction=True)]

MAILS = 30
KILLS = 2


def owe_welcomes(count: int) -> None:
    now = timezone.now()
    with transaction.atomic():
        people = [User(email=f"p{n}@example.org", name=f"P{n}") for n in range(count)]
        User.objects.bulk_create(people)
        owe(Notice(key=f"welcome/{each.pk}", kind="welcome", user=each, due_at=now) for each in people)


def test_killing_the_worker_while_it_sends_loses_nothing(tmp_path):
    """SIGKILL twice in mid-mail. Each kill may double the one mail it hit, recognisable by its Message-ID."""
    with inbox(slow=0.15) as mail, stack(mail, tmp_path) as running:
        owe_welcomes(MAILS)
        running.beat()
        for kill in range(1, KILLS + 1):
            running.worker("worker", "--concurrency=1")
            wait_for(lambda at=kill: len(mail.mails) >= 6 * at, 90, "mail to flow")
            running.kill("worker")
        running.worker("worker", "--concurrency=2")
        wait_for(lambda: not Notice.objects.filter(state="due").exists(), 120, "everything to be sent")
    ids = Counter(letter["Message-ID"] for letter in mail.mails)
    doubled = sum(ids.values()) - len(ids)
    print(f"lost {MAILS - len(ids)}, doubled {doubled}, kills {KILLS}")  # noqa: T201 - the figures of the promise
    assert len(ids) == MAILS
    assert doubled <= KILLS
    assert Notice.objects.filter(state="sent").count() == MAILS
