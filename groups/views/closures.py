from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from groups import closing
from groups.access import member_can
from groups.forms import ClosureForm
from groups.models import Ability, Application, Membership


@member_can(Ability.OWN)
def new(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Close the group; a GET says what will happen."""
    group = membership.group
    others = Membership.objects.present().filter(group=group).exclude(pk=membership.pk).count()
    form = ClosureForm(request.POST if request.method == "POST" else None, alone=not others)
    if form.is_valid():
        closing.close(group, by=membership.user, reason=form.cleaned_data["reason"], now=timezone.now())
        said = _("The group is closed, and everyone has been told.") if others else _("The group is closed.")
        messages.success(request, said)
        return redirect(group)
    asked = Application.objects.unanswered().filter(group=group).count()
    context = {"membership": membership, "group": group, "form": form, "others": others, "asked": asked}
    return render(request, "groups/closures/new.html", context)
