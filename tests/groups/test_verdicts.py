"""What each side of a verdict is told, and what it must not learn."""

import pytest
from django.core import mail
from django.urls import reverse

from accounts import delivery
from accounts.models import Mute, User
from groups import moderation, reporting
from groups.models import (
    Report,
    Verdict,
)
from tests.conftest import NOW
from tests.groups.conftest import WORDS, decided

pytestmark = pytest.mark.django_db
About, Outcome = Report.About, Verdict.Outcome


def letters_after(report: Report, mona: User, outcome: Outcome, clock) -> dict[str, mail.EmailMultiAlternatives]:
    decided(report, mona, outcome)
    delivery.deliver(clock)
    return {each.to[0].split("@")[0]: each for each in mail.outbox if "verdict" in each.extra_headers["List-Id"]}


@pytest.mark.parametrize("outcome", [Outcome.WARN, Outcome.HIDE, Outcome.SUSPEND])
def test_each_side_gets_a_letter_that_names_neither_piece_nor_the_other(stopped, report, mona, outcome, clock):
    sent = letters_after(report, mona, outcome, clock)
    assert sorted(sent) == ["fay", "stan"]
    for name, letter in sent.items():
        body = letter.body + str(letter.alternatives[0][0]) + letter.subject
        for unsaid in (WORDS, "She insults me", "It insults", "Mona"):
            assert unsaid not in body
        assert {"fay": "Stan", "stan": "Fay"}[name] not in body
    assert "Something" in sent["fay"].body or "breach" in sent["fay"].body or "something of yours" in sent["fay"].body
    assert "hello@" in sent["fay"].body


def test_the_letter_comes_whatever_was_switched_off_and_offers_no_way_out_of_it(stopped, report, mona, fay, clock):
    Mute.objects.create(user=fay, topic="safety")
    letter = letters_after(report, mona, Outcome.WARN, clock)["fay"]
    assert "List-Unsubscribe" not in letter.extra_headers
    assert "unsubscribe" not in letter.body + str(letter.alternatives[0][0])
    assert "This mail always comes." in letter.body


def test_a_lifted_suspension_is_told(stopped, report, mona, clock):
    letters_after(report, mona, Outcome.SUSPEND, clock)
    moderation.take_back(report, by=mona, why="She objected", now=NOW)
    delivery.deliver(clock)
    assert mail.outbox[-1].subject == "Your account is open again"


def test_the_reporter_reads_that_it_was_decided_and_no_more(stopped, report, mona, stan, client_of):
    decided(report, mona, Outcome.HIDE)
    said = client_of(stan).get(reverse("groups:reports.show", args=[report.pk])).content.decode()
    assert "We have looked at it" in said
    assert "we have acted" in said
    assert "It insults" not in said and "Mona" not in said


def test_the_accused_reads_which_piece_it_was_and_not_who_reported(stopped, report, mona, fay, stan, max_, client_of):
    verdict = decided(report, mona, Outcome.HIDE)
    own = reverse("groups:verdicts.show", args=[verdict.pk])
    said = client_of(fay).get(own).content.decode()
    assert WORDS in said
    assert "so it was hidden" in said
    for unsaid in ("Stan", "She insults me", "It insults", "Mona"):
        assert unsaid not in said
    for user in (stan, max_, mona):
        assert client_of(user).get(own).status_code == 404
    moderation.take_back(report, by=mona, why="A joke", now=NOW)
    assert "it no longer" in client_of(fay).get(own).content.decode()


def test_whom_nothing_came_of_learns_nothing(stopped, report, mona, fay, client_of):
    verdict = decided(report, mona, Outcome.NOTHING)
    assert client_of(fay).get(reverse("groups:verdicts.show", args=[verdict.pk])).status_code == 404


def test_a_profile_is_not_shown_as_the_reporter_saw_it(stopped, table, fay, max_, mona, client_of):
    made = reporting.report(About.PERSON, max_, by=fay, words="No", now=NOW)
    verdict = decided(made, mona, Outcome.WARN)
    said = client_of(max_).get(reverse("groups:verdicts.show", args=[verdict.pk])).content.decode()
    assert "How you appear to others, or treated them." in said
