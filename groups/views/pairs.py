from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from groups import pairing
from groups.access import member_can
from groups.models import Ability, Group, Membership


@member_can(Ability.LEAVE)
def destroy(request: HttpRequest, membership: Membership) -> HttpResponse:
    """End the pair, whichever of the two one is; a GET says what will happen. Other groups are left instead."""
    group = membership.group
    if group.kind != Group.Kind.BUDDIES:
        return redirect("groups:memberships.destroy", slug=group.slug)
    if group.is_closed:
        return redirect(group)
    if request.method != "POST":
        partner = Membership.objects.present().filter(group=group).exclude(pk=membership.pk).select_related("user")
        return render(request, "groups/pairs/end.html", {"group": group, "partner": partner.first()})
    pairing.end(membership, timezone.now())
    messages.success(request, _("The pair has ended. What you wrote can still be read by you both."))
    return redirect("groups:buddies.index")
