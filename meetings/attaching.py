"""The files that go with mails about meetings: what a calendar that is no subscription is to know.

The same events by the same names as in the feed, so that who has both sees no contradiction. They are only told
(METHOD:PUBLISH): whoever wants to answer does so by the mail's own links, the one way there is.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils import translation

from accounts.letters import Attachment
from accounts.models import User
from meetings import calendar
from meetings.models import Meeting
from meetings.subscribing import courses_of

Files = tuple[Attachment, ...]


def whole(user: User, series: Iterable[int], now: datetime) -> Files:
    """All dates of these series."""
    with translation.override(user.language):
        return _file("meetings.ics", "PUBLISH", calendar.publish(courses_of(user, now, pk__in=list(series)), now))


def changed(user: User, meeting: Meeting, now: datetime) -> Files:
    """One meeting as it stands now; nothing where their calendar has none, as of a group that has closed."""
    return _single("meeting.ics", "PUBLISH", user, [meeting], now)


def called_off(user: User, meetings: Sequence[Meeting], now: datetime) -> Files:
    """Meetings of one series that do not take place; nothing where their calendar has none."""
    return _single("cancelled.ics", "CANCEL", user, meetings, now)


def _single(name: str, method: str, user: User, meetings: Sequence[Meeting], now: datetime) -> Files:
    [course] = courses_of(user, now, pk=meetings[0].series_id)
    write = calendar.cancel if method == "CANCEL" else calendar.publish
    with translation.override(user.language):
        try:
            return _file(name, method, write([course], now, meetings))
        except LookupError:
            return ()


def _file(name: str, method: str, text: bytes) -> Files:
    return (Attachment(name, text, f"text/calendar; method={method}"),)
