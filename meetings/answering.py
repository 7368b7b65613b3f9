"""Saying yes, maybe or no to one date: on the page, or by the signed link in a mail."""

from datetime import datetime, timedelta

from django.core import signing
from django.db import transaction
from django.urls import reverse

from accounts.letters import absolute
from groups.models import Membership
from meetings.models import Attendance, Meeting
from meetings.models.attendance import Answer

LINK_LASTS = timedelta(days=120)  # longer than the horizon of scheduled meetings


class AnswerClosed(Exception):
    """The meeting was cancelled or is over, or its group has closed; there is nothing left to answer."""


@transaction.atomic
def answer(meeting: Meeting, membership: Membership, word: Answer, now: datetime) -> Attendance:
    """Keep a member's latest word for this date, and for no other. Raises AnswerClosed."""
    rows = Meeting.objects.select_for_update(of=["self"]).select_related("group__closure")
    held = rows.get(pk=meeting.pk)
    if held.ends_at <= now or held.is_cancelled or held.group.is_closed:
        raise AnswerClosed
    attendance, _is_new = Attendance.objects.get_or_create(meeting=meeting, membership=membership)
    if attendance.answer != word:  # the same word again is as old as it was first said: a "no" may have been in time
        attendance.answer, attendance.answered_at = word, now
        attendance.save(update_fields=["answer", "answered_at"])
    return attendance


def answer_url(meeting: Meeting, membership: Membership) -> str:
    """The address that answers for one member and one meeting without signing in; a GET only shows a page."""
    token = signing.dumps([meeting.pk, membership.pk], salt="answer")
    return absolute(reverse("meetings:answers.edit", args=[token]))


def read_answer_token(token: str) -> tuple[Meeting, Membership]:
    """Whose answer to what. Raises BadSignature for what we did not sign or signed too long ago, DoesNotExist for a
    meeting that is gone, a member who has left or an account that was closed."""
    meeting_id, membership_id = signing.loads(token, salt="answer", max_age=LINK_LASTS)
    people = Membership.objects.present().filter(user__is_active=True).select_related("group", "user")
    membership = people.get(pk=membership_id)
    meeting = Meeting.objects.select_related("group__closure", "series", "cancellation")
    return meeting.get(pk=meeting_id, group=membership.group_id), membership
