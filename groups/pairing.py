"""How two people become buddies: asking, answering, a trial, and going on or ending quietly; each with what it owes."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.delivery import owe
from accounts.models import Notice, User
from groups import closing, founding
from groups.likeness import askable_by
from groups.models import BuddyRequest, Charter, Group, Membership, Renewal, Role, Trial
from groups.models.application import LASTS
from groups.models.buddy import TRIAL

ASKED_BEFORE_THE_END = timedelta(days=4)
BATCH = 500
NAME_SHOWN = 36  # letters of a first name in the name of a pair


class NotAskable(Exception):
    """The person cannot be asked, or not now; nobody is told why."""


class AlreadyAnswered(Exception):
    """The request was answered, withdrawn or ran out a moment earlier."""


class PairEnded(Exception):
    """The pair has ended; nothing in it changes any more."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One of somebody's pairs: the other's place in it, and the trial with both wishes, where there is one."""

    partner: Membership
    trial: Trial | None


def pairs_of(user: User) -> list[Pair]:
    """The person's pairs that go on, the newest first; two queries."""
    groups = Group.objects.of(user).filter(kind=Group.Kind.BUDDIES, closure=None)
    trials = {trial.group_id: trial for trial in Trial.objects.with_wishes(user).filter(group__in=groups)}
    partners = Membership.objects.present().filter(group__in=groups).exclude(user=user)
    return [
        Pair(partner, trials.get(partner.group_id))
        for partner in partners.select_related("user", "group").order_by("-group__created_at", "-pk")
    ]


@transaction.atomic
def ask(asker: User, asked: User, words: str, now: datetime) -> BuddyRequest:
    """Ask somebody to be buddies and tell them; asking twice is asking once.

    Whoever asks a person that waits for their own answer has answered: the two are a pair, and the request that comes
    back is accepted. Raises NotAskable, or AlreadyAnswered when their request ended at this moment.
    """
    _hold(asker, asked)
    open_one = BuddyRequest.objects.unanswered().between(asker, asked).first()
    if open_one:
        if open_one.asked == asker:
            accept(open_one, now)
        return open_one
    if not askable_by(asker, now).filter(pk=asked.pk).exists():
        raise NotAskable
    request = BuddyRequest.objects.create(asker=asker, asked=asked, words=words, created_at=now)
    owe([_notice(Notice.Kind.BUDDY_REQUEST, f"buddy_request/{request.pk}", asked.pk, {"request": request.pk}, now)])
    return request


@transaction.atomic
def accept(request: BuddyRequest, now: datetime) -> Group:
    """Found the pair: a group of two that nobody else finds, with both seated and a trial of 30 days.

    Raises AlreadyAnswered, or KeptApart where the two must not sit together; then nothing has changed.
    """
    _hold(request.asker, request.asked)
    _answer(request, BuddyRequest.State.ACCEPTED, now)
    group = founding.found(
        by=request.asker,
        now=now,
        ticket=uuid.uuid4(),
        kind=Group.Kind.BUDDIES,
        name=_pair_name(request.asker, request.asked),
        slug=f"pair-{uuid.uuid4().hex[:12]}",  # an address tells nobody whose pair it is
        purpose=_("Two people, half an hour a week, and one promise each."),
        size=2,
        visibility=Group.Visibility.UNLISTED,
        joining=Group.Joining.INVITATION,
        published_at=now,
    )
    Charter.objects.filter(group=group).update(term_days=TRIAL.days)
    # Two equals: both may schedule. One of them owns the group, since a group needs an owner; either may end it.
    Membership.objects.seat(group, request.asked, role=Role.FACILITATOR, now=now)
    Trial.objects.create(group=group, ends_at=now + TRIAL)
    return group


@transaction.atomic
def decline(request: BuddyRequest, now: datetime) -> None:
    """Say no; nobody is asked why, and the asker is told. Raises AlreadyAnswered."""
    _answer(request, BuddyRequest.State.DECLINED, now)


@transaction.atomic
def withdraw(request: BuddyRequest, now: datetime) -> None:
    """The asker thinks otherwise; nobody is owed a message. Raises AlreadyAnswered."""
    _settle(request, BuddyRequest.State.WITHDRAWN, now)


@transaction.atomic
def renew(membership: Membership, now: datetime) -> bool:
    """Say that one would like to go on; answers whether by now both have. Saying it twice is saying it once.

    The second of the two tells the first. Raises PairEnded, also for a pair without a trial.
    """
    trial = _held(membership.group_id)
    Renewal.objects.get_or_create(trial=trial, membership=membership, defaults={"created_at": now})
    seated = list(Membership.objects.present().filter(group=membership.group_id))
    wishes = Renewal.objects.filter(trial=trial, membership__in=seated).count()
    if wishes == 2 and Trial.objects.filter(pk=trial.pk, renewed_at=None).update(renewed_at=now):
        _tell(trial, "renewed", [each.user_id for each in seated if each != membership], now)
    return wishes == 2


def end(membership: Membership, now: datetime) -> None:
    """One of the two ends the pair, its owner or not: both keep what is written there, and the other is told.

    Ending twice is ending once.
    """
    closing.close(membership.group, by=membership.user, reason="", now=now)


def sweep(now: datetime) -> None:
    """Let time pass: requests run out, trials are about to end, trials end. Running it again adds nothing."""
    expire(now)
    announce(now)
    end_trials(now)


@transaction.atomic
def expire(now: datetime) -> int:
    """Requests nobody has answered for 14 days end, and the asker is told; answers how many."""
    late = BuddyRequest.objects.unanswered().filter(created_at__lte=now - LASTS).order_by("pk")
    rows = list(late.select_for_update(skip_locked=True)[:BATCH])
    ended = BuddyRequest.objects.filter(pk__in=[row.pk for row in rows])
    ended.update(state=BuddyRequest.State.EXPIRED, answered_at=now)
    owe(_answer_notice(row, now) for row in rows)
    return len(rows)


@transaction.atomic
def announce(now: datetime) -> None:
    """Ask both of a pair whose trial ends within four days, unless they have said that they would like to go on."""
    soon = Trial.objects.running().filter(ends_at__gt=now, ends_at__lte=now + ASKED_BEFORE_THE_END)
    for trial in soon:
        silent = Membership.objects.present().filter(group=trial.group_id)
        silent = silent.exclude(pk__in=trial.renewals.values("membership"))
        _tell(trial, "ending", silent.values_list("user_id", flat=True), now, trial.ends_at)


def end_trials(now: datetime) -> int:
    """Pairs whose trial is over end quietly, nobody's doing, and both are told; answers how many."""
    over = Trial.objects.running().filter(ends_at__lte=now).values_list("group_id", flat=True)
    return sum(_end_trial(group_id, now) for group_id in list(over))


@transaction.atomic
def _end_trial(group_id: int, now: datetime) -> bool:
    try:
        trial = _held(group_id)
    except PairEnded:
        return False
    if trial.renewed_at:  # both spoke a moment ago
        return False
    closing.close(trial.group, by=None, reason="", now=now)
    return True


def _hold(one: User, other: User) -> None:
    """Whatever else would make these two a pair, or ask one of them for the other, waits."""
    people = User.objects.select_for_update(no_key=True).filter(pk__in=[one.pk, other.pk]).order_by("pk")
    list(people.values_list("pk", flat=True))


def _held(group_id: int) -> Trial:
    """The trial of a pair that goes on, its group locked: ending and going on wait for each other."""
    group = Group.objects.hold(group_id)
    trial = Trial.objects.filter(group=group).first()
    if trial is None or group.is_closed or group.kind != Group.Kind.BUDDIES:
        raise PairEnded
    trial.group = group  # as held
    return trial


def _answer(request: BuddyRequest, state: BuddyRequest.State, now: datetime) -> None:
    _settle(request, state, now)
    owe([_answer_notice(request, now)])


def _settle(request: BuddyRequest, state: BuddyRequest.State, now: datetime) -> None:
    """Close a request; of two who do so at once the later gets AlreadyAnswered."""
    waiting = BuddyRequest.objects.unanswered().filter(pk=request.pk)
    if not waiting.update(state=state, answered_at=now):
        raise AlreadyAnswered
    request.refresh_from_db(fields=["state", "answered_at"])


def _pair_name(asker: User, asked: User) -> str:
    names = {"one": asker.first_name[:NAME_SHOWN], "other": asked.first_name[:NAME_SHOWN]}
    return _("%(one)s and %(other)s") % names


def _tell(trial: Trial, what: str, people: Iterable[int], now: datetime, expires_at: datetime | None = None) -> None:
    data = {"group": trial.group_id, "what": what}
    owe(
        _notice(Notice.Kind.BUDDY_TRIAL, f"pair/{trial.group_id}/{what}/{pk}", pk, data, now, expires_at)
        for pk in people
    )


def _answer_notice(request: BuddyRequest, now: datetime) -> Notice:
    data = {"request": request.pk}
    return _notice(Notice.Kind.BUDDY_ANSWER, f"buddy_answer/{request.pk}", request.asker_id, data, now)


def _notice(
    kind: Notice.Kind, key: str, user_id: int, data: dict[str, Any], now: datetime, expires_at: datetime | None = None
) -> Notice:
    return Notice(key=key, kind=kind, user_id=user_id, data=data, due_at=now, expires_at=expires_at)
