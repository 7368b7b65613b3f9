"""Invitations to a community: those an organiser sent, and the page an invited address opens."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts import joining
from accounts.access import community_can
from accounts.forms import CommunityInviteForm
from accounts.http import SignedInRequest
from accounts.models import CommunityAbility, CommunityInvitation, CommunityMembership, User, is_apart

PER_PAGE = 50


@community_can(CommunityAbility.ORGANISE)
def index(request: SignedInRequest, own: CommunityMembership) -> HttpResponse:
    """Invite, and see who has not come yet."""
    form = CommunityInviteForm(request.POST or None)
    if form.is_valid():
        return _invite(request, own, form.cleaned_data["addresses"])
    waiting = CommunityInvitation.objects.filter(community=own.community, accepted_at=None)
    page = Paginator(waiting, PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "own": own, "community": own.community, "page": page, "now": timezone.now()}
    return render(request, "communities/invitations/index.html", context)


def _invite(request: SignedInRequest, own: CommunityMembership, addresses: list[str]) -> HttpResponse:
    tally = joining.invite(own.community, addresses, by=own.user, now=timezone.now())
    if tally["new"]:
        said = ngettext("%(count)s invitation is on its way.", "%(count)s invitations are on their way.", tally["new"])
        messages.success(request, said % {"count": tally["new"]})
    if passed := tally["waiting"] + tally["members"]:
        said = ngettext(
            "%(count)s address was invited already, or belongs to a member.",
            "%(count)s addresses were invited already, or belong to members.",
            passed,
        )
        messages.info(request, said % {"count": passed})
    return redirect("accounts:invitations.index", slug=own.community.slug)


@community_can(CommunityAbility.ORGANISE, to=CommunityInvitation)
def destroy(request: SignedInRequest, own: CommunityMembership, invitation: CommunityInvitation) -> HttpResponse:
    """Take an invitation back, unless it was taken up."""
    if request.method == "POST":
        waiting = CommunityInvitation.objects.filter(pk=invitation.pk, accepted_at=None)
        if waiting.delete()[0]:
            messages.success(request, _("%(address)s is no longer invited.") % {"address": invitation.email})
    return redirect("accounts:invitations.index", slug=own.community.slug)


@login_not_required
@require_safe
def show(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """What an invited address opens, signed in or not: the way in, or a plain word why there is none."""
    invitation = _signed(slug, token, request.user)
    if invitation is None:
        return render(request, "communities/invitations/gone.html", status=404)
    user = request.user
    if user.is_authenticated and invitation.email in user.verified_addresses():
        return redirect(invitation.community)
    stands = invitation.accepted_at is None and invitation.declined_at is None
    context = {
        "invitation": invitation,
        "community": invitation.community,
        "stands": stands and invitation.expires_at > timezone.now(),
        "signup_query": urlencode({"email": invitation.email, "next": request.path}),
        "signin_query": urlencode({"next": request.path}),
    }
    return render(request, "communities/invitations/show.html", context)


def _signed(slug: str, token: str, user: User | AnonymousUser) -> CommunityInvitation | None:
    """The invitation with this token, with `is_apart` for its reader: signed out, for whoever has the address."""
    try:
        rows = CommunityInvitation.objects.filter(community__slug=slug)
        found = rows.get(pk=signing.loads(token, salt="community-invitation"))
    except (signing.BadSignature, CommunityInvitation.DoesNotExist):
        return None
    owners = User.objects.filter(emailaddress__email=found.email, emailaddress__verified=True)
    reader = user if user.is_authenticated else owners.first() or user
    return rows.select_related("community", "by").annotate(is_apart=is_apart(reader, "by")).get(pk=found.pk)
