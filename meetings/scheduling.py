"""Making meetings from series, and changing one of them; each with the messages it owes."""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.db.models import Max

from accounts.delivery import owe
from accounts.models import Notice, User
from groups.models import Group, Membership
from meetings.models import Cancellation, Meeting, Series

HORIZON = timedelta(days=90)
BATCH = 500  # series in one statement


class MeetingClosed(Exception):
    """The meeting was cancelled or is over; it cannot be changed any more."""


@transaction.atomic
def schedule(group: Group, *, by: User, now: datetime, ticket: uuid.UUID, **fields: Any) -> Series:
    """A new series with its meetings of the next 90 days, and a note to every member.

    The ticket comes with the form: the same ticket again answers the series it made.
    """
    series, is_new = Series.objects.get_or_create(
        ticket=ticket, defaults={"group": group, "by": by, "created_at": now, **fields}
    )
    if is_new:
        series.cycle = series.recurrence.cycle
        series.save(update_fields=["cycle"])
        extend([series], now)
        _tell(group, Notice.Kind.SCHEDULE, f"schedule/{series.pk}", {"series": series.pk}, now)
    return series


def extend(series: Iterable[Series], now: datetime) -> int:
    """Make the meetings of the next 90 days that are not there yet, with their agendas; answers how many.

    One statement for some hundred series: the slot is unique per series, so running it twice, or twice at once, adds
    nothing, and an agenda is copied only for a meeting that this statement made.
    """
    waiting, made = iter(series), 0
    while batch := list(islice(waiting, BATCH)):
        made += _extend(batch, now)
    return made


def _extend(series: list[Series], now: datetime) -> int:
    last = Meeting.objects.filter(series__in=series).values_list("series").annotate(slot=Max("slot"))
    known = dict(last)
    dates = [
        (each, date)
        for each in series
        for date in each.recurrence.between(now, now + HORIZON)
        if each.pk not in known or date.key > known[each.pk]
    ]
    columns: dict[str, Any] = {
        "series": [each.pk for each, _ in dates],
        "groups": [each.group_id for each, _ in dates],
        "places": [each.place for each, _ in dates],
        "slots": [date.key for _, date in dates],
        "starts": [date.starts_at for _, date in dates],
        "ends": [date.ends_at for _, date in dates],
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(_EXTEND, columns)
        made: int = cursor.fetchone()[0]
    return made


_EXTEND = """
WITH made AS (
    INSERT INTO meetings_meeting (series_id, group_id, place, slot, starts_at, ends_at, sequence, settled_at)
    SELECT slot.*, 0, %(now)s
      FROM unnest(%(series)s::bigint[], %(groups)s::bigint[], %(places)s::text[], %(slots)s::timestamp[],
                  %(starts)s::timestamptz[], %(ends)s::timestamptz[]) AS slot
        ON CONFLICT (series_id, slot) DO NOTHING
    RETURNING id, series_id
), copied AS (
    INSERT INTO meetings_agendaitem (meeting_id, position, kind, title, minutes, turn, instruction)
    SELECT made.id, phase.position, phase.kind, phase.title, phase.minutes, phase.turn, phase.instruction
      FROM made
      JOIN meetings_series series ON series.id = made.series_id
      JOIN meetings_phase phase ON phase.format_id = series.format_id
)
SELECT count(*) FROM made
"""


@transaction.atomic
def move(meeting: Meeting, starts_at: datetime, now: datetime) -> bool:
    """Put one meeting at another time and tell everybody; answers whether anything changed.

    The others of the series stay where they are. Raises MeetingClosed.
    """
    held = _held(meeting)
    if held.ends_at <= now or Cancellation.objects.filter(meeting=held).exists():
        raise MeetingClosed
    if held.starts_at == starts_at:
        return False
    was, lasts = _told_last(held), held.ends_at - held.starts_at
    expires_at = max(held.ends_at, starts_at + lasts)
    held.starts_at, held.ends_at = starts_at, starts_at + lasts
    held.sequence, held.settled_at = held.sequence + 1, now
    held.save(update_fields=["starts_at", "ends_at", "sequence", "settled_at"])
    data = {"meeting": held.pk, "sequence": held.sequence, "was": was}
    _tell(held.group, Notice.Kind.CHANGE, f"change/{held.pk}/{held.sequence}", data, now, expires_at)
    return True


def _told_last(meeting: Meeting) -> int:
    """The start that people know of, in epoch seconds: that before the first move nobody has been told of yet."""
    untold = Notice.objects.filter(kind=Notice.Kind.CHANGE, state=Notice.State.DUE, data__meeting=meeting.pk)
    first = untold.order_by("pk").values_list("data__was", flat=True).first()
    return int(first) if first is not None else meeting.epoch


@transaction.atomic
def cancel(meeting: Meeting, *, by: User, reason: str, now: datetime) -> None:
    """Call one meeting off and tell everybody; cancelling twice is cancelling once. Raises MeetingClosed when over."""
    held = _held(meeting)
    if Cancellation.objects.filter(meeting=held).exists():
        return
    if held.ends_at <= now:
        raise MeetingClosed
    Cancellation.objects.create(meeting=held, by=by, reason=reason, created_at=now)
    _tell(held.group, Notice.Kind.CANCELLATION, f"cancellation/{held.pk}", {"meeting": held.pk}, now, held.ends_at)


def _held(meeting: Meeting) -> Meeting:
    """The meeting as it stands, locked: whoever else would change it waits."""
    return Meeting.objects.select_for_update(of=["self"]).select_related("group").get(pk=meeting.pk)


def _tell(
    group: Group, kind: Notice.Kind, key: str, data: dict[str, int], now: datetime, expires_at: datetime | None = None
) -> None:
    """Owe the same note to everyone at the table."""
    people = Membership.objects.present().filter(group=group).values_list("user_id", flat=True)
    owe(Notice(key=f"{key}/{pk}", kind=kind, user_id=pk, data=data, due_at=now, expires_at=expires_at) for pk in people)
