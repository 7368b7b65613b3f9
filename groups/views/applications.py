from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from groups import admissions
from groups.access import member_can
from groups.forms import AnswerForm, ApplicationForm
from groups.models import Ability, Application, Charter, Group, Membership, TableFull


def new(request: SignedInRequest, slug: str) -> HttpResponse:
    """Ask to join."""
    group = get_object_or_404(Group.objects.visible_to(request.user).with_taken().distinct(), slug=slug)
    waiting = Application.objects.unanswered().filter(group=group, user=request.user)
    inside = Membership.objects.present().filter(group=group, user=request.user)
    if request.method != "POST" and (waiting.exists() or inside.exists()):
        return redirect(group)
    form = ApplicationForm(request.POST or None)
    if form.is_valid():
        return _ask(request, group, form.cleaned_data["words"])
    charter = Charter.objects.current(group)
    return render(request, "groups/applications/new.html", {"form": form, "group": group, "charter": charter})


def _ask(request: SignedInRequest, group: Group, words: str) -> HttpResponse:
    try:
        admissions.ask(group, request.user, words, timezone.now())
    except admissions.AlreadyInside:
        messages.info(request, _("You sit at this table already."))
    else:
        messages.success(request, _("You are at the door. Those who look after the group have been told."))
    return redirect(group)


def destroy(request: SignedInRequest, slug: str) -> HttpResponse:
    """Withdraw."""
    if request.method != "POST":
        return redirect("group", slug=slug)
    own = Application.objects.filter(user=request.user, group__slug=slug).select_related("group", "user")
    application = get_object_or_404(own.order_by("-pk")[:1])
    try:
        admissions.withdraw(application, timezone.now())
        messages.success(request, _("You no longer ask to join."))
    except admissions.AlreadyAnswered:
        messages.info(request, _("The group has answered already."))
    return redirect("groups:groups.index")


@require_safe
@member_can(Ability.ADMIT)
def index(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Who is at the door, and who was."""
    asked = Application.objects.filter(group=membership.group).select_related("user", "answered_by")
    context = {
        "membership": membership,
        "group": membership.group,
        "waiting": [each for each in asked if each.is_unanswered],
        "answered": [each for each in reversed(asked) if not each.is_unanswered],
    }
    return render(request, "groups/applications/index.html", context)


@member_can(Ability.ADMIT, to=Application)
def show(request: HttpRequest, membership: Membership, application: Application) -> HttpResponse:
    """Read one, and answer it."""
    form = AnswerForm(request.POST or None)
    if form.is_valid():
        return _answer(request, membership, application, form)
    context = {
        "membership": membership,
        "group": membership.group,
        "application": application,
        "form": form,
        "people": Membership.objects.present().filter(group=membership.group).select_related("user"),
    }
    return render(request, "groups/applications/show.html", context)


def _answer(request: HttpRequest, membership: Membership, application: Application, form: AnswerForm) -> HttpResponse:
    act = admissions.accept if form.cleaned_data["answer"] == "accept" else admissions.decline
    try:
        act(application, by=membership.user, words=form.cleaned_data["words"], now=timezone.now())
    except TableFull:
        messages.error(request, _("Every chair is taken by now, so the application stays open. Add a chair first."))
    except admissions.AlreadyAnswered:
        messages.info(request, _("This was answered, or withdrawn, a moment ago."))
    else:
        messages.success(request, _("Your answer is on its way to %(name)s.") % {"name": application.user.first_name})
    return redirect("groups:applications.index", slug=membership.group.slug)
