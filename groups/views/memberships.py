from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from accounts.models import apart_from, is_apart
from groups import arriving
from groups.access import member_can
from groups.forms import RoleForm, SeatForm
from groups.models import Ability, Charter, Group, GroupClosed, KeptApart, LastOwner, Membership, Role

GONE_SHOWN = 10


def new(request: SignedInRequest, slug: str) -> HttpResponse:
    """Take a seat at an open table."""
    group = get_object_or_404(Group.objects.visible_to(request.user).with_taken(), slug=slug)
    sits = Membership.objects.of(request.user).filter(group=group)
    if request.method != "POST" and (group.joining != Group.Joining.OPEN or sits.exists()):
        return redirect(group)
    form = SeatForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        _sit_down(request, group)
        return redirect(group)
    context = {"form": form, "group": group, "charter": Charter.objects.current(group)}
    return render(request, "groups/memberships/new.html", context)


def _sit_down(request: SignedInRequest, group: Group) -> None:
    try:
        place = arriving.sit_down(group, request.user, timezone.now())
    except arriving.NotOpen:
        messages.info(request, _("People no longer sit down here by themselves. Read below how to join."))
    except (KeptApart, GroupClosed):  # the same words for both, and for nobody in particular
        messages.error(request, _("This group cannot take you. There are other tables."))
    else:
        if isinstance(place, Membership):
            messages.success(request, _("Welcome. The chair is yours: read and sign the charter first."))
        else:
            messages.warning(
                request,
                _("Every chair is taken, so you are on the waiting list. The next free one is offered in order."),
            )


@require_safe
@member_can(Ability.SEE)
def index(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Who sits at the table, and for those who look after it, who has left."""
    rows = Membership.objects.filter(group=membership.group).select_related("user")
    rows = rows.annotate(is_apart=is_apart(membership.user, "user"))
    gone = rows.exclude(left_at=None).exclude(user__in=apart_from(membership.user)).order_by("-left_at")
    context = {
        "membership": membership,
        "group": membership.group,
        "people": rows.present(),
        "gone": gone[:GONE_SHOWN] if membership.runs else [],
        "roles": Role,
        "now": timezone.now(),
    }
    return render(request, "groups/memberships/index.html", context)


@member_can(Ability.OWN, to=Membership)
def update(request: HttpRequest, membership: Membership, other: Membership) -> HttpResponse:
    """Make a member a facilitator, or the other way round."""
    if request.method == "POST":
        form = RoleForm(request.POST)
        # A conditional UPDATE: who has left, or owns the group by now, keeps their row as it is.
        others = Membership.objects.present().exclude(role=Role.OWNER).filter(pk=other.pk)
        if not form.is_valid() or not others.update(role=form.cleaned_data["role"]):
            raise PermissionDenied
        role = Role(form.cleaned_data["role"]).label
        messages.success(request, _("%(name)s is now: %(role)s.") % {"name": other.user.first_name, "role": role})
    return redirect("groups:memberships.index", slug=membership.group.slug)


@member_can(Ability.LEAVE)
def destroy(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Leave the group; a GET says what will happen. Nobody leaves a pair: either of the two ends it."""
    if membership.group.kind == Group.Kind.BUDDIES and not membership.group.is_closed:
        return redirect("groups:pairs.destroy", slug=membership.group.slug)
    if request.method != "POST":
        others = Membership.objects.present().filter(group=membership.group).exclude(pk=membership.pk).exists()
        holds = membership.role == Role.OWNER and not membership.group.is_closed
        context = {"group": membership.group, "is_owner": holds, "others": others}
        return render(request, "groups/memberships/leave.html", context)
    try:
        membership.leave(timezone.now())
    except LastOwner:
        messages.error(request, _("You are the owner. Hand the group over first, then leave."))
        return redirect("groups:memberships.index", slug=membership.group.slug)
    said = (
        _("You have left %(group)s.")
        if membership.group.is_closed
        else _("You have left %(group)s. Your chair is free.")
    )
    messages.success(request, said % {"group": membership.group})
    return redirect("groups:groups.index")
