from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from accounts.models import User
from groups import pairing
from groups.likeness import Self, looking
from groups.models import BuddyRequest

PER_PAGE = 12


@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """My pairs, what is asked between me and others, and who looks for a buddy."""
    words = request.GET.get("q", "")[:200].replace("\x00", "")
    now = timezone.now()
    own = Self.of(request.user, now)
    people = own.sort(looking(request.user, words, now))
    page = Paginator(people, PER_PAGE).get_page(request.GET.get("page"))
    asked = list(BuddyRequest.objects.unanswered().shown_to(request.user))
    context = {
        "pairs": pairing.pairs_of(request.user),
        "to_me": [each for each in asked if each.asked_id == request.user.pk],
        "from_me": [each for each in asked if each.asker_id == request.user.pk],
        "page": page,
        "people": [(person, own.in_common(person)) for person in page],
        "q": words,
    }
    return render(request, "buddies/index.html", context)


def update(request: SignedInRequest) -> HttpResponse:
    """Say that I look for a buddy, or that I no longer do (`wanted` is empty)."""
    if request.method == "POST":
        wanted = bool(request.POST.get("wanted"))
        User.objects.filter(pk=request.user.pk).update(wants_buddy=wanted)
        said = _("You are among those who look for a buddy.") if wanted else _("You no longer look for a buddy.")
        messages.success(request, said)
    return redirect("groups:buddies.index")
