"""The directory's one statement: which groups a reader finds, with all that their cards say."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.search import SearchRank
from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
    Window,
)
from django.db.models.lookups import GreaterThan

from accounts.models import Expertise, User
from accounts.week import DAYS, PARTS, between
from groups.models import Group, Membership, wanting
from groups.models.group import words_query
from mastermind.find.fit import Reader, knowing_people, with_fit
from meetings.hours import Covered, HalfHour, spans
from meetings.rhythm import still_meeting, usual, with_rhythm

RANK = 10  # points of a perfect match of words


def find(
    user: User | AnonymousUser,
    reader: Reader | None,
    wishes: dict[str, Any],
    expertises: Sequence[Expertise],
    now: datetime,
) -> QuerySet[Group]:
    """The groups the person may find that still meet, the best fit first, then the newest; one statement.

    Each row has all that its card says, and `total`, how many there are.
    """
    groups: QuerySet[Group] = Group.objects.listed(user).exclude(kind=Group.Kind.BUDDIES).with_taken()
    groups = _wished(with_rhythm(still_meeting(groups, now), now), user, wishes, expertises, now)
    if user.is_authenticated:
        groups = groups.exclude(pk__in=Membership.objects.kept_apart_from(user).values("group"))
        groups = groups.annotate(is_own=Exists(Membership.objects.of(user).filter(group=OuterRef("pk"))))
    else:
        groups = groups.annotate(is_own=Value(False))
    points: list[Any] = []
    if reader:
        groups = with_fit(groups, reader, now)
        points.append(F("fit"))
    if "q" in wishes:
        points.append(SearchRank(F("words"), words_query(wishes["q"])) * RANK)
    best = [sum(points[1:], points[0]).desc()] if points else []
    own_last = ["is_own"] if reader else []
    groups = groups.annotate(total=Window(Count("*"))).select_related("community")
    return groups.order_by(*own_last, *best, "-published_at", "pk")


def _wished(
    groups: QuerySet[Group],
    user: User | AnonymousUser,
    wishes: dict[str, Any],
    expertises: Sequence[Expertise],
    now: datetime,
) -> QuerySet[Group]:
    if "q" in wishes:
        groups = _said(groups, wishes["q"], expertises)
    same = {"kind": "kind", "industry": "industry", "language": "language", "community": "community__slug"}
    groups = groups.filter(**{column: wishes[name] for name, column in same.items() if name in wishes})
    if "expertise" in wishes:
        groups = _among(groups, wanting(_numbers(expertises, wishes["expertise"])).values("pk"))
    if "knows" in wishes and user.is_authenticated:
        groups = _among(groups, knowing_people(user, _numbers(expertises, wishes["knows"])).values("group"))
    if "free" in wishes:
        groups = groups.filter(GreaterThan(F("size"), F("taken")))
    if "day" in wishes or "part" in wishes:
        groups = _meeting_at(groups, user, _half_hours(wishes), now)
    return groups


def _among(groups: QuerySet[Group], chosen: QuerySet[Any, Any]) -> QuerySet[Group]:
    """Those of a set that is made once, and asked before anything dear.

    A plain IN may become a join that is asked group by group, after whether each still meets: at 20,000 groups it took
    four to seven times as long.
    """
    return groups.filter(Case(When(pk__in=chosen, then=True), default=False, output_field=BooleanField()))


def _numbers(expertises: Sequence[Expertise], slug: str) -> list[int]:
    return [each.pk for each in expertises if each.slug == slug]


def _half_hours(wishes: dict[str, Any]) -> list[int]:
    """The half hours of the week in a part of the day, on one day of it; in all of them where none is named."""
    days = [int(wishes["day"])] if "day" in wishes else DAYS
    hours = {key: (first, end) for key, _name, first, end in PARTS}
    return between(days, *hours.get(wishes.get("part", ""), (0, 24)))


def _said(groups: QuerySet[Group], words: str, expertises: Sequence[Expertise]) -> QuerySet[Group]:
    """Those that say the words of themselves, or look for an expertise called so."""
    tokens = words.casefold().split()
    named = [each.pk for each in expertises if _begin(tokens, each.name.casefold().split())]
    found = Q(words=words_query(words))
    return groups.filter(found | Q(pk__in=wanting(named).values("pk")) if named else found)


def _begin(tokens: Sequence[str], words: Sequence[str]) -> bool:
    """Whether each token is the beginning of one of the words."""
    return bool(tokens) and all(any(word.startswith(token) for word in words) for token in tokens)


def _meeting_at(
    groups: QuerySet[Group], user: User | AnonymousUser, slots: Iterable[int], now: datetime
) -> QuerySet[Group]:
    """Those whose next meeting begins then by the reader's clock, or by the group's own for who is not signed in."""
    if user.is_authenticated:
        begins = Covered("starts_at", within=spans(slots, user.zone, now))
        return groups.alias(begins=Subquery(usual(now).values(begins=begins)[:1])).filter(begins=True)
    begins_at = Subquery(usual(now).values(half_hour=HalfHour("slot"))[:1])
    return groups.alias(begins_at=begins_at).filter(begins_at__in=slots)
