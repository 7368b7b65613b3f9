"""A series as its form says it: with the dates it leaves out, in one transaction, and one letter for all of it."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from groups.models import Group
from meetings.changing import leave_out_quietly
from meetings.models import Meeting, Series
from meetings.scheduling import schedule
from meetings.splitting import change_following


@transaction.atomic
def publish(
    group: Group, *, by: User, now: datetime, ticket: uuid.UUID, without: Iterable[datetime] = (), **fields: Any
) -> Series:
    """A new series but for the dates `without`, slots of it; everyone is told once. The same ticket is the same series.

    Raises NoSuchDate for a slot the series does not have, or that has passed.
    """
    made = Series.objects.filter(ticket=ticket).first()
    if made:
        return made
    series = schedule(group, by=by, now=now, ticket=ticket, **fields)
    leave_out_quietly(series, without, by=by, now=now)
    return series


@transaction.atomic
def publish_following(
    meeting: Meeting, *, by: User, now: datetime, ticket: uuid.UUID, without: Iterable[datetime] = (), **fields: Any
) -> Series:
    """The series goes on from this meeting with these fields, but for the dates `without`; everyone is told once.

    The same ticket is the same series. Raises MeetingClosed, and NoSuchDate as `publish` does.
    """
    made = Series.objects.filter(ticket=ticket).first()
    if made:
        return made
    series = change_following(meeting, by=by, now=now, ticket=ticket, **fields)
    leave_out_quietly(series, without, by=by, now=now)
    return series
