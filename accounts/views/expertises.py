from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts import onboarding
from accounts.forms import ExpertisesForm
from accounts.http import SignedInRequest
from accounts.models import Expertise, PersonExpertise


def new(request: SignedInRequest) -> HttpResponse:
    """The first step: what I can advise on, and what I look for."""
    form = _form(request)
    if form.is_valid():
        _keep(request, form)
        return redirect("accounts:goals.new")
    context = {"form": form, "so_far": onboarding.so_far(request.user)}
    return render(request, "welcome/expertise.html", context)


def edit(request: SignedInRequest) -> HttpResponse:
    """The same, later."""
    form = _form(request)
    if form.is_valid():
        _keep(request, form)
        messages.success(request, _("Saved."))
        return redirect("accounts:expertises.edit")
    return render(request, "settings/expertise.html", {"form": form})


def _form(request: SignedInRequest) -> ExpertisesForm:
    own = [*PersonExpertise.objects.filter(user=request.user).values_list("side", "expertise__slug")]
    initial = {side: [slug for kept, slug in own if kept == side] for side in PersonExpertise.Side.values}
    data = request.POST if request.method == "POST" else None
    return ExpertisesForm(data, initial=initial, entries=Expertise.objects.all())


def _keep(request: SignedInRequest, form: ExpertisesForm) -> None:
    for side in PersonExpertise.Side:
        PersonExpertise.objects.keep(request.user, side, form.chosen(side))
