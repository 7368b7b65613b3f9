"""The one door into a group: nobody finds what is inside without a membership, nor acts without the ability.

What somebody may not see answers 404, what they may see but not do answers 403; who is signed out was sent to sign-in
before they came here.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from accounts.http import SignedInRequest
from groups.models import Ability, GroupClosed, Membership

View = Callable[..., HttpResponse]

CLOSED = _("This group has closed. You can read its pages and take your copy along; nothing in it changes any more.")


def member_can(ability: Ability, to: type[Model] | None = None, guest: View | None = None) -> Callable[[View], View]:
    """Guard a view: it is called as `view(request, membership)`, or `view(request, membership, thing)`.

    The route gives the group's `slug`, or the `pk` of a `to`, or both. `to` is a model with a `group` whose manager
    answers `seen_by(user)`: the thing is looked up through the person's own groups, so that another group's child
    does not exist. Who finds no such thing is shown `guest(request, pk)` instead, where there is one: a visitor, who
    is let in to that thing alone.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: SignedInRequest, slug: str | None = None, pk: int | None = None) -> HttpResponse:
            try:
                thing = _inside(to, request, slug, pk) if to else None
            except Http404:
                if guest is None:
                    raise
                return guest(request, pk)
            own = Membership.objects.of(request.user).select_related("group__closure", "user")
            group = {"group__slug": slug} if slug else {"group": thing.group_id}  # type: ignore[union-attr]
            membership = get_object_or_404(own, **group)
            if not membership.can(ability):
                raise PermissionDenied(CLOSED if membership.group.is_closed else "")
            try:
                return view(request, membership, *([thing] if thing else []))
            except GroupClosed as closed:  # while this was on its way
                raise PermissionDenied(CLOSED) from closed

        guarded.ability = ability  # type: ignore[attr-defined]  # the map of the site is tested by it
        return guarded

    return decorate


def _inside(model: type[Model], request: SignedInRequest, slug: str | None, pk: int | None) -> Any:
    things = model._default_manager.seen_by(request.user)  # type: ignore[attr-defined]  # what `to` promises
    return get_object_or_404(things, pk=pk, **({"group__slug": slug} if slug else {}))
