from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from groups import admissions, talking
from groups.access import member_can
from groups.forms import MessageForm
from groups.models import Ability, Application, Membership


@member_can(Ability.ADMIT, to=Application)
def new(request: HttpRequest, membership: Membership, application: Application) -> HttpResponse:
    """Write to somebody at the door."""
    form = MessageForm(request.POST or None)
    if form.is_valid():
        try:
            talking.write(application, by=membership.user, now=timezone.now(), **form.cleaned_data)
        except admissions.AlreadyAnswered:
            messages.info(request, _("This was answered, or withdrawn, a moment ago."))
        else:
            messages.success(
                request, _("Your words are on their way to %(name)s.") % {"name": application.user.first_name}
            )
        return redirect("meetings:applications.show", slug=membership.group.slug, pk=application.pk)
    context = {"form": form, "group": membership.group, "application": application}
    return render(request, "groups/messages/new.html", context)
