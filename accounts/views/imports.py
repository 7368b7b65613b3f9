"""A list of members from a file: read, looked at, confirmed, watched."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django_htmx.http import HttpResponseClientRefresh

from accounts import importing
from accounts.access import community_can
from accounts.forms import CommunityImportForm
from accounts.http import SignedInRequest
from accounts.importing import Fate
from accounts.models import CommunityAbility, CommunityImport, CommunityMembership, Expertise, is_apart

PER_PAGE = 100
EARLIER_SHOWN = 10


@community_can(CommunityAbility.ORGANISE)
def new(request: SignedInRequest, own: CommunityMembership) -> HttpResponse:
    """Choose a file; it is read and shown, and nothing is imported yet."""
    sent = request.method == "POST"  # a file alone makes no data, so none is a form that was sent all the same
    form = CommunityImportForm(request.POST, request.FILES) if sent else CommunityImportForm()
    if form.is_valid():
        data = form.cleaned_data["file"].read()
        return redirect(_page(importing.preview(own.community, data, by=own.user, now=timezone.now()), own))
    earlier = CommunityImport.objects.filter(community=own.community).defer("rows", "problems")
    earlier = earlier.select_related("by").annotate(is_apart=is_apart(own.user, "by"))
    context = {
        "form": form,
        "own": own,
        "community": own.community,
        "expertises": Expertise.objects.all(),
        "earlier": earlier[:EARLIER_SHOWN],
    }
    return render(request, "communities/imports/new.html", context)


@require_safe
@community_can(CommunityAbility.ORGANISE, to=CommunityImport)
def show(request: SignedInRequest, own: CommunityMembership, import_: CommunityImport) -> HttpResponse:
    """What each row would mean; then how far it is; then what came of it."""
    context: dict[str, Any] = {"own": own, "community": own.community, "import": import_}
    if import_.state == CommunityImport.State.RUNNING:
        context["done"] = importing.progress(import_)
        part = "communities/imports/_progress.html"
        return render(request, part if request.htmx else "communities/imports/show.html", context)  # type: ignore[attr-defined]
    if request.htmx:  # type: ignore[attr-defined]  # the middleware's
        return HttpResponseClientRefresh()
    fate = request.GET.get("fate", "")
    rows = [row for row in import_.rows if fate in ("", row["fate"])]
    context |= {
        "fates": [(each, import_.tally.get(each, 0)) for each in Fate if import_.tally.get(each)],
        "fate": fate,
        "page": Paginator([{**row, "said": Fate(row["fate"]).label} for row in rows], PER_PAGE).get_page(
            request.GET.get("page")
        ),
    }
    return render(request, "communities/imports/show.html", context)


@community_can(CommunityAbility.ORGANISE, to=CommunityImport)
def update(request: SignedInRequest, own: CommunityMembership, import_: CommunityImport) -> HttpResponse:
    """Confirm; twice is once."""
    if request.method == "POST" and not importing.confirm(import_):
        messages.info(request, _("This list has been confirmed already."))
    return redirect(_page(import_, own))


@community_can(CommunityAbility.ORGANISE, to=CommunityImport)
def destroy(request: SignedInRequest, own: CommunityMembership, import_: CommunityImport) -> HttpResponse:
    """Put a list aside that was not confirmed."""
    if request.method == "POST":
        CommunityImport.objects.filter(pk=import_.pk, state=CommunityImport.State.PREVIEW).delete()
    return redirect("accounts:imports.new", slug=own.community.slug)


def _page(import_: CommunityImport, own: CommunityMembership) -> str:
    return reverse("accounts:imports.show", args=[own.community.slug, import_.pk])
