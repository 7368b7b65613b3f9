"""Asking a group which time suits it: the times, and what each says of them. How it ends is in `concluding`."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from accounts.delivery import owe
from accounts.models import Notice, User
from groups.models import Group, GroupClosed, Membership
from meetings.concluding import PollClosed, close_if_due, hold
from meetings.models import Poll, PollAnswer, PollSlot
from meetings.models.poll import asked


@transaction.atomic
def ask(group: Group, starts: Iterable[datetime], *, by: User, now: datetime, ticket: uuid.UUID, **fields: Any) -> Poll:
    """A new poll about these times, and a letter to everybody else at the table.

    The same ticket again answers the poll it made. Raises GroupClosed.
    """
    if Group.objects.hold(group.pk).is_closed:
        raise GroupClosed
    defaults = {"group": group, "by": by, "created_at": now, **fields}
    poll, is_new = Poll.objects.get_or_create(ticket=ticket, defaults=defaults)
    if is_new:
        PollSlot.objects.bulk_create([PollSlot(poll=poll, starts_at=each) for each in sorted(set(starts))])
        others = asked(group).exclude(user=by).values_list("user_id", flat=True)
        _owe(poll, f"poll/{poll.pk}", others, now)
    return poll


@transaction.atomic
def answer(poll: Poll, membership: Membership, words: Mapping[int, str], now: datetime) -> int:
    """Keep a member's latest word of each time, by the slot's id; answers of how many.

    What is no longer proposed, or has passed, is left out. With the last word of all it closes. Raises PollClosed.
    """
    held = hold(poll)
    if held.closes_at and held.closes_at <= now:
        raise PollClosed
    coming = held.slots.filter(pk__in=words, starts_at__gt=now).values_list("pk", flat=True)
    kept = {pk: words[pk] for pk in coming}
    own = PollAnswer.objects.filter(slot__in=kept, membership=membership)
    said = dict(own.values_list("slot_id", "word"))
    PollAnswer.objects.bulk_create(
        [
            PollAnswer(slot_id=pk, membership=membership, word=word, answered_at=now)
            for pk, word in kept.items()
            if said.get(pk) != word
        ],
        update_conflicts=True,
        unique_fields=["slot", "membership"],
        update_fields=["word", "answered_at"],
    )
    close_if_due(held, now)
    return len(kept)


@transaction.atomic
def edit(
    poll: Poll,
    starts: Iterable[datetime],
    *,
    by: User,
    words: str,
    place: str,
    closes_at: datetime | None,
    now: datetime,
) -> None:
    """Propose these times from now on. What was said of those that stay, stays; the others go with their answers.

    Everybody else is told when times are new, since they are asked again; nobody otherwise. Raises PollClosed.
    """
    held, wanted = hold(poll), set(starts)
    held.words, held.place, held.closes_at = words, place, closes_at
    held.save(update_fields=["words", "place", "closes_at"])
    held.slots.filter(starts_at__gt=now).exclude(starts_at__in=wanted).delete()
    there = set(held.slots.values_list("starts_at", flat=True))
    new = PollSlot.objects.bulk_create([PollSlot(poll=held, starts_at=each) for each in sorted(wanted - there)])
    if new:
        _tell_of_new(held, new, by, now)
    close_if_due(held, now)


@transaction.atomic
def ask_newcomers(now: datetime) -> None:
    """Write to who sat down while a poll is open; to each once."""
    open_now = Poll.objects.open().filter(group__memberships__left_at=None, group__memberships__user__is_active=True)
    late = open_now.filter(group__memberships__joined_at__gt=F("created_at"))
    pairs = [(poll, poll.newcomer) for poll in late.annotate(newcomer=F("group__memberships__user"))]  # type: ignore[attr-defined]
    keys = [f"poll/{poll.pk}/{user}" for poll, user in pairs]
    written = set(Notice.objects.filter(key__in=keys).values_list("key", flat=True))
    for (poll, user), key in zip(pairs, keys, strict=True):
        if key not in written:
            _owe(poll, f"poll/{poll.pk}", [user], now)


def _tell_of_new(poll: Poll, new: list[PollSlot], by: User, now: datetime) -> None:
    """To everybody but who is about to get a letter about this poll anyway: it will show the new times too."""
    waiting = Notice.objects.filter(key__startswith=f"poll/{poll.pk}/", state=Notice.State.DUE, lease=None)
    soon = waiting.select_for_update(skip_locked=True).values_list("user_id", flat=True)
    others = asked(poll.group).exclude(user=by).exclude(user__in=list(soon)).values_list("user_id", flat=True)
    key = f"poll/{poll.pk}/{new[-1].pk}"
    _owe(poll, key, others, now, slots=[each.pk for each in new])


def _owe(poll: Poll, key: str, users: Iterable[int], now: datetime, **more: Any) -> None:
    data = {"poll": poll.pk, **more}
    owe(
        Notice(
            key=f"{key}/{pk}",
            kind=Notice.Kind.POLL,
            user_id=pk,
            data=data,
            due_at=now,
            expires_at=poll.closes_at,
        )
        for pk in users
    )
