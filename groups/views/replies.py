from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.http import SignedInRequest
from groups import admissions, talking
from groups.forms import MessageForm
from groups.models import Application


def new(request: SignedInRequest, slug: str) -> HttpResponse:
    """Write, from the door, to those who look after the group."""
    application = get_object_or_404(Application.objects.of(request.user).filter(group__slug=slug)[:1])
    form = MessageForm(request.POST or None)
    if form.is_valid():
        try:
            talking.write(application, by=request.user, now=timezone.now(), **form.cleaned_data)
        except admissions.AlreadyAnswered:
            messages.info(request, _("The group has answered already."))
        else:
            messages.success(request, _("Your words are on their way to those who look after the group."))
        return redirect("groups:applications.new", slug=slug)
    context = {"form": form, "group": application.group, "application": application, "is_own": True}
    return render(request, "groups/messages/new.html", context)
