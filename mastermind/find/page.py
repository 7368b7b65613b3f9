"""The directory's page: one statement for all the cards, however many groups there are."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import Community, Expertise, User
from groups.models import Group
from mastermind.find import search
from mastermind.find.fit import Reader, reason
from mastermind.find.form import FindForm, forgiving

PER_PAGE = 12
LAST_PAGE = 10_000  # nobody reads so far; beyond it a number is a mistake


@login_not_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Find a group, also signed out."""
    user, now = request.user, timezone.now()
    expertises, communities = list(Expertise.objects.all()), list(Community.objects.of(user))
    form, ignored = forgiving(request.GET, expertises, communities, signed_in=user.is_authenticated)
    reader = _reader(user, form, expertises)
    found = search.find(user, reader, form.wishes, expertises, now)
    number = _number(request.GET)
    page = _page(found, reader, number or 1)
    if page is None:  # there are not so many
        number, page = None, _page(found, reader, 1)
    if number is None:
        ignored.append(_("Page"))
    context = {"form": form, "page": page, "ignored": ignored, "reader": reader}
    return render(request, "find/index.html", context)


def _reader(user: User | AnonymousUser, form: FindForm, expertises: Sequence[Expertise]) -> Reader | None:
    """What is known of who reads, with the question they ask; None where nothing is by which a group could fit."""
    if not user.is_authenticated:
        return None
    reader = Reader.of(user)
    for each in expertises:
        if each.slug == form.wishes.get("knows"):
            reader = reader.asking(each.pk)
    return reader if reader.has_said_something else None


def _number(query: QueryDict) -> int | None:
    """Which page is asked for; None where that cannot be understood."""
    raw = query.get("page", "1")
    known = raw.isascii() and raw.isdigit() and len(raw) < 9 and 0 < int(raw) <= LAST_PAGE
    return int(raw) if known else None


def _page(found: QuerySet[Group], reader: Reader | None, number: int) -> Page[Any] | None:
    """The groups of one page, each with its `reason`; None for a page after the last, unless it is the first.

    One statement: each row carries how many there are.
    """
    start = (number - 1) * PER_PAGE
    groups: list[Any] = list(found[start : start + PER_PAGE])
    if not groups and number > 1:
        return None
    for group in groups:
        group.reason = reason(group, reader) if reader else ""
    return Page(groups, number, Paginator(range(groups[0].total if groups else 0), PER_PAGE))
