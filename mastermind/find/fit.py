"""How well groups fit one person, in SQL, and the reason in words: never more than how many, and never who."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, F, IntegerField, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import JSONObject
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Availability, PersonExpertise, User
from groups.models import Group, Membership, wanting
from mastermind.components import spelled
from meetings.hours import Covered, spans
from meetings.rhythm import Rhythm, usual

MOST_REASONS = 2  # what one line holds

# Points for each thing that fits; a tie goes to the newer group.
KNOWS, SEVERAL_KNOW, WANTS, SUITS, SPEAKS, SHARES_FIELD, HAS_ROOM = 4, 2, 3, 3, 2, 1, 2

SUITS_YOU = [
    gettext_lazy("Mondays suit you"),
    gettext_lazy("Tuesdays suit you"),
    gettext_lazy("Wednesdays suit you"),
    gettext_lazy("Thursdays suit you"),
    gettext_lazy("Fridays suit you"),
    gettext_lazy("Saturdays suit you"),
    gettext_lazy("Sundays suit you"),
]


@dataclass(frozen=True, slots=True)
class Reader:
    """What somebody has said of themselves, as far as it helps to choose a group."""

    user: User
    offers: frozenset[int]
    seeks: frozenset[int]
    slots: frozenset[int]
    asks: bool = False  # for those who know one thing, which is then all that `seeks` holds

    @classmethod
    def of(cls, user: User) -> "Reader":
        """Two queries."""
        known = PersonExpertise.objects.filter(user=user).values_list("side", "expertise")
        sides: dict[str, set[int]] = {"offers": set(), "seeks": set()}
        for side, expertise in known.order_by():
            sides[side].add(expertise)
        slots = Availability.objects.filter(user=user).values_list("slots", flat=True).first() or []
        return cls(user, frozenset(sides["offers"]), frozenset(sides["seeks"]), frozenset(slots))

    def asking(self, expertise: int) -> "Reader":
        """The same person with one question: only what it is about is sought."""
        return replace(self, seeks=frozenset([expertise]), asks=True)

    @property
    def has_said_something(self) -> bool:
        """Whether there is anything by which one group fits better than another."""
        return bool(self.offers or self.seeks or self.slots or self.user.languages or self.user.industry)


def with_fit(groups: QuerySet[Group], reader: Reader, now: datetime) -> QuerySet[Group]:
    """Each with `fit`, the sum of its points, and what a reason is made of: `knows`, `wants`, `suits`.

    Needs `with_taken()`. Whatever is not said earns no points and no reason.
    """
    points: list[Combinable] = [_points(HAS_ROOM, taken__lt=F("size"))]
    if reader.seeks:
        groups = groups.annotate(knows=_knows(reader))
        knowing = knowing_people(reader.user, reader.seeks).values("group")
        several = knowing.annotate(people=Count("user", distinct=True)).filter(people__gte=2).values("group")
        points += [_points(KNOWS, pk__in=knowing), _points(SEVERAL_KNOW, pk__in=several)]
    if reader.offers:
        groups = groups.annotate(wants=_wants(reader))
        points.append(_points(WANTS, pk__in=wanting(reader.offers).values("pk")))
    if reader.slots:
        hours = Covered("starts_at", "ends_at", within=spans(reader.slots, reader.user.zone, now))
        groups = groups.annotate(suits=Subquery(usual(now).values(covered=hours)[:1]))
        points.append(_points(SUITS, suits=True))
    points.append(_points(SPEAKS, language__in=reader.user.languages))
    points.append(_points(SHARES_FIELD, industry=reader.user.industry or None))
    return groups.annotate(fit=sum(points, Value(0)))


def reason(group: Any, reader: Reader) -> str:
    """Why a group fits, in one line: "Two people here know export law; Tuesdays suit you". Empty for no reason.

    One's own table has none, but for what was asked: there, too, people know it.
    """
    most = int(reader.asks) if group.is_own else MOST_REASONS
    return capfirst("; ".join(_reasons(group, reader)[:most]))


def _reasons(group: Any, reader: Reader) -> list[str]:
    knows, wants, suits = (getattr(group, name, None) for name in ("knows", "wants", "suits"))
    said = []
    if knows:
        words = ngettext(
            "%(number)s person here knows %(expertise)s", "%(number)s people here know %(expertise)s", knows["people"]
        )
        said.append(words % {"number": spelled(knows["people"]), "expertise": in_a_sentence(knows["name"])})
    if wants:
        said.append(_("they look for %(expertise)s, which you know") % {"expertise": in_a_sentence(wants)})
    if suits:
        said.append(str(SUITS_YOU[Rhythm.read(group.rhythm, reader.user.zone).weekday]))
    if group.language in reader.user.languages:
        said.append(_("they speak %(language)s") % {"language": group.language_name})
    if group.industry and group.industry == reader.user.industry:
        said.append(_("they work in your field"))
    return said


def in_a_sentence(name: str) -> str:
    """The name of an expertise after other words: "export law", but "VAT"."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def _points(points: int, **fits: Any) -> Case:
    return Case(When(**fits, then=Value(points)), default=Value(0), output_field=IntegerField())


def knowing_people(user: User, expertises: Iterable[int]) -> QuerySet[Membership]:
    """The places of others who know one of these. Who shows themselves to their tables only is left out."""
    others = Membership.objects.present().exclude(user=user).exclude(user__shown_to=User.ShownTo.TABLES)
    offers = {"user__expertises__side": PersonExpertise.Side.OFFERS, "user__expertises__expertise__in": expertises}
    return others.filter(user__is_active=True, **offers).order_by()


def _knows(reader: Reader) -> Subquery:
    """The expertise that most there know of those the reader looks for, and how many they are."""
    known = knowing_people(reader.user, reader.seeks)
    here = known.filter(group=OuterRef("pk")).values("user__expertises__expertise__name")
    counted = here.annotate(people=Count("user", distinct=True)).order_by(
        "-people", "user__expertises__expertise__name"
    )
    return Subquery(counted.values(row=JSONObject(name="user__expertises__expertise__name", people="people"))[:1])


def _wants(reader: Reader) -> Subquery:
    """One expertise that the group looks for and the reader offers."""
    named = Group.wanted.through.objects.filter(group=OuterRef("pk"), expertise__in=reader.offers)
    return Subquery(named.order_by("expertise__name").values("expertise__name")[:1])
