from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import community_can
from accounts.http import SignedInRequest
from accounts.models import CommunityAbility, CommunityMembership
from groups import forming
from groups.forms import RoundForm


@community_can(CommunityAbility.ORGANISE)
def new(request: SignedInRequest, own: CommunityMembership) -> HttpResponse:
    """Invite members to form groups."""
    form = RoundForm(request.POST or None)
    if form.is_valid():
        forming.ask(own.community, by=own, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Those of them who sit in no group here are being asked by mail."))
        return redirect(own.community)
    return render(request, "communities/form_groups.html", {"form": form, "own": own, "community": own.community})
