"""New clock rules: coming meetings that nobody moved by hand are placed again, and their people told."""

from datetime import datetime
from typing import Any

from django.db import connection, transaction

from accounts.clock import instant, zone_data, zone_names
from accounts.models import Notice
from meetings.models import Meeting, Series, ZoneData
from meetings.models.meeting import MeetingQuerySet
from meetings.scheduling import tell

BATCH = 1000  # meetings in one statement


@transaction.atomic
def refresh_times(now: datetime, *, always: bool = False) -> int:
    """Place the coming meetings by the zone data as it is, once per version; answers how many changed.

    `always` looks also where the version is the same. Safe to run twice at once: the second waits and finds nothing.
    """
    known, _is_new = ZoneData.objects.get_or_create(pk=1, defaults={"version": "", "refreshed_at": now})
    known = ZoneData.objects.select_for_update().get(pk=1)
    current = zone_data().wheel
    if known.version == current and not always:
        return 0
    changed = _place(now)
    for series in Series.objects.filter(pk__in={of for _pk, of in changed}).select_related("group"):
        tell(
            series.group,
            Notice.Kind.TIMES,
            f"times/{current}/{int(now.timestamp())}/{series.pk}",
            {"series": series.pk},
            now,
        )
    known.version, known.refreshed_at = current, now
    known.save()
    return len(changed)


def _place(now: datetime) -> list[tuple[int, int]]:
    # Series first, as everybody who changes several meetings has it, and looked at again once they are held: a meeting
    # may have gone over to another series meanwhile, with another slot.
    suspects = {series for _pk, series, _at in _wrong(_coming(now))}
    held = Series.objects.select_for_update().filter(pk__in=suspects).order_by("pk").values_list("pk", flat=True)
    wrong = _wrong(_coming(now).filter(series__in=list(held)))
    changed: list[tuple[int, int]] = []
    for start in range(0, len(wrong), BATCH):
        batch = wrong[start : start + BATCH]
        with connection.cursor() as cursor:
            columns: dict[str, Any] = {
                "pks": [pk for pk, _of, _at in batch],
                "starts": [at for _pk, _of, at in batch],
                "now": now,
            }
            cursor.execute(_PLACE, columns)
            changed += cursor.fetchall()
    return changed


def _coming(now: datetime) -> MeetingQuerySet:
    return Meeting.objects.standing().upcoming(now).filter(is_moved=False, starts_at__gt=now)


def _wrong(coming: MeetingQuerySet) -> list[tuple[int, int, datetime]]:
    """Those that lie elsewhere than their slot: meeting, series, and where the slot is."""
    rows = coming.values_list("pk", "series", "slot", "starts_at", "series__zone").order_by("pk")
    return [
        (pk, series, placed)
        for pk, series, slot, starts_at, zone in rows.iterator()
        if zone in zone_names() and (placed := instant(slot, zone)) != starts_at
    ]


_PLACE = """
UPDATE meetings_meeting meeting
   SET ends_at = placed.starts_at + (meeting.ends_at - meeting.starts_at), starts_at = placed.starts_at,
       sequence = meeting.sequence + 1, revision = meeting.revision + 1, settled_at = %(now)s, changed_at = %(now)s
  FROM unnest(%(pks)s::bigint[], %(starts)s::timestamptz[]) AS placed (id, starts_at)
 WHERE meeting.id = placed.id AND NOT meeting.is_moved
RETURNING meeting.id, meeting.series_id
"""
