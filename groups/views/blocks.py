from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import safety
from accounts.http import SignedInRequest
from accounts.models import Block, User
from groups import blocking, reporting
from groups.models import Report


@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """Whom I have blocked."""
    blocks = Block.objects.filter(user=request.user).select_related("blocked").order_by("blocked__name", "pk")
    return render(request, "settings/blocks.html", {"blocks": blocks})


def create(request: SignedInRequest, pk: int) -> HttpResponse:
    """Block somebody whom I can see; a GET says what will happen."""
    person = get_object_or_404(reporting.within_sight(request.user, Report.About.PERSON), pk=pk)
    if request.method != "POST":
        context = {
            "person": person,
            "tables": blocking.shared_tables(request.user, person),
            "pair": blocking.pairs_of(request.user, person),
        }
        return render(request, "groups/blocks/create.html", context)
    blocking.block(person, by=request.user, now=timezone.now())
    messages.success(request, _("You have blocked %(name)s. Nobody is told.") % {"name": person})
    return redirect("groups:blocks.index")


def destroy(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a block back; a GET says what will happen."""
    own = Block.objects.filter(user=request.user).values("blocked")
    person = get_object_or_404(User.objects.filter(pk__in=own), pk=pk)
    if request.method != "POST":
        return render(request, "groups/blocks/destroy.html", {"person": person})
    safety.unblock(person, by=request.user)
    messages.success(request, _("You no longer block %(name)s.") % {"name": person})
    return redirect("groups:blocks.index")
