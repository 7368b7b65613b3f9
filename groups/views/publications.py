from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from groups.access import member_can
from groups.models import Ability, Group, Membership

PUBLISHED = {
    Group.Visibility.PUBLIC: _("The group is published. People who look for one can find it and ask to join."),
    Group.Visibility.COMMUNITY: _("The group is published. The people of your community can find it and ask to join."),
    Group.Visibility.UNLISTED: _("The group is published, but unlisted: only its members find it."),
}


@member_can(Ability.OWN)
def update(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Publish the group, or take it out of the directory again (`published` is empty)."""
    unpublished = Group.objects.filter(pk=membership.group_id, published_at=None)
    if request.method != "POST":
        return redirect(membership.group)
    if request.POST.get("published"):
        unpublished.update(published_at=timezone.now())
        messages.success(request, PUBLISHED[Group.Visibility(membership.group.visibility)])
    else:
        Group.objects.filter(pk=membership.group_id).update(published_at=None)
        messages.success(request, _("The group is out of the directory. Nothing changes for its members."))
    return redirect(membership.group)
