from django.core.paginator import Paginator
from django.db.models import F, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from accounts.models import Community, CommunityInvitation, CommunityMembership, CommunityRequest, User
from groups.models import Group

PER_PAGE = 12


@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """My communities, those that invite me or are open to me, and those that can be asked."""
    user, words = request.user, request.GET.get("q", "")[:80].replace("\x00", "")
    mine = Community.objects.of(user)
    others = Community.objects.visible_to(user).exclude(pk__in=mine.values("pk"))
    invited = CommunityInvitation.objects.standing(timezone.now()).to(user).values("community")
    open_now = others.filter(pk__in=invited) | others.filter(pk__in=Community.objects.open_to(user).values("pk"))
    askable = others.filter(joining=Community.Joining.REQUEST).exclude(pk__in=open_now.values("pk"))
    context = {
        "mine": mine,
        "open_now": open_now.order_by("name"),
        "page": Paginator(askable.filter(name__icontains=words).order_by("name", "pk"), PER_PAGE).get_page(
            request.GET.get("page")
        ),
        "q": words,
    }
    return render(request, "communities/index.html", context)


@require_safe
def show(request: SignedInRequest, slug: str) -> HttpResponse:
    """A community's front page, for its people and who may come in; others do not learn that it is here."""
    community = get_object_or_404(Community.objects.visible_to(request.user), slug=slug)
    own = CommunityMembership.objects.of(request.user).filter(community=community).first()
    context = {
        "community": community,
        "own": own,
        "page": Paginator(_groups(community, request.user), PER_PAGE).get_page(request.GET.get("page")),
        **({"people": community.memberships.count()} if own else _way_in(community, request.user)),
    }
    return render(request, "communities/show.html", context)


def _groups(community: Community, user: User) -> QuerySet[Group]:
    """Those the person may find, the ones the organisers feature first."""
    groups = Group.objects.listed(user).filter(community=community).with_taken()
    return groups.order_by(F("featured_at").desc(nulls_last=True), "name", "pk")


def _way_in(community: Community, user: User) -> dict[str, object]:
    """How an outsider comes in: an invitation, a domain, or their request and what became of it."""
    invited = CommunityInvitation.objects.to(user).filter(community=community, accepted_at=None, declined_at=None)
    asked = CommunityRequest.objects.filter(community=community, user=user)
    return {
        "invitation": invited.select_related("by").first(),
        "is_open": Community.objects.open_to(user).filter(pk=community.pk).exists(),
        "asked": asked.select_related("answered_by").last(),
        "now": timezone.now(),
    }
