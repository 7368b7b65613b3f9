from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import founding
from accounts.access import community_can
from accounts.forms import CommunityForm, NewCommunityForm
from accounts.http import SignedInRequest
from accounts.models import Community, CommunityAbility, CommunityMembership


def new(request: SignedInRequest) -> HttpResponse:
    """Start an association's or employer's community."""
    form = NewCommunityForm(request.POST or None, user=request.user)
    if form.is_valid():
        community = founding.found(by=request.user, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("The community is here, and you organise it. Now invite its people."))
        return redirect(community)
    return render(request, "communities/new.html", {"form": form})


@community_can(CommunityAbility.ORGANISE)
def edit(request: SignedInRequest, own: CommunityMembership) -> HttpResponse:
    """What the community says of itself, and how people come in."""
    community = Community.objects.get(pk=own.community_id)  # a copy: an invalid form must not change the page's head
    form = CommunityForm(request.POST or None, instance=community, user=own.user)
    if form.is_valid():
        founding.keep_domains(form.save(), form.cleaned_data.get("domains", []), by=own.user)
        messages.success(request, _("Saved."))
        return redirect(community)
    return render(request, "communities/edit.html", {"form": form, "own": own, "community": own.community})
