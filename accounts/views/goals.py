from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import onboarding
from accounts.forms import GoalForm
from accounts.http import SignedInRequest
from accounts.models import Goal


def new(request: SignedInRequest) -> HttpResponse:
    """The second step: what I work towards."""
    form = _form(request)
    if form.is_valid():
        Goal.objects.keep(request.user, timezone.now(), **form.cleaned_data)
        return redirect("accounts:availabilities.new")
    context = {"form": form, "so_far": onboarding.so_far(request.user)}
    return render(request, "welcome/goal.html", context)


def edit(request: SignedInRequest) -> HttpResponse:
    """The same, later."""
    form = _form(request)
    if form.is_valid():
        Goal.objects.keep(request.user, timezone.now(), **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("accounts:goals.edit")
    return render(request, "settings/goal.html", {"form": form})


@require_POST
def destroy(request: SignedInRequest) -> HttpResponse:
    """Work towards nothing in particular for now."""
    Goal.objects.filter(user=request.user).delete()
    messages.success(request, _("Your goal is off the table. Set another whenever there is one."))
    return redirect("accounts:goals.edit")


def _form(request: SignedInRequest) -> GoalForm:
    goal = Goal.objects.filter(user=request.user).first()
    return GoalForm(request.POST or None, instance=goal, today=timezone.localdate())
