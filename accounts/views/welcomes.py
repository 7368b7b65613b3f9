from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts import onboarding
from accounts.http import SignedInRequest


@require_safe
def show(request: SignedInRequest) -> HttpResponse:
    """Where the first steps end: the six ways in."""
    return render(request, "welcome/show.html", {"so_far": onboarding.so_far(request.user)})


@require_POST
def update(request: SignedInRequest) -> HttpResponse:
    """Enough of the first steps, whether they were taken or not."""
    onboarding.finish(request.user, timezone.now())
    return redirect("accounts:welcomes.show")
