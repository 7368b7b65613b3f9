"""A community's front page: who it is, the groups in it that the visitor may find, when they meet, and the way in."""

from datetime import datetime

from django.core.paginator import Paginator
from django.db.models import F, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from accounts.models import Community, CommunityInvitation, CommunityMembership, CommunityRequest, User, is_apart
from groups.models import Group, Membership
from meetings.rhythm import still_meeting, with_rhythm

PER_PAGE = 12


@require_safe
def show(request: SignedInRequest, slug: str) -> HttpResponse:
    """For its people and for who may come in; others do not learn that it is here."""
    now = timezone.now()
    community = get_object_or_404(Community.objects.visible_to(request.user), slug=slug)
    own = CommunityMembership.objects.of(request.user).filter(community=community).first()
    context = {
        "community": community,
        "own": own,
        "page": Paginator(_groups(community, request.user, now), PER_PAGE).get_page(request.GET.get("page")),
        **({"people": community.memberships.count()} if own else _way_in(community, request.user, now)),
    }
    return render(request, "communities/show.html", context)


def _groups(community: Community, user: User, now: datetime) -> QuerySet[Group]:
    """Those the person may find: as in the directory none that has fallen silent, and none where somebody sits whom
    they must not meet. The ones the organisers feature come first."""
    apart = Membership.objects.kept_apart_from(user).values("group")
    found = Group.objects.listed(user).filter(community=community).exclude(pk__in=apart).with_taken()
    return with_rhythm(still_meeting(found, now), now).order_by(F("featured_at").desc(nulls_last=True), "name", "pk")


def _way_in(community: Community, user: User, now: datetime) -> dict[str, object]:
    """How an outsider comes in: an invitation, a domain, or their request and what became of it."""
    invited = CommunityInvitation.objects.to(user).filter(community=community, accepted_at=None, declined_at=None)
    asked = CommunityRequest.objects.filter(community=community, user=user)
    return {
        "invitation": invited.select_related("by").annotate(is_apart=is_apart(user, "by")).first(),
        "is_open": Community.objects.open_to(user).filter(pk=community.pk).exists(),
        "asked": asked.select_related("answered_by").last(),
        "now": now,
    }
