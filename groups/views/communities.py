from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from accounts.models import Community, CommunityMembership
from groups.models import Group


@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """My communities."""
    return render(request, "communities/index.html", {"communities": Community.objects.of(request.user)})


@require_safe
def show(request: SignedInRequest, slug: str) -> HttpResponse:
    """A community's published groups, for its people; others do not learn that it is here."""
    community = get_object_or_404(Community.objects.of(request.user), slug=slug)
    own = CommunityMembership.objects.get(community=community, user=request.user)
    groups = Group.objects.listed(request.user).filter(community=community).with_taken()
    context = {"community": community, "own": own, "groups": groups, "people": community.memberships.count()}
    return render(request, "communities/show.html", context)
