"""Making meetings from series, with the messages it owes."""

import logging
import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from accounts.delivery import owe
from accounts.models import Notice, User
from groups.models import Group, GroupClosed, Membership
from meetings.models import Meeting, Series
from meetings.recurrence import Occurrence

HORIZON = timedelta(days=90)
logger = logging.getLogger(__name__)

BATCH = 500  # series in one statement


@transaction.atomic
def schedule(group: Group, *, by: User | None, now: datetime, ticket: uuid.UUID, **fields: Any) -> Series:
    """A new series with its meetings of the next 90 days, and a note to every member.

    The ticket comes with the form: the same ticket again answers the series it made. Raises GroupClosed.
    """
    hold(group.pk)
    series, is_new = make(group, by=by, now=now, ticket=ticket, **fields)
    if is_new:
        extend([series], now)
        tell(group, Notice.Kind.SCHEDULE, f"schedule/{series.pk}", {"series": series.pk}, now)
    return series


def hold(group: int) -> Group:
    """The group, locked before whatever changes of its meetings, so that none does once it has closed.

    Raises GroupClosed.
    """
    held = Group.objects.hold(group)
    if held.is_closed:
        raise GroupClosed
    return held


def make(group: Group, *, by: User | None, now: datetime, ticket: uuid.UUID, **fields: Any) -> tuple[Series, bool]:
    """The series of a ticket, still without meetings, and whether it is new."""
    defaults = {"group": group, "by": by, "created_at": now, "changed_at": now, **fields}
    series, is_new = Series.objects.get_or_create(ticket=ticket, defaults=defaults)
    if is_new:
        series.cycle = series.recurrence.cycle
        series.save(update_fields=["cycle"])
    return series, is_new


def extend(series: Iterable[Series], now: datetime) -> int:
    """Make the meetings of the next 90 days that are not there yet, with their agendas; answers how many.

    Two statements for some hundred series. Each series remembers its last date that was made, and is locked while it
    is looked at, so running this twice, or twice at once, adds nothing, and what somebody deleted stays away.
    """
    waiting, made = iter(series), 0
    while batch := list(islice(waiting, BATCH)):
        made += _extend([each.pk for each in batch], now)
    return made


@transaction.atomic
def _extend(pks: list[int], now: datetime) -> int:
    held = Series.objects.select_for_update().filter(pk__in=pks).order_by("pk")
    dates = [
        (each, date)
        for each in held
        for date in _dates(each, now)
        if each.made_until is None or date.key > each.made_until
    ]
    if not dates:
        return 0
    columns: dict[str, Any] = {
        "series": [each.pk for each, _ in dates],
        "slots": [date.key for _, date in dates],
        "starts": [date.starts_at for _, date in dates],
        "ends": [date.ends_at for _, date in dates],
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(_EXTEND, columns)
        made: int = cursor.fetchone()[0]
    return made


def _dates(series: Series, now: datetime) -> list[Occurrence]:
    """Of the horizon; none, and a line in the log, for one that new zone data broke: the others are made."""
    try:
        return series.dates(now, now + HORIZON)
    except ValueError:
        logger.exception("Series %s gives no dates.", series.pk)
        return []


_EXTEND = """
WITH slot AS (
    SELECT * FROM unnest(%(series)s::bigint[], %(slots)s::timestamp[], %(starts)s::timestamptz[],
                         %(ends)s::timestamptz[]) AS slot (series_id, slot, starts_at, ends_at)
), made AS (
    INSERT INTO meetings_meeting
           (series_id, group_id, place, facilitator_id, slot, starts_at, ends_at, sequence, settled_at, changed_at)
    SELECT series.id, series.group_id, series.place, series.facilitator_id, slot.slot, slot.starts_at, slot.ends_at, 0,
           %(now)s, %(now)s
      FROM slot JOIN meetings_series series ON series.id = slot.series_id
     ORDER BY slot.series_id, slot.slot
        ON CONFLICT (series_id, slot) DO NOTHING
    RETURNING id, series_id
), copied AS (
    INSERT INTO meetings_agendaitem (meeting_id, position, kind, title, minutes, turn, instruction)
    SELECT made.id, phase.position, phase.kind, phase.title, phase.minutes, phase.turn, phase.instruction
      FROM made
      JOIN meetings_series series ON series.id = made.series_id
      JOIN meetings_phase phase ON phase.format_id = series.format_id
), answered AS (
    INSERT INTO meetings_attendance (meeting_id, membership_id, answer, answered_at, is_standing)
    SELECT made.id, usual.membership_id, usual.answer, %(now)s, true
      FROM made
      JOIN meetings_standinganswer usual ON usual.series_id = made.series_id
      JOIN groups_membership seat ON seat.id = usual.membership_id AND seat.left_at IS NULL
       AND usual.answered_at >= seat.joined_at
), reached AS (
    UPDATE meetings_series series SET made_until = last.slot
      FROM (SELECT series_id, max(slot) AS slot FROM slot GROUP BY series_id) last
     WHERE series.id = last.series_id
)
SELECT count(*) FROM made
"""


def release(now: datetime) -> None:
    """Whoever has left a table, or whose account is shut, leads no coming meeting there; asking again adds nothing."""
    present = Membership.objects.present().filter(user__is_active=True)
    there = Exists(present.filter(group=OuterRef("group"), user=OuterRef("facilitator")))
    Series.objects.exclude(facilitator=None).exclude(there).update(facilitator=None)
    led = Meeting.objects.filter(ends_at__gt=now).exclude(facilitator=None).exclude(there)
    led.update(facilitator=None, changed_at=now)


def tell(
    group: Group, kind: Notice.Kind, key: str, data: dict[str, Any], now: datetime, expires_at: datetime | None = None
) -> None:
    """Owe the same note to everyone at the table."""
    people = Membership.objects.present().filter(group=group).values_list("user_id", flat=True)
    owe(Notice(key=f"{key}/{pk}", kind=kind, user_id=pk, data=data, due_at=now, expires_at=expires_at) for pk in people)
