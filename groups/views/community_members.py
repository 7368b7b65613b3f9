from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import community_can
from accounts.http import SignedInRequest
from accounts.models import CommunityAbility, CommunityMembership, User, apart_from
from groups.models import people_seen_by

PER_PAGE = 30


@require_safe
@community_can(CommunityAbility.SEE)
def index(request: SignedInRequest, own: CommunityMembership) -> HttpResponse:
    """Who belongs to the community: as far as each allows, and all of them for who organises."""
    words = request.GET.get("q", "")[:80].replace("\x00", "").strip()
    people = CommunityMembership.objects.filter(community=own.community)
    shown = people.filter(user__in=_known_to(own).values("pk"))
    if words:
        shown = shown.filter(Q(user__name__icontains=words) | Q(user__work__icontains=words))
    # Organisers first: the role's name happens to sort that way when turned round.
    page = Paginator(shown.select_related("user").order_by("-role", "user__name", "pk"), PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "own": own,
        "community": own.community,
        "page": page,
        "q": words,
        "profiles": set(
            people_seen_by(own.user).filter(pk__in=[each.user_id for each in page]).values_list("pk", flat=True)
        ),
        "more": 0 if words else people.count() - page.paginator.count,
    }
    return render(request, "communities/members.html", context)


def _known_to(own: CommunityMembership) -> QuerySet[User]:
    if own.can(CommunityAbility.ORGANISE):
        return User.objects.exclude(pk__in=apart_from(own.user).values("pk"))
    return people_seen_by(own.user)
