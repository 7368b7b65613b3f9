from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.forms import TopicsForm
from accounts.http import SignedInRequest
from accounts.models import Mute


def edit(request: SignedInRequest) -> HttpResponse:
    """Which mail I want."""
    muted = set(Mute.objects.filter(user=request.user).values_list("topic", flat=True))
    form = TopicsForm(request.POST if request.method == "POST" else None, muted=muted)
    if form.is_valid():
        Mute.objects.keep(request.user, form.muted_topics())
        messages.success(request, _("Saved."))
        return redirect("accounts:preferences.edit")
    return render(request, "settings/notifications.html", {"form": form})
