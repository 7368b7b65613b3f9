"""The agenda digest a day before a meeting: what will happen, and who will be there."""

from datetime import datetime, timedelta

from accounts.letters import Letter
from accounts.models import Notice
from meetings.letters import about, minute, own_answer, standing
from meetings.models.agenda import timed_agenda
from meetings.models.attendance import Answer, roster
from meetings.reminders import Lead, owe_before_meetings

LEAD = Lead(before=timedelta(hours=24), useless=timedelta(0))


def plan(now: datetime) -> int:
    """Write down the digests that fall due; answers how many were new. Asking again adds nothing."""
    return owe_before_meetings(Notice.Kind.DIGEST, LEAD, now)


def compose(notice: Notice, now: datetime) -> Letter | None:
    """The digest as things stand; none for an empty agenda, nor for who left or said no."""
    found = standing(notice)
    if found is None or own_answer(*found) == Answer.NO or found[0].starts_at <= now:
        return None
    agenda = timed_agenda(found[0])
    if not agenda:
        return None
    return Letter("digest", {**about(*found), "now": minute(now), "agenda": agenda, "roster": roster(found[0])})
