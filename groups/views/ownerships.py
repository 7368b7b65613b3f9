from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from groups import owning
from groups.access import member_can
from groups.models import Ability, Membership


@member_can(Ability.OWN, to=Membership)
def edit(request: HttpRequest, membership: Membership, heir: Membership) -> HttpResponse:
    """Hand the group over to another member; a GET says what will happen."""
    if request.method != "POST":
        context = {"membership": membership, "group": membership.group, "heir": heir}
        return render(request, "groups/ownerships/edit.html", context)
    try:
        owning.hand_over(membership, heir, timezone.now())
    except Membership.DoesNotExist:
        messages.error(request, _("%(name)s cannot take the group over any more.") % {"name": heir.user.first_name})
    else:
        messages.success(request, _("The group is now %(name)s’s.") % {"name": heir.user.first_name})
    return redirect("groups:memberships.index", slug=membership.group.slug)
