"""A report and who decides it: Stan shows a message of Fay's, and Mona moderates."""

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group as Roles

from accounts.models import Notice, User
from groups import admissions, moderation, reporting
from groups.models import ApplicationMessage, Report, Verdict
from tests.conftest import NOW, person

WORDS = "You are a fraud"


def moderator(name: str = "Mona") -> User:
    """Somebody with the shipped role, put back where a test with real transactions has emptied its table."""
    import_module("groups.migrations.0006_moderators").ship(apps, None)
    user = person(name, is_staff=True)
    user.groups.add(Roles.objects.get(name="Moderators"))
    return user


@pytest.fixture
def mona(db) -> User:
    return moderator()


@pytest.fixture
def message(table, fay, stan) -> ApplicationMessage:
    """What Fay wrote to Stan at the door."""
    application = admissions.ask(table, stan, "I make chairs", NOW)
    Notice.objects.update(state="sent", finished_at=NOW)
    return ApplicationMessage.objects.create(application=application, by=fay, words=WORDS, created_at=NOW)


@pytest.fixture
def report(message, stan) -> Report:
    """Stan shows Fay's message."""
    return reporting.report(Report.About.MESSAGE, message, by=stan, words="She insults me", now=NOW)


def decided(report: Report, by: User, outcome: Verdict.Outcome, why: str = "It insults") -> Verdict:
    moderation.claim(report, by=by, now=NOW)
    return moderation.decide(report, by=by, outcome=outcome, why=why, now=NOW)
