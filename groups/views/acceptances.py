from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from groups import invitations
from groups.forms import AcceptanceForm
from groups.invitations import Refused, Standing
from groups.models import Invitation, InvitationUse, Membership

Front = Callable[[Invitation, User | AnonymousUser, datetime], dict[str, object]]

OVER = {Standing.TAKEN, Standing.USED, Standing.EXPIRED, Standing.CLOSED, Standing.WITHDRAWN}


@login_not_required
def new(request: HttpRequest, token: str, front: Front) -> HttpResponse:
    """An invitation as it stands for its reader, signed in or not; a POST accepts it.

    While it is open its reader sees what `front` tells outsiders of the group. 404 for a token that is not ours.
    """
    now, user = timezone.now(), request.user
    found = Invitation.objects.by_token(token).read_by(user)
    invitation = get_object_or_404(found.select_related("group__closure", "seat__expertise", "seat__holder"))
    if request.method == "POST" and not user.is_authenticated:
        return redirect_to_login(invitation.get_absolute_url())
    form = AcceptanceForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and user.is_authenticated:
        return _accept(request, invitation, user, now)
    standing = invitations.standing(invitation, user, now)
    if standing != Standing.OPEN:
        return _not_open(request, invitation, standing)
    context = front(invitation, user, now) | {"invitation": invitation, "form": form}
    return render(request, "groups/acceptances/new.html", context)


def _not_open(request: HttpRequest, invitation: Invitation, standing: Standing) -> HttpResponse:
    """Why it does not let this reader in, or where they are by now."""
    if standing == Standing.WAITING:
        return redirect("groups:waitings.edit", slug=invitation.group.slug)
    own = Membership.objects.of(request.user)
    came_by_it = InvitationUse.objects.filter(invitation=invitation, membership__in=own)
    if standing == Standing.INSIDE and came_by_it.exists():
        return redirect(invitation.group)
    context = {"invitation": invitation, "group": invitation.group}
    status = 410 if standing in OVER else 200
    return render(request, f"groups/acceptances/{standing}.html", context, status=status)


def _accept(request: HttpRequest, invitation: Invitation, user: User, now: datetime) -> HttpResponse:
    try:
        came = invitations.accept(invitation, user, now)
    except Refused:
        return redirect(invitation)  # where the reason stands
    if isinstance(came, Membership):
        messages.success(request, _("You sit at this table now. Sign its charter, and you see who comes when."))
        return redirect(invitation.group)
    messages.info(request, _("Every chair was taken by now, so you are on the waiting list."))
    return redirect(invitation)
