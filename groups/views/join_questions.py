from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from groups.access import member_can
from groups.forms import JoinQuestionsForm
from groups.models import Ability, JoinQuestion, Membership


@member_can(Ability.ADMIT)
def edit(request: HttpRequest, membership: Membership) -> HttpResponse:
    """What the group asks everybody who asks to join."""
    questions = JoinQuestion.objects.filter(group=membership.group)
    form = JoinQuestionsForm(request.POST or None, questions=questions)
    if form.is_valid():
        JoinQuestion.objects.replace(membership.group, form.texts())
        messages.success(request, _("Saved. Who asks to join from now on is asked this."))
        return redirect("groups:applications.index", slug=membership.group.slug)
    context = {"form": form, "membership": membership, "group": membership.group}
    return render(request, "groups/join_questions/edit.html", context)
