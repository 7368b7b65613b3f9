from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from groups import pairing
from groups.access import member_can
from groups.models import Ability, Membership


@member_can(Ability.ANSWER)
def create(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Say that I would like to go on with my buddy."""
    if request.method != "POST":
        return redirect(membership.group)
    try:
        both = pairing.renew(membership, timezone.now())
    except pairing.PairEnded:
        messages.info(request, _("There is no trial here that could go on."))
    else:
        said = _("You both go on.") if both else _("Your buddy sees that you would like to go on.")
        messages.success(request, said)
    return redirect(membership.group)
