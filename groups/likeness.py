"""Whom somebody may ask to be buddies, those most alike first, and what the two have in common."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Exists, F, IntegerField, OuterRef, Prefetch, Q, QuerySet, Value, When
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from accounts.models import CommunityMembership, Goal, PersonExpertise, User, competitors_of
from accounts.week import in_common, moved
from groups.models import BuddyRequest, Group, people_seen_by, tablemates

RESTS = timedelta(days=90)  # for so long after a no the same person is not asked again by the same
MOST_WORDS = 5
REASONS = 2
SHOWN = 3  # things in one reason
OFFERS, SEEKS = PersonExpertise.Side.OFFERS, PersonExpertise.Side.SEEKS


def buddies_of(user: User) -> QuerySet[User]:
    """The others of the person's pairs, as long as these go on."""
    return tablemates(user, Group.objects.filter(kind=Group.Kind.BUDDIES))


def askable_by(user: User, now: datetime) -> QuerySet[User]:
    """Those the person may ask: seen, and looking for a buddy or at one table with them.

    Left out, blind: who must not sit with them (line managers, competitors), who is their buddy already, and who has
    said no to them within 90 days.
    """
    declined = BuddyRequest.objects.filter(
        asker=user, state=BuddyRequest.State.DECLINED, answered_at__gt=now - RESTS
    ).values("asked")
    left_out = (
        Q(pk=user.pk)
        | Q(pk__in=buddies_of(user).values("pk"))
        | Q(pk__in=CommunityMembership.objects.managed_apart(user).values("pk"))
        | Q(pk__in=competitors_of(user).values("pk"))
        | Q(pk__in=declined)
    )
    wanted = Q(wants_buddy=True) | Q(pk__in=tablemates(user).values("pk"))
    return people_seen_by(user).filter(wanted).exclude(left_out)


def looking(user: User, words: str, now: datetime) -> QuerySet[User]:
    """Those who look for a buddy and whom the person may ask, with what `in_common` reads; all of them for no words.

    Each word must stand in the name, the trade or what they advise on.
    """
    people = askable_by(user, now).filter(wants_buddy=True).exclude(pk__in=_between(user))
    for word in words.split()[:MOST_WORDS]:
        knows = PersonExpertise.objects.filter(user=OuterRef("pk"), side=OFFERS, expertise__name__icontains=word)
        people = people.filter(Q(name__icontains=word) | Q(work__icontains=word) | Exists(knows))
    offered = PersonExpertise.objects.filter(side=OFFERS).select_related("expertise")
    return people.select_related("goal", "availability").prefetch_related(
        Prefetch("expertises", offered, to_attr="offers")
    )


def _between(user: User) -> QuerySet[Any]:
    """Those with whom something is asked and not answered."""
    waiting = BuddyRequest.objects.unanswered().of(user)
    other = Case(When(asker=user, then=F("asked")), default=F("asker"))
    return waiting.annotate(other=other).values("other")


@dataclass(frozen=True, slots=True)
class Self:
    """What somebody is compared by: three queries, however many they are compared with."""

    user: User
    goal: Goal | None
    slots: frozenset[int]
    zones: list[str]  # of those who look for a buddy and have said when they could meet
    seeks: frozenset[int]
    mates: frozenset[int]
    now: datetime

    @classmethod
    def of(cls, user: User, now: datetime) -> "Self":
        """As the person stands now."""
        seeks = PersonExpertise.objects.filter(user=user, side=SEEKS).values_list("expertise", flat=True)
        mates = tablemates(user).values_list("pk", flat=True)
        looking_too = User.objects.filter(wants_buddy=True, availability__isnull=False)
        zones = ArraySubquery(looking_too.order_by().values("time_zone").distinct())
        own = User.objects.select_related("goal", "availability").annotate(zones=zones).get(pk=user.pk)
        return cls(
            user=own,
            goal=getattr(own, "goal", None),
            slots=_slots(own),
            zones=own.zones,
            seeks=frozenset(seeks),
            mates=frozenset(mates),
            now=now,
        )

    def sort(self, people: QuerySet[User]) -> QuerySet[User]:
        """The most alike first: the kind of goal, then the stage, then hours they share, then what one looks for and
        the other knows, then a language; among equals who came last."""
        knows = PersonExpertise.objects.filter(user=OuterRef("pk"), side=OFFERS, expertise__in=self.seeks)
        alike = [_points(Exists(knows), 2)]
        if self.goal:
            alike += [_points(Q(goal__family=self.goal.family), 16), _points(Q(goal__stage=self.goal.stage), 8)]
        if self.slots and self.zones:
            alike.append(_points(self._meets_the_hours(), 4))
        if self.user.languages:
            alike.append(_points(Q(languages__overlap=self.user.languages), 1))
        return people.annotate(alike=sum(alike[1:], alike[0])).order_by("-alike", "-date_joined", "-pk")

    def in_common(self, person: User) -> str:
        """A line that says why, of at most two reasons; for people as `looking` answers them."""
        reasons = [
            *self._goal(person),
            *self._hours(person),
            *self._knowledge(person),
            *self._table(person),
            *self._language(person),
        ]
        if not reasons:
            known = [each.expertise.name for each in person.offers[:SHOWN]]  # type: ignore[attr-defined]
            return _("Can advise on %(things)s.") % {"things": get_text_list(known, _("and"))} if known else ""
        return " ".join(reasons[:REASONS])

    def _goal(self, person: User) -> Iterator[str]:
        theirs = getattr(person, "goal", None)
        if not self.goal or not theirs:
            return
        if theirs.family == self.goal.family:
            yield _("You work towards the same: “%(goal)s”.") % {"goal": theirs.get_family_display()}
        if theirs.stage == self.goal.stage:
            yield _("You stand at the same point: “%(stage)s”.") % {"stage": theirs.get_stage_display()}

    def _meets_the_hours(self) -> Q:
        """Whether the week of a person has a half hour of the reader's, as clocks stand now; one condition for all
        zones whose clocks agree."""
        zones = defaultdict(list)
        for name in self.zones:
            zones[self._ahead_of(User(time_zone=name).zone)].append(name)
        return reduce(
            or_,
            (
                Q(time_zone__in=names, availability__slots__overlap=sorted(moved(self.slots, -ahead)))
                for ahead, names in zones.items()
            ),
        )

    def _hours(self, person: User) -> Iterator[str]:
        if said := in_common(self.slots & moved(_slots(person), self._ahead_of(person.zone))):
            yield said

    def _ahead_of(self, zone: ZoneInfo) -> timedelta:
        """How far the reader's clock is ahead of another."""
        here, there = (self.now.astimezone(each).replace(tzinfo=None) for each in (self.user.zone, zone))
        return here - there

    def _knowledge(self, person: User) -> Iterator[str]:
        offers = person.offers  # type: ignore[attr-defined]  # prefetched by looking()
        if wanted := [each.expertise.name for each in offers if each.expertise_id in self.seeks]:
            things = {"things": get_text_list(wanted[:SHOWN], _("and"))}
            yield _("Can advise on what you look for: %(things)s.") % things

    def _table(self, person: User) -> Iterator[str]:
        if person.pk in self.mates:
            yield _("You sit at one table already.")

    def _language(self, person: User) -> Iterator[str]:
        names = dict(zip(person.languages, person.language_names, strict=True))
        if shared := [names[code] for code in self.user.languages if code in names]:
            yield _("You both speak %(languages)s.") % {"languages": get_text_list(shared[:SHOWN], _("and"))}


def _slots(person: User) -> frozenset[int]:
    """When the person could meet, by their own clock. Needs their availability to be selected."""
    week = getattr(person, "availability", None)
    return frozenset(week.slots) if week else frozenset()


def _points(condition: Q | Exists, points: int) -> Case:
    return Case(When(condition, then=Value(points)), default=Value(0), output_field=IntegerField())
