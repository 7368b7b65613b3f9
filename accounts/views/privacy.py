from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.forms import ConflictsForm, PrivacyForm
from accounts.http import SignedInRequest
from accounts.models import Conflict, User


def edit(request: SignedInRequest, unfinished: ConflictsForm | None = None) -> HttpResponse:
    """Who sees me, and whom I would rather not meet; with the names that `conflicts.create` could not add."""
    person = User.objects.get(pk=request.user.pk)  # a copy: an invalid form must not change the page's own header
    form = PrivacyForm(None if unfinished else request.POST or None, instance=person)
    if form.is_valid():
        person.save(update_fields=form.Meta.fields)
        messages.success(request, _("Saved."))
        return redirect("accounts:privacy.edit")
    conflicts = [*Conflict.objects.filter(user=request.user)]
    adding = {kind: ConflictsForm(kind=kind) for kind in Conflict.Kind}
    if unfinished:
        adding[unfinished.kind] = unfinished
    context = {
        "form": form,
        "lists": [(kind, adding[kind], [each for each in conflicts if each.kind == kind]) for kind in Conflict.Kind],
    }
    return render(request, "settings/privacy.html", context)
