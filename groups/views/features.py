from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import community_can
from accounts.http import SignedInRequest
from accounts.models import CommunityAbility, CommunityMembership
from groups.models import Group


@community_can(CommunityAbility.ORGANISE, to=Group)
def update(request: SignedInRequest, own: CommunityMembership, group: Group) -> HttpResponse:
    """Put a group first on the community's page, or back among the others; only one that its people can find."""
    found = Group.objects.listed(own.user).filter(community=own.community)
    group = get_object_or_404(found, pk=group.pk)
    if request.method == "POST":
        is_wanted = request.POST.get("featured") == "yes"
        found.filter(pk=group.pk).update(featured_at=timezone.now() if is_wanted else None)
        said = _("%(group)s stands first now.") if is_wanted else _("%(group)s stands among the others again.")
        messages.success(request, said % {"group": group})
    return redirect(own.community)
