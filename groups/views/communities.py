from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from accounts.models import Community, CommunityInvitation

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
