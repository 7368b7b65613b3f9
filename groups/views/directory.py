from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from groups.models import Group

PER_PAGE = 12


@login_not_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Find a group, also signed out: the newest first, by words where some are given."""
    words = request.GET.get("q", "")[:200].replace("\x00", "")
    groups = Group.objects.listed(request.user).matching(words).with_taken().order_by("-published_at", "pk")
    page = Paginator(groups, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "groups/find.html", {"page": page, "q": words})
