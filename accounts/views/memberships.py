"""Belonging to a community: joining at once, a role in it, leaving."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import joining
from accounts.access import community_can
from accounts.forms import CommunityRoleForm
from accounts.http import SignedInRequest
from accounts.models import Community, CommunityAbility, CommunityMembership


def create(request: SignedInRequest, slug: str) -> HttpResponse:
    """Join at once: an address at the community's domain, or an invitation, opens it."""
    community = get_object_or_404(Community.objects.visible_to(request.user), slug=slug)
    if request.method == "POST":
        try:
            joining.enter(community, request.user, timezone.now())
            messages.success(request, _("You are in. Here are the groups you may find."))
        except joining.NoWayIn:
            messages.error(request, _("That invitation has run out. Ask an organiser for a new one."))
    return redirect(community)


@community_can(CommunityAbility.ORGANISE, to=CommunityMembership)
def update(request: SignedInRequest, own: CommunityMembership, other: CommunityMembership) -> HttpResponse:
    """Make somebody an organiser, or the other way round."""
    form = CommunityRoleForm(request.POST)
    if request.method == "POST" and form.is_valid():
        role = CommunityMembership.Role(form.cleaned_data["role"])
        said = {"name": other.user, "role": role.label}
        try:
            joining.set_role(other, role)
            messages.success(request, _("%(name)s is now: %(role)s.") % said)
        except joining.LastOrganiser:
            messages.error(request, _("A community keeps an organiser. Make somebody else one first."))
        if other.pk == own.pk:
            return redirect(own.community)
    return redirect("groups:community_members.index", slug=own.community.slug)


@community_can(CommunityAbility.LEAVE)
def destroy(request: SignedInRequest, own: CommunityMembership) -> HttpResponse:
    """Leave the community; a GET says what will happen."""
    if request.method == "POST":
        try:
            joining.leave(own, timezone.now())
        except joining.LastOrganiser:
            messages.error(request, _("You are its only organiser. Make somebody else one first, then leave."))
            return redirect("groups:community_members.index", slug=own.community.slug)
        messages.success(request, _("You have left %(community)s.") % {"community": own.community})
        return redirect("groups:communities.index")
    organisers = CommunityMembership.objects.organising().filter(community=own.community)
    is_last = not organisers.exclude(pk=own.pk).exists()
    return render(request, "communities/leave.html", {"community": own.community, "own": own, "is_last": is_last})
