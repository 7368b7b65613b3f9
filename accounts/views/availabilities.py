from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import onboarding
from accounts.forms import AvailabilityForm
from accounts.http import SignedInRequest
from accounts.models import Availability


def new(request: SignedInRequest) -> HttpResponse:
    """The third step: when I could meet."""
    form = _form(request)
    if form.is_valid():
        Availability.objects.keep(request.user, form.cleaned_data["slots"])
        onboarding.finish(request.user, timezone.now())
        return redirect("accounts:welcomes.show")
    context = {"form": form, "so_far": onboarding.so_far(request.user)}
    return render(request, "welcome/availability.html", context)


def edit(request: SignedInRequest) -> HttpResponse:
    """The same, later."""
    form = _form(request)
    if form.is_valid():
        Availability.objects.keep(request.user, form.cleaned_data["slots"])
        messages.success(request, _("Saved."))
        return redirect("accounts:availabilities.edit")
    return render(request, "settings/availability.html", {"form": form})


def _form(request: SignedInRequest) -> AvailabilityForm:
    own = Availability.objects.filter(user=request.user).first()
    data = request.POST if request.method == "POST" else None
    return AvailabilityForm(data, initial={"slots": own.slots if own else []})
