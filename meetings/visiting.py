"""Visiting before joining: an applicant is invited to one or two coming meetings, sees those and nothing else."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import F, OuterRef, QuerySet, Subquery

from accounts.delivery import owe
from accounts.models import Notice, User
from groups import talking
from groups.admissions import AlreadyAnswered, held
from groups.models import Application, KeptApart, Proposal, meets_apart
from groups.models.application import LAST_WEEK
from meetings.models import Meeting, Visit
from meetings.models.visit import MOST_VISITS


class TooManyVisits(Exception):
    """Two visits are enough to know."""


class NothingToVisit(Exception):
    """The meeting is over, was cancelled, or is another group's."""


@transaction.atomic
def invite(
    application: Application, chosen: Iterable[Meeting], *, by: User, words: str, ticket: uuid.UUID, now: datetime
) -> None:
    """Invite somebody at the door to meetings of the group, and tell them; inviting twice is inviting once.

    The application stays open until a week after the last of them. Raises TooManyVisits, NothingToVisit, KeptApart, or
    AlreadyAnswered, also when the members are being asked.
    """
    row = held(application)
    if Proposal.objects.filter(application=row).exists():
        raise AlreadyAnswered
    if meets_apart(row.group, row.user):
        raise KeptApart
    meetings = list(coming(row, now).filter(pk__in=[each.pk for each in chosen]))
    if not meetings:
        raise NothingToVisit
    Visit.objects.bulk_create(
        (Visit(application=row, meeting=each, created_at=now) for each in meetings), ignore_conflicts=True
    )
    if Visit.objects.standing().filter(application=row).count() > MOST_VISITS:
        raise TooManyVisits
    if words.strip():
        talking.add(row, by=by, words=words, ticket=ticket, now=now)
    own = Application.objects.filter(pk=row.pk)
    own.update(state=Application.State.VISITING)
    _follow(own, now)


def coming(application: Application, now: datetime) -> QuerySet[Meeting]:
    """The meetings somebody at the door can be invited to, the next first."""
    return Meeting.objects.standing().upcoming(now).filter(group=application.group_id, starts_at__gt=now)


def visited(application: Application, now: datetime) -> int:
    """At how many meetings the applicant was a visitor: those that are over and were not cancelled."""
    return Visit.objects.standing().filter(application=application, meeting__ends_at__lte=now).count()


@transaction.atomic
def follow(now: datetime) -> None:
    """Keep visits in step with their meetings; asking again adds nothing.

    Visitors are told of a meeting that has moved or was cancelled; an application stays open a week beyond its last
    visit; where every visit was cancelled, it is the turn of who looks after the group again.
    """
    _follow(Application.objects.filter(state=Application.State.VISITING), now)


def _follow(visiting: QuerySet[Application], now: datetime) -> None:
    ahead = Visit.objects.filter(application__in=visiting, meeting__starts_at__gt=now)
    owe(_note(each, now) for each in ahead.select_related("application", "meeting__cancellation"))
    standing = Visit.objects.standing().filter(application=OuterRef("pk"))
    last = standing.order_by("-meeting__ends_at").values("meeting__ends_at")[:1]
    followed = visiting.annotate(last=Subquery(last))
    followed.filter(expires_at__lt=F("last") + LAST_WEEK).update(expires_at=F("last") + LAST_WEEK)
    followed.filter(last=None).update(state=Application.State.OPEN)


def _note(visit: Visit, now: datetime) -> Notice:
    """The key holds the start, so that a meeting that moved earns a new one, and the end says that it is off."""
    return Notice(
        key=f"visit/{visit.pk}/{visit.how}",
        kind=Notice.Kind.VISIT,
        user_id=visit.application.user_id,
        data={"visit": visit.pk, "how": visit.how},
        due_at=now,
        expires_at=visit.meeting.starts_at,
    )
