"""What somebody's calendar shows: the meetings of the tables where they sit now, and whether anything has changed."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import F, OuterRef, Subquery
from django.utils import translation

from accounts.clock import zone_data
from accounts.models import User
from groups.models import Charter, Group
from meetings import calendar
from meetings.course import Course
from meetings.models import Feed, Meeting, Series

WRITTEN = 1  # raised whenever the same rows are written in another way


def courses_of(user: User, now: datetime, **only: object) -> list[Course]:
    """Every series of the person's groups with the meetings they may see, in order; two queries.

    `only` narrows the series, as in `group=`.
    """
    newest = Charter.objects.filter(group=OuterRef("group")).order_by("-version")
    found: list[Any] = list(  # with what is annotated
        Series.objects.filter(group__memberships__user=user, group__memberships__left_at=None)
        .annotate(joined_at=F("group__memberships__joined_at"))
        .annotate(past_is_open=Subquery(newest.values("newcomers_see_past")[:1]))
        .filter(**only)
        .select_related("group__closure")
        .order_by("pk")
    )
    meetings = _meetings(user, found)
    return [Course(each, meetings[each.pk], None if each.past_is_open else each.joined_at, now.year) for each in found]


def _meetings(user: User, series: Iterable[Series]) -> dict[int, list[Meeting]]:
    by_series: dict[int, list[Meeting]] = defaultdict(list)
    seen = Meeting.objects.seen_by(user).filter(series__in=[each.pk for each in series])
    for meeting in seen.select_related("cancellation").order_by("slot"):
        by_series[meeting.series_id].append(meeting)
    return by_series


def feed_for(user: User, group: Group | None) -> Feed:
    """The address of somebody's calendar, drawn where there is none yet."""
    drawn = Feed(user=user, group=group)
    drawn.renew()
    fields = {"nonce": drawn.nonce, "digest": drawn.digest}
    feed, _is_new = Feed.objects.get_or_create(user=user, group=group, defaults=fields)
    return feed


def text_of(feed: Feed, now: datetime) -> bytes:
    """The calendar behind an address, in its person's language; empty once they have left the table it is for.

    Two queries. So programs take away what they had, where an error would let them keep it.
    """
    courses = courses_of(feed.user, now, **({"group": feed.group_id} if feed.group_id else {}))
    name = courses[0].series.group.name if feed.group_id and courses else settings.SITE_NAME
    with translation.override(feed.user.language):
        return calendar.feed(courses, name=name, zone=feed.user.time_zone, year=now.year)


def state_of(feed: Feed, now: datetime) -> str:
    """What the whole calendar depends on, in one query and a few letters: another state, another text of it.

    Every column of the rows counts, so that no change can be forgotten.
    """
    with connection.cursor() as cursor:
        cursor.execute(_STATE, {"user": feed.user_id, "group": feed.group_id})
        rows = cursor.fetchall()
    around = (WRITTEN, zone_data().wheel, now.year, settings.SITE_URL, feed.user.language, feed.user.time_zone)
    return sha256(repr((around, rows)).encode()).hexdigest()[:32]


_STATE = """
SELECT seat.joined_at, room.id, room.name, room.slug, closure.created_at,
       (SELECT newcomers_see_past FROM groups_charter WHERE group_id = room.id ORDER BY version DESC LIMIT 1),
       (SELECT md5(string_agg(series::text, ' ' ORDER BY series.id))
          FROM meetings_series series WHERE series.group_id = room.id),
       (SELECT md5(string_agg(meeting::text || coalesce(off.is_skip::text, ''), ' ' ORDER BY meeting.id))
          FROM meetings_meeting meeting LEFT JOIN meetings_cancellation off ON off.meeting_id = meeting.id
         WHERE meeting.group_id = room.id)
  FROM groups_membership seat
  JOIN groups_group room ON room.id = seat.group_id
  LEFT JOIN groups_closure closure ON closure.group_id = room.id
 WHERE seat.user_id = %(user)s AND seat.left_at IS NULL AND (%(group)s IS NULL OR room.id = %(group)s)
 ORDER BY room.id
"""
