"""Asking to join a community, and answering."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import asking
from accounts.access import community_can
from accounts.forms import CommunityAnswerForm, CommunityRequestForm
from accounts.http import SignedInRequest
from accounts.joining import NoWayIn
from accounts.models import Community, CommunityAbility, CommunityMembership, CommunityRequest, apart_from, is_apart

PER_PAGE = 30


def new(request: SignedInRequest, slug: str) -> HttpResponse:
    """Ask to join."""
    community = get_object_or_404(Community.objects.visible_to(request.user), slug=slug)
    form = CommunityRequestForm(request.POST or None)
    if form.is_valid():
        try:
            asking.ask(community, request.user, form.cleaned_data["words"], timezone.now())
            messages.success(request, _("You have asked. The organisers are told, and their answer comes by mail."))
        except NoWayIn:
            messages.info(request, _("There is nothing to ask for here."))
        return redirect(community)
    if community.joining != Community.Joining.REQUEST or community in Community.objects.of(request.user):
        return redirect(community)
    return render(request, "communities/requests/new.html", {"form": form, "community": community})


def destroy(request: SignedInRequest, slug: str) -> HttpResponse:
    """Withdraw."""
    if request.method != "POST":
        return redirect("community", slug=slug)
    asked = CommunityRequest.objects.filter(user=request.user, community__slug=slug).select_related("community", "user")
    own = get_object_or_404(asked.order_by("-pk")[:1])
    try:
        asking.withdraw(own, timezone.now())
        messages.success(request, _("You no longer ask to join."))
    except asking.AlreadyAnswered:
        messages.info(request, _("The organisers have answered already."))
    return redirect("groups:communities.index")


@require_safe
@community_can(CommunityAbility.ORGANISE)
def index(request: SignedInRequest, own: CommunityMembership) -> HttpResponse:
    """Who asks, and who was answered lately."""
    asked = CommunityRequest.objects.filter(community=own.community).select_related("user", "answered_by")
    asked = asked.exclude(user__in=apart_from(own.user).values("pk"))
    asked = asked.annotate(answerer_is_apart=is_apart(own.user, "answered_by"))
    answered = asked.exclude(state=CommunityRequest.State.OPEN).order_by("-answered_at", "-pk")
    context = {
        "own": own,
        "community": own.community,
        "waiting": asked.filter(state=CommunityRequest.State.OPEN),
        "page": Paginator(answered, PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "communities/requests/index.html", context)


@community_can(CommunityAbility.ORGANISE, to=CommunityRequest)
def show(request: SignedInRequest, own: CommunityMembership, asked: CommunityRequest) -> HttpResponse:
    """Read one, and answer it."""
    form = CommunityAnswerForm(request.POST or None)
    if form.is_valid():
        return _answer(request, own, asked, form)
    context = {"own": own, "community": own.community, "asked": asked, "form": form}
    return render(request, "communities/requests/show.html", context)


def _answer(
    request: SignedInRequest, own: CommunityMembership, asked: CommunityRequest, form: CommunityAnswerForm
) -> HttpResponse:
    now = timezone.now()
    try:
        if form.cleaned_data["answer"] == "accept":
            asking.accept(asked, by=own.user, now=now)
        else:
            asking.decline(asked, reason=form.cleaned_data["reason"], by=own.user, now=now)
        messages.success(request, _("Your answer is on its way to %(name)s.") % {"name": asked.user})
    except asking.AlreadyAnswered:
        messages.info(request, _("This was answered, or withdrawn, a moment ago."))
    return redirect("accounts:requests.index", slug=own.community.slug)
