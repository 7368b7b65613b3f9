"""Reminders 24 hours and one hour before a meeting: who is owed what, and what it says when it is sent."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from accounts.letters import Letter
from accounts.models import Notice
from meetings.letters import about, minute, own_answer, standing
from meetings.models.attendance import Answer

AHEAD = timedelta(minutes=10)  # written down a little before they are due, so that none waits for the next plan


@dataclass(frozen=True, slots=True)
class Lead:
    """How long before the start a message is due, and before which it stops being of use."""

    before: timedelta
    useless: timedelta


LEADS = (
    Lead(before=timedelta(hours=24), useless=timedelta(hours=1)),
    Lead(before=timedelta(hours=1), useless=timedelta(0)),
)


def plan(now: datetime) -> int:
    """Write down the reminders that fall due; answers how many were new. Asking again adds nothing."""
    return sum(owe_before_meetings(Notice.Kind.REMINDER, lead, now) for lead in LEADS)


def owe_before_meetings(kind: Notice.Kind, lead: Lead, now: datetime) -> int:
    """Owe everybody who sits at a coming table, and has not said no, one notice of this kind at this lead.

    The key holds the start, so that a meeting that moved earns a new one. Nothing is owed for a moment that had passed
    before the meeting was set to its time, or before the person joined: the note about that said it already.
    """
    values: dict[str, Any] = {
        "kind": kind.value,
        "topic": kind.topic.value,
        "lead": int(lead.before.total_seconds()) // 60,
        "before": lead.before,
        "useless": lead.useless,
        "now": now,
        "horizon": now + AHEAD,
    }
    with connection.cursor() as cursor:
        cursor.execute(_OWE, values)
        new: int = cursor.rowcount
    return new


_OWE = """
INSERT INTO accounts_notice
       (key, kind, topic, user_id, address, data, due_at, expires_at, state, attempts, error, created_at)
SELECT concat_ws('/', %(kind)s::text, meeting.id, epoch.start, %(lead)s::int, seat.user_id),
       %(kind)s, %(topic)s, seat.user_id, '',
       jsonb_build_object('meeting', meeting.id, 'starts_at', epoch.start),
       meeting.starts_at - %(before)s, meeting.starts_at - %(useless)s, 'due', 0, '', %(now)s
  FROM meetings_meeting meeting
 CROSS JOIN LATERAL (SELECT floor(extract(epoch FROM meeting.starts_at))::bigint AS start) epoch
  JOIN groups_membership seat ON seat.group_id = meeting.group_id AND seat.left_at IS NULL
  LEFT JOIN meetings_cancellation cancellation ON cancellation.meeting_id = meeting.id
  LEFT JOIN groups_closure closure ON closure.group_id = meeting.group_id
  LEFT JOIN meetings_attendance attendance
         ON attendance.meeting_id = meeting.id AND attendance.membership_id = seat.id
 WHERE meeting.starts_at > %(now)s + %(useless)s
   AND meeting.starts_at <= %(horizon)s + %(before)s
   AND meeting.starts_at >= greatest(meeting.settled_at, seat.joined_at) + %(before)s
   AND cancellation.id IS NULL
   AND closure.id IS NULL
   AND attendance.answer IS DISTINCT FROM 'no'
    ON CONFLICT (key) DO NOTHING
"""


def compose(notice: Notice, now: datetime) -> Letter | None:
    """The reminder as things stand: not for a meeting that moved or was cancelled, not for who left or said no."""
    found = standing(notice)
    if found is None or own_answer(*found) == Answer.NO or found[0].starts_at <= now:
        return None
    return Letter("reminder", {**about(*found), "now": minute(now)})
