from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from groups.access import member_can
from groups.forms import RoleForm
from groups.models import Ability, LastOwner, Membership, Role


@require_safe
@member_can(Ability.SEE)
def index(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Who sits at the table."""
    people = Membership.objects.present().filter(group=membership.group).select_related("user")
    context = {"membership": membership, "group": membership.group, "people": people, "roles": Role}
    return render(request, "groups/memberships/index.html", context)


@require_POST
@member_can(Ability.OWN, to=Membership)
def update(request: HttpRequest, membership: Membership, other: Membership) -> HttpResponse:
    """Make a member a facilitator, or the other way round."""
    form = RoleForm(request.POST, instance=other)
    if other.role == Role.OWNER or other.left_at is not None or not form.is_valid():
        raise PermissionDenied
    form.save()
    messages.success(
        request,
        _("%(name)s is now: %(role)s.") % {"name": other.user.first_name, "role": other.get_role_display()},
    )
    return redirect("groups:memberships.index", slug=membership.group.slug)


@member_can(Ability.LEAVE)
def destroy(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Leave the group; a GET says what will happen."""
    if request.method != "POST":
        context = {"membership": membership, "group": membership.group, "is_owner": membership.role == Role.OWNER}
        return render(request, "groups/memberships/leave.html", context)
    try:
        membership.leave(timezone.now())
    except LastOwner:
        messages.error(request, _("You are the owner. Hand the group over first, then leave."))
        return redirect("groups:memberships.index", slug=membership.group.slug)
    messages.success(request, _("You have left %(group)s. Your chair is free.") % {"group": membership.group})
    return redirect("groups:groups.index")
