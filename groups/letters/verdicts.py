"""What is written when a report is decided: to who reported, and to whom it is about; neither learns of the other.

No word of the piece, or of the reasons, is in the mail. It reaches a shut account as well.
"""

from datetime import datetime
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.letters import Letter, Note, absolute
from accounts.models import Notice
from groups.models import Verdict

Outcome = Verdict.Outcome
OBJECT = _("If you think this is wrong, write to %(address)s and say why. Somebody reads it again and answers.")
# What happened to something of somebody's: subject, and the sentence about it.
TO_THE_ACCUSED = {
    Outcome.WARN: (
        _("A word about the house rules"),
        _("Those who moderate the site found that something of yours breaks the house rules. Nothing else happens."),
    ),
    Outcome.HIDE: (
        _("Something of yours is hidden"),
        _("Those who moderate the site found that it breaks the house rules, and nobody sees it any more."),
    ),
    Outcome.SUSPEND: (
        _("Your account is shut for now"),
        _("Those who moderate the site found a breach of the house rules. You are signed out, and cannot sign in."),
    ),
    Outcome.CLOSE: (
        _("Your group is closed"),
        _("Those who moderate the site found that it breaks the house rules. Its members can still read it."),
    ),
}
TAKEN_BACK = {
    Outcome.HIDE: (
        _("Shown again"),
        _("Those who moderate the site took their decision back: what was hidden is shown."),
    ),
    Outcome.SUSPEND: (
        _("Your account is open again"),
        _("Those who moderate the site took their decision back. You can sign in as before."),
    ),
}


def compose(notice: Notice, now: datetime) -> Letter | None:
    """To either side of a verdict, or to whom it was taken back."""
    verdict = Verdict.objects.select_related("report").filter(report=notice.data["report"]).first()
    if verdict is None:
        return None
    if notice.data["to"] == "reporter":
        return _to_the_reporter(verdict)
    stands = notice.data["to"] == "accused"
    words = TO_THE_ACCUSED if stands else TAKEN_BACK
    return _to_the_accused(verdict, *words[Outcome(verdict.outcome)], stands=stands)


def _to_the_reporter(verdict: Verdict) -> Letter:
    acted = _("It breaks the house rules, and we have acted. Thank you for telling us.")
    stays = _("We found nothing that breaks the house rules, so it stays as it is. Thank you for telling us.")
    return Note(
        subject=_("Your report has an answer"),
        lead=stays if verdict.outcome == Outcome.NOTHING else acted,
        more=_(
            "Nobody but those who moderate knows that it was you. You can block somebody you would rather not meet."
        ),
        button=_("Open your report"),
        url=absolute(reverse("groups:reports.show", args=[verdict.report_id])),
        why=_("Sent because you reported something."),
    ).letter()


def _to_the_accused(verdict: Verdict, subject: Any, lead: Any, *, stands: bool) -> Letter:
    shut = stands and verdict.outcome == Outcome.SUSPEND
    rules, page = reverse("pages.show", args=["house-rules"]), reverse("groups:verdicts.show", args=[verdict.pk])
    return Note(
        subject=subject,
        lead=lead,
        more=OBJECT if stands else "",
        button=_("Read the house rules") if shut else _("See what it is about"),
        url=absolute(rules if shut else page),
        why=_("Sent because it is about you. This mail always comes."),
        names={"address": parseaddr(settings.DEFAULT_FROM_EMAIL)[1]},
    ).letter()
