"""What moderators do about a report: claim it, decide it once, and take a decision back; each with its log and letters.

A moderator judges nothing about themselves, made by themselves, or from a table where they sit.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from accounts import safety
from accounts.delivery import owe
from accounts.models import Notice, Suspension, User
from groups import closing
from groups.models import ModerationAct, Report, Verdict

Outcome = Verdict.Outcome
Act = ModerationAct.Act


class AlreadyClaimed(Exception):
    """Somebody else looks at the report, or it is decided."""


class NotClaimed(Exception):
    """Only who has claimed a report decides it or gives it back, and only once."""


class Unfit(Exception):
    """The decision does not fit this report, or is beyond what this moderator may do."""


class NothingToTakeBack(Exception):
    """What was decided is no longer in force, or cannot be undone."""


@transaction.atomic
def claim(report: Report, *, by: User, now: datetime) -> None:
    """Take a report to decide it; of two at once one gets it, the other AlreadyClaimed. It lapses after three days."""
    free = Report.objects.free(now).judged_by(by).filter(pk=report.pk)
    if not free.update(state=Report.State.CLAIMED, claimed_by=by, claimed_at=now):
        raise AlreadyClaimed
    _log(report, Act.CLAIM, "", by, now)


@transaction.atomic
def release(report: Report, *, by: User, now: datetime) -> None:
    """Give a report back to the queue. Raises NotClaimed."""
    if not _held(report, by).update(state=Report.State.OPEN, claimed_by=None, claimed_at=None):
        raise NotClaimed
    _log(report, Act.RELEASE, "", by, now)


@transaction.atomic
def decide(report: Report, *, by: User, outcome: Outcome, why: str, now: datetime) -> Verdict:
    """Decide a claimed report: verdict, effect, log and letters, all or nothing.

    Raises NotClaimed, or Unfit for what `fitting` does not offer.
    """
    if not _held(report, by).update(state=Report.State.DECIDED):
        raise NotClaimed
    report.refresh_from_db()
    if outcome not in fitting(report, by):
        raise Unfit
    verdict = Verdict.objects.create(report=report, outcome=outcome, by=by, why=why, created_at=now)
    EFFECTS[outcome](report, by, why, now)
    _log(report, Act(outcome.value), why, by, now)
    owe(_letters(report, outcome, now))
    return verdict


@transaction.atomic
def take_back(report: Report, *, by: User, why: str, now: datetime) -> None:
    """Show a hidden piece again, or open a shut account; its person is told. Raises NothingToTakeBack.

    A group that was closed stays closed, and a warning was said.
    """
    held = Report.objects.judged_by(by).select_for_update(of=["self"]).filter(pk=report.pk).first()
    if held is None or not reversible(held):
        raise NothingToTakeBack
    if report.verdict.outcome == Outcome.HIDE:
        _piece_rows(report).update(hidden_at=None)
    elif report.accused:
        safety.lift(report.accused, now=now)
    act = _log(report, Act.TAKE_BACK, why, by, now)
    if report.accused:
        owe([_letter(report, report.accused, f"taken_back/{act.pk}", now)])


def fitting(report: Report, by: User) -> list[Outcome]:
    """The decisions this moderator can make: none touches what is gone, nor a superuser but by another."""
    fit = [Outcome.NOTHING]
    if report.accused:
        fit.append(Outcome.WARN)
    if report.about != Report.About.PERSON and report.piece:
        fit.append(Outcome.HIDE)
    if report.accused and (by.is_superuser or not report.accused.is_superuser):
        fit.append(Outcome.SUSPEND)
    if report.group and not report.group.is_closed:
        fit.append(Outcome.CLOSE)
    return fit


def reversible(report: Report) -> bool:
    """Whether the report's decision is in force and can be taken back."""
    verdict = getattr(report, "verdict", None)
    if verdict and verdict.outcome == Outcome.HIDE and report.piece:
        return _piece_rows(report).filter(hidden_at__isnull=False).exists()
    if verdict and verdict.outcome == Outcome.SUSPEND:
        return Suspension.objects.filter(user=report.accused_id, lifted_at=None).exists()
    return False


def _held(report: Report, by: User) -> QuerySet[Report]:
    return Report.objects.judged_by(by).filter(pk=report.pk, state=Report.State.CLAIMED, claimed_by=by)


def _piece_rows(report: Report) -> QuerySet[Any]:
    piece: Any = report.piece
    rows: QuerySet[Any] = type(piece)._default_manager.filter(pk=piece.pk)
    return rows


def _nothing(report: Report, by: User, why: str, now: datetime) -> None:
    """Only words: the letters are owed with every verdict."""


def _hide(report: Report, by: User, why: str, now: datetime) -> None:
    _piece_rows(report).filter(hidden_at=None).update(hidden_at=now)


def _suspend(report: Report, by: User, why: str, now: datetime) -> None:
    if report.accused:
        safety.suspend(report.accused, by=by, why=why, now=now)


def _close(report: Report, by: User, why: str, now: datetime) -> None:
    if report.group:
        closing.close(report.group, by=by, reason="", now=now)  # why is told to nobody in the group


EFFECTS: dict[str, Callable[[Report, User, str, datetime], None]] = {
    Outcome.NOTHING: _nothing,
    Outcome.WARN: _nothing,
    Outcome.HIDE: _hide,
    Outcome.SUSPEND: _suspend,
    Outcome.CLOSE: _close,
}


def _log(report: Report, act: Act, why: str, by: User, now: datetime) -> ModerationAct:
    return ModerationAct.objects.create(report=report, by=by, act=act, why=why, created_at=now)


def _letters(report: Report, outcome: Outcome, now: datetime) -> list[Notice]:
    """To who reported, and to whom it is about; who has done nothing is not told that somebody reported them."""
    sides = {"reporter": report.reporter}
    if outcome != Outcome.NOTHING:
        sides["accused"] = report.accused
    return [_letter(report, user, side, now) for side, user in sides.items() if user]


def _letter(report: Report, user: User, side: str, now: datetime) -> Notice:
    return Notice(
        key=f"verdict/{report.pk}/{side}",
        kind=Notice.Kind.VERDICT,
        user=user,
        data={"report": report.pk, "to": side.split("/")[0]},
        due_at=now,
    )
