"""Changing one meeting of a series: moved, called off, left out, led by somebody else; the others stay.

In a group that has closed nothing changes: GroupClosed.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from accounts.clock import instant
from accounts.models import Notice, User
from meetings.models import Cancellation, Meeting, Series
from meetings.scheduling import hold, tell

A_DAY = timedelta(days=1)


class MeetingClosed(Exception):
    """The meeting was cancelled or is over; it cannot be changed any more."""


class NoSuchDate(Exception):
    """The series gives no such date, or it has passed."""


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
    held.is_moved = starts_at != instant(held.slot, held.series.zone)
    held.sequence, held.revision, held.settled_at, held.changed_at = held.sequence + 1, held.revision + 1, now, now
    held.save(update_fields=["starts_at", "ends_at", "is_moved", "sequence", "revision", "settled_at", "changed_at"])
    data = {"meeting": held.pk, "sequence": held.sequence, "was": was}
    tell(held.group, Notice.Kind.CHANGE, f"change/{held.pk}/{held.sequence}", data, now, expires_at)
    return True


def _told_last(meeting: Meeting) -> int:
    """The start that people know of, in epoch seconds: that before the first move nobody has been told of yet."""
    untold = Notice.objects.filter(kind=Notice.Kind.CHANGE, state=Notice.State.DUE, data__meeting=meeting.pk)
    first = untold.filter(data__has_key="was").order_by("pk").values_list("data__was", flat=True).first()
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
    held.revision, held.changed_at = held.revision + 1, now
    held.save(update_fields=["revision", "changed_at"])
    tell(held.group, Notice.Kind.CANCELLATION, f"cancellation/{held.pk}", {"meeting": held.pk}, now, held.ends_at)


@transaction.atomic
def reassign(meeting: Meeting, *, facilitator: User | None, place: str, now: datetime) -> bool:
    """Let somebody else lead one meeting, or meet elsewhere, and tell everybody; answers whether anything changed.

    Raises MeetingClosed.
    """
    held = _held(meeting)
    if held.ends_at <= now or Cancellation.objects.filter(meeting=held).exists():
        raise MeetingClosed
    if (held.facilitator, held.place) == (facilitator, place):
        return False
    held.facilitator, held.place = facilitator, place
    held.revision, held.changed_at = held.revision + 1, now
    held.save(update_fields=["facilitator", "place", "revision", "changed_at"])
    data = {"meeting": held.pk, "revision": held.revision}
    tell(held.group, Notice.Kind.CHANGE, f"reassign/{held.pk}/{held.revision}", data, now, held.ends_at)
    return True


@transaction.atomic
def leave_out(series: Series, slots: Iterable[datetime], *, by: User, now: datetime) -> int:
    """Leave dates out of a series, also such as are not made yet, and tell everybody; answers how many were new.

    The rows stay, so no date comes back; what was cancelled stays cancelled. Raises NoSuchDate.
    """
    standing = leave_out_quietly(series, slots, by=by, now=now)
    if standing:
        data = {"meetings": [each.pk for each in standing]}
        last = max(each.ends_at for each in standing)
        tell(series.group, Notice.Kind.SKIP, f"skip/{standing[0].pk}", data, now, last)
    return len(standing)


@transaction.atomic
def leave_out_quietly(series: Series, slots: Iterable[datetime], *, by: User, now: datetime) -> list[Meeting]:
    """As `leave_out`, where another letter tells of the dates; answers those that stood until now."""
    hold(series.group_id)
    held = Series.objects.select_for_update().get(pk=series.pk)
    meetings = [_meeting_of(held, slot, now) for slot in sorted(set(slots))]
    standing = [each for each in meetings if not Cancellation.objects.filter(meeting=each).exists()]
    Cancellation.objects.bulk_create(
        Cancellation(meeting=each, by=by, is_skip=True, created_at=now) for each in standing
    )
    Meeting.objects.filter(pk__in=[each.pk for each in standing]).update(revision=F("revision") + 1, changed_at=now)
    return standing


def _meeting_of(series: Series, slot: datetime, now: datetime) -> Meeting:
    """The meeting of a coming date, made where it is not there yet."""
    around = instant(slot, series.zone)
    date = next((each for each in series.dates(around - A_DAY, around + A_DAY) if each.key == slot), None)
    if date is None or date.ends_at <= now:
        raise NoSuchDate
    made = {"group_id": series.group_id, "starts_at": date.starts_at, "ends_at": date.ends_at, "place": series.place}
    meeting, _is_new = Meeting.objects.get_or_create(
        series=series, slot=slot, defaults={**made, "facilitator_id": series.facilitator_id, "settled_at": now}
    )
    if meeting.ends_at <= now:
        raise NoSuchDate
    return meeting


def _held(meeting: Meeting) -> Meeting:
    """The meeting as it stands, locked: whoever else would change it waits. Raises GroupClosed."""
    hold(meeting.group_id)
    return Meeting.objects.select_for_update(of=["self"]).select_related("group", "series").get(pk=meeting.pk)
