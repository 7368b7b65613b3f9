from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import joining
from accounts.http import SignedInRequest
from accounts.models import Community


def create(request: SignedInRequest, slug: str) -> HttpResponse:
    """Say no to a community's invitation."""
    community = get_object_or_404(Community.objects.visible_to(request.user), slug=slug)
    if request.method == "POST":
        joining.refuse(community, request.user, timezone.now())
        messages.success(request, _("You said no to %(community)s.") % {"community": community})
    return redirect("groups:communities.index")
