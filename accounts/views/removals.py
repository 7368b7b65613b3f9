from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts import joining
from accounts.access import community_can
from accounts.http import SignedInRequest
from accounts.models import CommunityAbility, CommunityMembership


@community_can(CommunityAbility.ORGANISE, to=CommunityMembership)
def new(request: SignedInRequest, own: CommunityMembership, other: CommunityMembership) -> HttpResponse:
    """Take a member out of the community; a GET says what will happen."""
    if request.method == "POST":
        try:
            joining.remove(other)
            messages.success(request, _("%(name)s is no longer in the community.") % {"name": other.user})
        except joining.LastOrganiser:
            messages.error(request, _("An organiser steps down first; then they can be taken out."))
        return redirect("groups:community_members.index", slug=own.community.slug)
    return render(request, "communities/remove.html", {"own": own, "community": own.community, "other": other})
