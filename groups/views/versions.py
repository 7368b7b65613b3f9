from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from groups import wording
from groups.access import member_can
from groups.models import Ability, Charter, Membership


@require_safe
@member_can(Ability.SEE, to=Charter)
def show(request: HttpRequest, membership: Membership, charter: Charter) -> HttpResponse:
    """One version as it was, and how it differed from the one before; the newest has its own page."""
    if charter == Charter.objects.current(membership.group):
        return redirect("groups:charters.show", slug=membership.group.slug)
    before = Charter.objects.filter(group=membership.group, version=charter.version - 1).first()
    context = {
        "membership": membership,
        "group": membership.group,
        "charter": charter,
        "changes": wording.difference(before, charter) if before else [],
    }
    return render(request, "groups/versions/show.html", context)
