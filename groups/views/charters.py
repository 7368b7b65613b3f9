from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from groups.access import member_can
from groups.forms import CharterForm
from groups.models import Ability, Charter, Membership


@require_safe
@member_can(Ability.SEE)
def show(request: HttpRequest, membership: Membership) -> HttpResponse:
    """The charter as it stands, and who has signed it."""
    charter = Charter.objects.current(membership.group)
    people = Membership.objects.present().filter(group=membership.group).select_related("user")
    signed = dict(charter.signatures.values_list("membership_id", "signed_at"))
    context = {
        "membership": membership,
        "group": membership.group,
        "charter": charter,
        "people": [(each, signed.get(each.pk)) for each in people],
        "own_signature": signed.get(membership.pk),
    }
    return render(request, "groups/charters/show.html", context)


@member_can(Ability.OWN)
def edit(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Write a new version."""
    before = Charter.objects.current(membership.group)
    form = CharterForm(request.POST or None, initial={"text": before.text})
    if form.is_valid():
        terms = form.cleaned_data
        if Charter.objects.amend(membership.group, terms, by=membership.user, now=timezone.now()) == before:
            messages.info(request, _("The charter stays as it is."))
        else:
            messages.success(request, _("The charter has changed. Everyone is asked to sign it again, you first."))
        return redirect("groups:charters.show", slug=membership.group.slug)
    context = {"form": form, "membership": membership, "group": membership.group}
    return render(request, "groups/charters/edit.html", context)
