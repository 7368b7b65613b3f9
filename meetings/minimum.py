"""A minimum attendance: where too few said yes by a set time, everyone is asked whether to move."""

from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from accounts.clock import lazy_words
from accounts.letters import Letter, Note, absolute
from accounts.models import Notice
from meetings.letters import AT_THE_TABLE, counts, standing
from meetings.models import Meeting

USELESS = timedelta(hours=2)  # before the start; nobody can move it any more


def ask(now: datetime) -> int:
    """Owe everybody at a table that too few come to one notice a date; answers how many were new.

    As with reminders the key holds the start, and nothing is owed for a moment that had passed before the meeting was
    set to its time, or before the person joined.
    """
    values: dict[str, Any] = {
        "kind": Notice.Kind.TOO_FEW.value,
        "topic": Notice.Kind.TOO_FEW.topic.value,
        "useless": USELESS,
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(_ASK, values)
        new: int = cursor.rowcount
    return new


_ASK = """
INSERT INTO accounts_notice
       (key, kind, topic, user_id, address, data, due_at, expires_at, state, attempts, error, created_at)
SELECT concat_ws('/', %(kind)s::text, meeting.id, epoch.start, seat.user_id), %(kind)s, %(topic)s, seat.user_id, '',
       jsonb_build_object('meeting', meeting.id, 'starts_at', epoch.start),
       %(now)s, meeting.starts_at - %(useless)s, 'due', 0, '', %(now)s
  FROM meetings_meeting meeting
  JOIN meetings_series series ON series.id = meeting.series_id AND series.minimum IS NOT NULL
 CROSS JOIN LATERAL (SELECT floor(extract(epoch FROM meeting.starts_at))::bigint AS start) epoch
 CROSS JOIN LATERAL (SELECT meeting.starts_at - make_interval(hours => series.asks_hours) AS moment) asked
 CROSS JOIN LATERAL (
       SELECT count(*) AS people
         FROM meetings_attendance attendance
         JOIN groups_membership present ON present.id = attendance.membership_id AND present.left_at IS NULL
        WHERE attendance.meeting_id = meeting.id AND attendance.answer = 'yes'
       ) coming
  JOIN groups_membership seat ON seat.group_id = meeting.group_id AND seat.left_at IS NULL
  LEFT JOIN meetings_cancellation cancellation ON cancellation.meeting_id = meeting.id
  LEFT JOIN groups_closure closure ON closure.group_id = meeting.group_id
 WHERE asked.moment <= %(now)s
   AND meeting.starts_at > %(now)s + %(useless)s
   AND asked.moment >= greatest(meeting.settled_at, seat.joined_at)
   AND coming.people < series.minimum
   AND cancellation.id IS NULL
   AND closure.id IS NULL
    ON CONFLICT (key) DO NOTHING
"""


def is_missed(meeting: Meeting, coming: int, now: datetime) -> bool:
    """Whether it is time to speak of it: fewer than agreed have said yes, and the set time has come."""
    series = meeting.series
    asked = meeting.starts_at - timedelta(hours=series.asks_hours)
    return series.minimum is not None and coming < series.minimum and asked <= now < meeting.starts_at


def compose(notice: Notice, now: datetime) -> Letter | None:
    """As things stand when it is sent: silent once enough are coming."""
    found = standing(notice)
    if found is None:
        return None
    meeting, membership = found
    numbers = counts(meeting)
    if not is_missed(meeting, numbers["coming"], now):
        return None
    return Note(
        subject=_("Should %(group)s move its meeting?"),
        lead=_("%(coming)s of %(seated)s are coming on %(when)s. You agreed on at least %(minimum)s."),
        more=_("Say whether you come. Those who look after the group can move the meeting, or ask for another time."),
        button=_("See who comes"),
        url=absolute(meeting.get_absolute_url()),
        why=AT_THE_TABLE,
        kicker=_("Too few are coming"),
        names={
            "group": meeting.group.name,
            "when": lazy_words(meeting.starts_at, meeting.ends_at, membership.user.time_zone),
            "minimum": meeting.series.minimum,
            **numbers,
        },
    ).letter()
