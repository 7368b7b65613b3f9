from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.forms import ProfileForm
from accounts.http import SignedInRequest
from accounts.models import User


def edit(request: SignedInRequest) -> HttpResponse:
    """Name, trade, clock, languages and light."""
    person = User.objects.get(pk=request.user.pk)  # a copy: an invalid form must not change the page's own header
    form = ProfileForm(request.POST or None, instance=person)
    if form.is_valid():
        person.save(update_fields=form.Meta.fields)
        messages.success(request, _("Saved."))
        return redirect("accounts:profiles.edit")
    return render(request, "settings/profile.html", {"form": form})
