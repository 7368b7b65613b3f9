from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from groups import amending, wording
from groups.access import member_can
from groups.forms import CharterForm
from groups.models import Ability, Charter, CharterSignature, Group, Membership


@require_safe
@member_can(Ability.SEE)
def show(request: HttpRequest, membership: Membership) -> HttpResponse:
    """The charter as it stands, who has signed it, and what changed since the reader signed."""
    versions = list(Charter.objects.filter(group=membership.group).order_by("-version"))
    charter = versions[0]
    people = Membership.objects.present().filter(group=membership.group).select_related("user")
    signed = dict(charter.signatures.values_list("membership_id", "signed_at"))
    own = set(CharterSignature.objects.filter(membership=membership).values_list("charter_id", flat=True))
    last = next((each for each in versions if each.pk in own), None)
    context = {
        "membership": membership,
        "group": membership.group,
        "charter": charter,
        "versions": versions[1:],
        "people": [(each, signed.get(each.pk)) for each in people],
        "own_signature": signed.get(membership.pk),
        "last_signed": last,
        "changes": wording.difference(last, charter) if last and last != charter else [],
    }
    return render(request, "groups/charters/show.html", context)


@member_can(Ability.OWN)
@transaction.atomic
def edit(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Write a new version."""
    # Held, so that nobody sits down in a chair that is being taken away.
    group = Group.objects.select_for_update().get(pk=membership.group_id)
    before, now = Charter.objects.current(group), timezone.now()
    form = CharterForm(request.POST or None, before=before, today=timezone.localdate(now))
    if form.is_valid():
        if amending.amend(group, form.terms(), by=membership.user, now=now) == before:
            messages.info(request, _("The charter stays as it is."))
        else:
            messages.success(request, _("The charter has changed. Everyone is asked to sign it again, you first."))
        return redirect("groups:charters.show", slug=group.slug)
    context = {"form": form, "membership": membership, "group": membership.group}
    return render(request, "groups/charters/edit.html", context)
