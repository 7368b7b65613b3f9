"""What organisers see of a community: counts from all three apps, and none made of fewer than five people."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.access import community_can
from accounts.models import Community, CommunityAbility, CommunityMembership, CommunityReading
from groups.models import Group, Membership
from mastermind.suppression import FEWEST, Part, publish
from meetings.models import Attendance, Meeting
from meetings.models.meeting import was_there

SPAN = timedelta(days=90)
STANDS = timedelta(days=7)  # how long figures are shown before they are counted anew
NEARLY_ALL, MOST = 0.9, 0.6  # of the meetings held at one's tables
BANDS = {
    "nearly_all": _("At nearly every meeting"),
    "most": _("At six to nine of ten"),
    "fewer": _("At fewer, or their group has not met"),
}


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything as it is. Only `shown()` may leave this module."""

    members: int
    bands: dict[str, int]  # of those who sit in a group
    came: int  # who was at a meeting at all
    groups: int
    chairs_free: int
    meetings: int

    @property
    def placed(self) -> int:
        """How many sit in a group."""
        return sum(self.bands.values())

    def shown(self) -> dict[str, int]:
        """The figures that may be seen together, by name.

        What people make is shown with the figure of those who sit in groups, so that it tells nothing that figure does
        not; the meetings only where five people made them.
        """
        # The first to be left out for a neighbour's sake is the one that says least.
        bands = tuple(Part(name, self.bands[name]) for name in reversed(BANDS))
        placed = Part("placed", self.placed, bands)
        figures = publish(Part("members", self.members, (Part("unplaced", self.members - self.placed), placed)))
        if "placed" in figures:
            figures |= {"groups": self.groups, "chairs_free": self.chairs_free}
            figures |= {"meetings": self.meetings} if self.came >= FEWEST else {}
        return figures


@require_safe
@community_can(CommunityAbility.ORGANISE)
def show(request: HttpRequest, own: CommunityMembership) -> HttpResponse:
    """The overview of a community, for who organises it."""
    reading = read(own.community, timezone.now())
    shown = reading.figures
    context = {
        "own": own,
        "community": own.community,
        "shown": shown,
        "bands": [(label, shown.get(name)) for name, label in BANDS.items()],
        "fewest": FEWEST,
        "days": SPAN.days,
        "counted_at": reading.counted_at,
        "next_at": reading.counted_at + STANDS,
    }
    return render(request, "communities/overview.html", context)


def read(community: Community, now: datetime) -> CommunityReading:
    """The figures as they stand: counted anew after a week, or once five people more or fewer belong to the community.

    Whoever lets one person in and looks again, or waits until one has sat down, would otherwise read from the
    difference what that one does. Where nothing was shown there is nothing to compare with.
    """
    reading = CommunityReading.objects.filter(community=community).first()
    if reading and reading.figures and now < reading.counted_at + STANDS:
        people = CommunityMembership.objects.filter(community=community).count()
        if abs(people - reading.figures["members"]) < FEWEST:
            return reading
    counted = {"figures": figures(community, now).shown(), "counted_at": now}
    return CommunityReading.objects.update_or_create(community=community, defaults=counted)[0]


def figures(community: Community, now: datetime) -> Figures:
    """Count; five queries, however many people and groups there are."""
    people = CommunityMembership.objects.filter(community=community)
    members, groups, placed = _counted(community, people)
    seats = Membership.objects.present().filter(group__in=groups)
    chairs = groups.aggregate(groups=Count("pk"), chairs=Coalesce(Sum("size"), 0))
    held = Meeting.objects.held(now).filter(group__in=groups, starts_at__gte=now - SPAN)
    shares = _shares(held, people)
    bands = Counter(_band(share) for share in shares)
    bands["fewer"] += placed - len(shares)
    return Figures(
        members=members,
        bands={name: bands[name] for name in BANDS},
        came=sum(share > 0 for share in shares),
        groups=chairs["groups"],
        chairs_free=chairs["chairs"] - seats.count(),
        meetings=held.count(),
    )


def _counted(community: Community, people: QuerySet[CommunityMembership]) -> tuple[int, QuerySet[Group], int]:
    """How many people there are, the groups that count, and how many of the people sit in those.

    What can be found stands on its cards for every member to add up. So groups that cannot be found count only where
    at least five people sit in those alone: what they add can then be told from what the cards say.
    """
    standing = Group.objects.filter(community=community, closure=None, hidden_at=None)
    seats = Membership.objects.present().filter(group__in=standing, user=OuterRef("user"))
    sits, is_found = Exists(seats), Exists(seats.filter(_to_be_found("group__")))
    told = people.annotate(sits=sits, is_found=is_found).aggregate(
        all=Count("pk"),
        found=Count("pk", filter=Q(is_found=True)),
        alone=Count("pk", filter=Q(sits=True, is_found=False)),
    )
    if told["alone"] < FEWEST:
        return told["all"], standing.filter(_to_be_found()), told["found"]
    return told["all"], standing, told["found"] + told["alone"]


def _to_be_found(path: str = "") -> Q:
    return Q(**{f"{path}published_at__isnull": False}) & ~Q(**{f"{path}visibility": Group.Visibility.UNLISTED})


def _shares(held: QuerySet[Meeting], people: QuerySet[CommunityMembership]) -> list[float]:
    """Of each person at whose tables meetings were held since they sit there: at how much of them they were."""
    came = Attendance.objects.filter(was_there(), meeting=OuterRef("pk"), membership=OuterRef("group__memberships"))
    places: QuerySet[Any, Any] = Meeting.objects.filter(
        pk__in=held.values("pk"),
        group__memberships__left_at=None,
        group__memberships__joined_at__lt=F("ends_at"),
        group__memberships__user__in=people.values("user"),
    )
    by_person = places.annotate(came=Exists(came)).values("group__memberships__user").order_by()
    counted = by_person.annotate(all=Count("pk"), there=Count("pk", filter=Q(came=True))).values_list("there", "all")
    return [there / all_ for there, all_ in counted]


def _band(share: float) -> str:
    return "nearly_all" if share >= NEARLY_ALL else "most" if share >= MOST else "fewer"
