from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from groups import admissions, seats
from groups.access import member_can
from groups.forms import ApplicationForm, MessageForm
from groups.models import Ability, Application, Group, GroupClosed, KeptApart, Membership, Waiting, meets_apart

ANSWERED_SHOWN = 50


def new(request: SignedInRequest, slug: str) -> HttpResponse:
    """Ask to join; who has asked reads here how it stands, and talks with those who look after the group."""
    asked = Application.objects.of(request.user).filter(group__slug=slug).first()
    group = Group.objects.visible_to(request.user).with_taken().select_related("closure").filter(slug=slug).first()
    if asked is not None and (asked.is_unanswered or group is None):
        return render(request, "groups/applications/own.html", _own(asked))
    if group is None:
        raise Http404
    if elsewhere := _leads_elsewhere(request, group):
        return redirect(elsewhere)
    if meets_apart(group, request.user):
        return render(request, "groups/applications/refused.html", {"group": group})
    form = ApplicationForm(request.POST or None, group=group, seats=seats.open_at(group, timezone.now()))
    if form.is_valid():
        return _ask(request, group, form)
    context = {"form": form, "group": group, "charter": form.charter_as_it_stands, "application": asked}
    return render(request, "groups/applications/new.html", context)


def _own(application: Application) -> dict[str, object]:
    """How it stands with somebody's own application."""
    return {
        "application": application,
        "group": application.group,
        "answers": application.answers.all(),
        "talk": application.messages.read_by(application.user),
        "form": MessageForm(),
    }


def _leads_elsewhere(request: SignedInRequest, group: Group) -> str:
    """Where somebody belongs who does not ask here: inside, in line, at the open table, or waits to be invited."""
    if group.joining == Group.Joining.INVITATION or group.is_closed:
        return group.get_absolute_url()
    if Membership.objects.of(request.user).filter(group=group).exists():
        return group.get_absolute_url()
    if Waiting.objects.waiting().filter(group=group, user=request.user).exists():
        return reverse("groups:waitings.edit", args=[group.slug])
    return reverse("groups:memberships.new", args=[group.slug]) if group.joining == Group.Joining.OPEN else ""


def _ask(request: SignedInRequest, group: Group, form: ApplicationForm) -> HttpResponse:
    try:
        words, seat = form.cleaned_data["words"], form.cleaned_data.get("seat")
        admissions.ask(group, request.user, words, timezone.now(), form.answers(), seat)
    except GroupClosed:
        messages.info(request, _("The group has closed by now, so nobody joins it any more. There are other tables."))
        return redirect("find")
    except (admissions.AlreadyInside, admissions.ByInvitation, KeptApart):
        pass  # that changed while the form was open; the page itself says what is so now
    else:
        messages.success(request, _("You have asked to join."))
    return redirect("groups:applications.new", slug=group.slug)


def destroy(request: SignedInRequest, slug: str) -> HttpResponse:
    """Withdraw."""
    if request.method != "POST":
        return redirect("groups:applications.new", slug=slug)
    application = get_object_or_404(Application.objects.of(request.user).filter(group__slug=slug)[:1])
    try:
        admissions.withdraw(application, timezone.now())
        messages.success(request, _("You no longer ask to join."))
    except admissions.AlreadyAnswered:
        messages.info(request, _("The group has answered already."))
    return redirect("groups:groups.index")


@require_safe
@member_can(Ability.ADMIT)
def index(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Everyone at the door, by what they wait for; who is in line for a chair; and who was answered."""
    now, own = timezone.now(), membership.group
    seen = Application.objects.seen_by(membership.user).filter(group=own).with_objections()
    asked = list(seen.unanswered().select_related("user", "proposal"))
    before_members = [each for each in asked if each.is_before_members(now)]
    visiting = [each for each in asked if each not in before_members and each.state == Application.State.VISITING]
    context = {
        "membership": membership,
        "group": own,
        "now": now,
        "waiting": [each for each in asked if each not in before_members and each not in visiting],
        "visiting": visiting,
        "before_members": before_members,
        "line": Waiting.objects.seen_by(membership.user).waiting().filter(group=own).select_related("user"),
        "answered": seen.answered().select_related("user", "answered_by")[:ANSWERED_SHOWN],
    }
    return render(request, "groups/applications/index.html", context)
