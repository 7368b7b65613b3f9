"""The one door into a community: 404 for who does not belong, 403 for who may not do it; in the shape of a group's."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from accounts.http import SignedInRequest
from accounts.models import CommunityAbility, CommunityMembership, User, apart_from

View = Callable[..., HttpResponse]


def community_can(ability: CommunityAbility, to: type[Model] | None = None) -> Callable[[View], View]:
    """Guard a view: it is called as `view(request, own)`, or `view(request, own, thing)`.

    `own` is the visitor's CommunityMembership. The route gives the community's `slug`, and the `pk` of a `to`, a model
    with a `community`: another community's thing does not exist, nor the place or request of somebody kept apart.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: SignedInRequest, slug: str, pk: int | None = None) -> HttpResponse:
            mine = CommunityMembership.objects.of(request.user).select_related("community", "user")
            own = get_object_or_404(mine, community__slug=slug)
            if not own.can(ability):  # before the thing: who may not act does not learn which things there are
                raise PermissionDenied
            thing = [get_object_or_404(_met_by(own.user, to), pk=pk, community=own.community)] if to else []
            return view(request, own, *thing)

        guarded.ability = ability  # type: ignore[attr-defined]  # the map of the site is tested by it
        return guarded

    return decorate


def _met_by(user: User, to: type[Model]) -> QuerySet[Any]:
    rows: QuerySet[Any] = to._default_manager.all()
    is_somebody = any(field.name == "user" for field in to._meta.fields)
    return rows.exclude(user__in=apart_from(user).values("pk")) if is_somebody else rows
