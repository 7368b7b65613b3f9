"""Changing this date and all following: the series ends before it, and goes on as another one, or not at all.

The past stays. In a group that has closed nothing changes: GroupClosed.
"""

import uuid
from collections import defaultdict
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F

from accounts.clock import instant
from accounts.models import Notice, User
from meetings.changing import A_DAY, MeetingClosed, NoSuchDate
from meetings.models import AgendaItem, Cancellation, Meeting, Series, StandingAnswer
from meetings.recurrence import Occurrence
from meetings.scheduling import HORIZON, extend, hold, make, tell

CHANGED = ["series", "slot", "starts_at", "ends_at", "place", "facilitator", "revision", "settled_at", "changed_at"]


@transaction.atomic
def change_following(meeting: Meeting, *, by: User, now: datetime, ticket: uuid.UUID, **fields: Any) -> Series:
    """Let the series go on from this meeting as another one with these fields, and tell everybody once.

    Meetings on days that both have go over with all they hold; what was moved or cancelled by hand stays so. Days
    that the new one does not have are left out. Where the series had been changed from a later date on, the new one
    goes on until then. The same ticket again answers the series it made. Raises MeetingClosed, or NoSuchDate where
    nothing lies between.
    """
    hold(meeting.group_id)
    old = Series.objects.select_for_update().select_related("group").get(pk=meeting.series_id)
    made = Series.objects.filter(ticket=ticket).first()
    if made:
        return made
    held = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if held.ends_at <= now or held.series_id != old.pk or Cancellation.objects.filter(meeting=held).exists():
        raise MeetingClosed
    new, _is_new = make(old.group, by=by, now=now, ticket=ticket, follows=old, **fields)
    begins = _wall(instant(new.starts_at, new.zone), old.zone)
    new.ends_before = until(old, new.zone)
    if new.ends_before:
        if new.starts_at >= new.ends_before:
            raise NoSuchDate
        new.save(update_fields=["ends_before"])
    old.ends_before, old.changed_at = min(held.slot, begins), now
    old.save(update_fields=["ends_before", "changed_at"])
    StandingAnswer.objects.hand_over(old, new)
    _hand_over(old, new, by, now)
    extend([new], now)
    tell(old.group, Notice.Kind.SERIES_CHANGE, f"series/{new.pk}", {"series": new.pk}, now)
    return new


def until(old: Series, zone: str) -> datetime | None:
    """Before which wall clock of a zone a series that takes the place of another ends, if that one does."""
    if old.ends_before is None:
        return None
    wall = _wall(instant(old.ends_before, old.zone), zone)
    return datetime.combine(wall.date(), time.min)  # that day has its meeting already


@transaction.atomic
def end(series: Series, slot: datetime, *, by: User, now: datetime) -> bool:
    """Let a series have no dates any more from this one on, and tell everybody once; answers whether that is new.

    Those that are made already are left out. Raises NoSuchDate for a slot that is none, or has passed.
    """
    hold(series.group_id)
    held = Series.objects.select_for_update().select_related("group").get(pk=series.pk)
    if held.ends_before is not None and held.ends_before <= slot:
        return False
    around = instant(slot, held.zone)
    if not any(each.key == slot and each.ends_at > now for each in held.dates(around - A_DAY, around + A_DAY)):
        raise NoSuchDate
    held.ends_before, held.changed_at = slot, now
    held.save(update_fields=["ends_before", "changed_at"])
    for each in held.meetings.select_for_update(of=["self"]).filter(slot__gte=slot, starts_at__gt=now).order_by("slot"):
        _leave_out(each, by, now)
    data = {"series": held.pk, "ends": True}
    tell(held.group, Notice.Kind.SERIES_CHANGE, f"end/{held.pk}/{slot.isoformat()}", data, now)
    return True


def _wall(moment: datetime, zone: str) -> datetime:
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def _hand_over(old: Series, new: Series, by: User, now: datetime) -> None:
    """Give the new series those meetings of the old that lie on its days, and leave out the others."""
    rest = list(old.meetings.select_for_update(of=["self"]).filter(slot__gte=old.ends_before).order_by("slot"))
    days = _by_day(new, now, rest)
    kept = []
    for each in rest:
        if each.starts_at <= now:  # what has begun stays what it was
            continue
        if days[each.slot.date()]:
            _take_over(each, days[each.slot.date()].pop(0), old, new, now)
            kept.append(each)
        else:
            _leave_out(each, by, now)
    Meeting.objects.bulk_update(kept, CHANGED)
    if old.format_id != new.format_id:
        _give_agenda([each.pk for each in kept], new)


def _by_day(series: Series, now: datetime, rest: list[Meeting]) -> dict[date, list[Occurrence]]:
    last = max([now + HORIZON, *(each.ends_at + HORIZON for each in rest)])
    days: dict[date, list[Occurrence]] = defaultdict(list)
    for each in series.dates(now, last):
        days[each.key.date()].append(each)
    return days


def _take_over(meeting: Meeting, given: Occurrence, old: Series, new: Series, now: datetime) -> None:
    if not meeting.is_moved and (meeting.starts_at, meeting.ends_at) != (given.starts_at, given.ends_at):
        meeting.starts_at, meeting.ends_at, meeting.settled_at = given.starts_at, given.ends_at, now
    meeting.series, meeting.slot = new, given.key
    if meeting.place == old.place:
        meeting.place = new.place
    if meeting.facilitator_id == old.facilitator_id:
        meeting.facilitator_id = new.facilitator_id
    meeting.revision, meeting.changed_at = meeting.revision + 1, now


def _leave_out(meeting: Meeting, by: User, now: datetime) -> None:
    skip = {"by": by, "is_skip": True, "created_at": now}
    _row, is_new = Cancellation.objects.get_or_create(meeting=meeting, defaults=skip)
    if is_new:
        Meeting.objects.filter(pk=meeting.pk).update(revision=F("revision") + 1, changed_at=now)


def _give_agenda(meetings: list[int], series: Series) -> None:
    """The agenda of the series' format, in place of the one before."""
    AgendaItem.objects.filter(meeting__in=meetings).delete()
    phases = list(series.format.phases.all())
    AgendaItem.objects.bulk_create(AgendaItem.of(phase, meeting) for meeting in meetings for phase in phases)
