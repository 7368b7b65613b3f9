from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from groups import proposing
from groups.access import member_can
from groups.forms import ObjectionForm
from groups.models import Ability, Application, Membership, Objection, Proposal


@member_can(Ability.OBJECT, to=Application)
def new(request: HttpRequest, membership: Membership, application: Application) -> HttpResponse:
    """Who is about to join, for the members who may object, and the way to do so."""
    proposals = Proposal.objects.unanswered().select_related("application", "by")
    proposal = get_object_or_404(proposals, application=application)
    own = Objection.objects.filter(proposal=proposal, membership=membership).first()
    form = ObjectionForm(request.POST or None)
    if form.is_valid():
        return _object(request, membership, proposal, form.cleaned_data["words"])
    context = {
        "membership": membership,
        "group": membership.group,
        "application": application,
        "answers": application.answers.all(),
        "proposal": proposal,
        "own": own,
        "is_open": proposal.ends_at > timezone.now(),
        "form": form,
    }
    return render(request, "groups/objections/new.html", context)


def _object(request: HttpRequest, membership: Membership, proposal: Proposal, words: str) -> HttpResponse:
    try:
        proposing.object_to(proposal, membership, words, timezone.now())
    except proposing.ObjectionsClosed:
        messages.info(request, _("The five days are over, so nothing can be added any more."))
    else:
        messages.success(request, _("Those who look after the group have been told, and decide."))
    return redirect(membership.group)
