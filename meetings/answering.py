"""Saying yes, maybe or no: to one date, on the page or by the signed link in a mail, or to a series as a rule.

The latest word wins. A usual answer is written down for each coming date, so that a word on one date later stands for
that date alone.
"""

from datetime import datetime, timedelta

from django.db import transaction

from accounts.delivery import owe
from accounts.models import Notice
from groups.models import Charter, Group, Membership
from meetings import links
from meetings.models import Attendance, Meeting, Series, StandingAnswer
from meetings.models.attendance import Answer


class AnswerClosed(Exception):
    """The meeting was cancelled or is over, or its group has closed; there is nothing left to answer."""


@transaction.atomic
def answer(meeting: Meeting, membership: Membership, word: Answer, now: datetime) -> Attendance:
    """Keep a member's latest word for this date, and for no other. Raises AnswerClosed.

    A change within the charter's notice is marked, and those who look after the group hear of it.
    """
    group = Group.objects.hold(meeting.group_id)
    held = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if held.ends_at <= now or held.is_cancelled or group.is_closed:
        raise AnswerClosed
    return _keep(held, membership, word, now, Charter.objects.current(group), is_standing=False)


@transaction.atomic
def answer_usually(series: Series, membership: Membership, word: Answer | None, now: datetime) -> None:
    """Keep what a member usually answers to a series, and write it down for all its coming dates, also answered ones.

    None takes the usual answer back, with what it had said of coming dates. Raises AnswerClosed.
    """
    group = Group.objects.hold(series.group_id)
    if group.is_closed:
        raise AnswerClosed
    held = Series.objects.select_for_update().get(pk=series.pk)
    own = StandingAnswer.objects.filter(series=held, membership=membership)
    coming = list(held.meetings.standing().upcoming(now).select_for_update(of=["self"]).order_by("pk"))
    if word is None:
        own.delete()
        said = Attendance.objects.filter(meeting__in=coming, membership=membership, is_standing=True)
        said.update(answer="", answered_at=now, is_standing=False, is_late=False)
        return
    own.update_or_create(series=held, membership=membership, defaults={"answer": word, "answered_at": now})
    charter = Charter.objects.current(group)
    soon = [each for each in coming if _is_short(each, charter, now)]
    for each in soon:
        _keep(each, membership, word, now, charter, is_standing=True)
    Attendance.objects.bulk_create(
        [
            Attendance(meeting=each, membership=membership, answer=word, answered_at=now, is_standing=True)
            for each in coming
            if each not in soon
        ],
        update_conflicts=True,
        unique_fields=["meeting", "membership"],
        update_fields=["answer", "answered_at", "is_standing", "is_late"],
    )


def _keep(
    meeting: Meeting, membership: Membership, word: Answer, now: datetime, charter: Charter, *, is_standing: bool
) -> Attendance:
    attendance, _is_new = Attendance.objects.get_or_create(meeting=meeting, membership=membership)
    before = attendance.answer
    if before != word:  # the same word again is as old as it was first said: a "no" may have been in time
        attendance.answer, attendance.answered_at = word, now
        attendance.is_late = _is_short(meeting, charter, now) and bool(before or word == Answer.NO)
        if attendance.is_late:
            _tell_of_late(attendance, meeting, membership, now)
    attendance.is_standing = is_standing
    attendance.save(update_fields=["answer", "answered_at", "is_late", "is_standing"])
    return attendance


def _is_short(meeting: Meeting, charter: Charter, now: datetime) -> bool:
    """Whether the charter's notice has run out."""
    return now > meeting.starts_at - timedelta(hours=charter.notice_hours)


def _tell_of_late(attendance: Attendance, meeting: Meeting, membership: Membership, now: datetime) -> None:
    """Let the others who look after the group know; the letter is dropped when the word has changed again."""
    running = Membership.objects.running().filter(group=meeting.group_id).exclude(pk=membership.pk)
    owe(
        Notice(
            key=f"late_answer/{attendance.pk}/{int(now.timestamp())}/{pk}",
            kind=Notice.Kind.LATE_ANSWER,
            user_id=pk,
            data={"attendance": attendance.pk, "answer": attendance.answer},
            due_at=now,
            expires_at=meeting.starts_at,
        )
        for pk in running.values_list("user_id", flat=True)
    )


def answer_url(meeting: Meeting, membership: Membership) -> str:
    """The address that answers for one member and one meeting without signing in."""
    return links.link("meetings:answers.edit", meeting.pk, membership, salt="answer")


def read_answer_token(token: str) -> tuple[Meeting, Membership]:
    """Whose answer to what. Raises as `links.read` does, and DoesNotExist for a meeting that is gone."""
    pk, membership = links.read(token, salt="answer")
    meetings = Meeting.objects.select_related("group__closure", "series", "cancellation")
    return meetings.get(pk=pk, group=membership.group_id), membership
