from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from groups.access import member_can
from groups.models import Ability, Charter, Membership


@member_can(Ability.ANSWER, to=Charter)
def create(request: HttpRequest, membership: Membership, charter: Charter) -> HttpResponse:
    """Sign the version that was read; when it has changed meanwhile, the new one is shown instead."""
    if request.method != "POST":
        return redirect("groups:charters.show", slug=membership.group.slug)
    if charter != Charter.objects.current(membership.group):
        messages.warning(request, _("The charter changed while you read it. This is the new version."))
        return redirect("groups:charters.show", slug=membership.group.slug)
    charter.sign(membership, timezone.now())
    messages.success(request, _("You have signed the charter."))
    return redirect(membership.group)
