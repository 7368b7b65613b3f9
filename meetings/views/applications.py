from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from groups import admissions, proposing, seats, talking
from groups.access import member_can
from groups.models import Ability, Application, Charter, GroupClosed, KeptApart, Membership, Objection, Waiting
from meetings import visiting
from meetings.forms import DecisionForm

REFUSED: dict[type[Exception], Any] = {
    admissions.AlreadyAnswered: gettext_lazy("This was answered, or withdrawn, a moment ago."),
    admissions.VisitsFirst: gettext_lazy("Your charter wants visits before somebody joins, so nothing has changed."),
    admissions.MembersDecide: gettext_lazy("Your charter lets the members decide, so they are asked first."),
    visiting.TooManyVisits: gettext_lazy("Two visits are enough to know, so nothing has changed."),
    visiting.NothingToVisit: gettext_lazy("That meeting is over or was cancelled. Choose another."),
    seats.SeatTaken: gettext_lazy("Somebody holds this seat by now. Choose another, or none."),
    GroupClosed: gettext_lazy("The group has closed, so nobody joins it any more."),
    KeptApart: gettext_lazy(
        "This group cannot take this person. Nobody is told more than that. Decline with a few kind words."
    ),
}


@member_can(Ability.ADMIT, to=Application)
def show(request: HttpRequest, membership: Membership, application: Application) -> HttpResponse:
    """Read one, and answer it. The page lives above groups, since an answer may be a visit, and the charter counts
    them."""
    now, group = timezone.now(), membership.group
    rows = Application.objects.select_related("group", "user", "answered_by", "proposal").with_objections()
    application = rows.get(pk=application.pk)
    form = DecisionForm(request.POST or None, application=application, charter=Charter.objects.current(group), now=now)
    if form.is_valid():
        return _answer(request, membership, application, form)
    context = {
        "membership": membership,
        "group": group,
        "application": application,
        "form": form,
        "answers": application.answers.all(),
        "talk": application.messages.read_by(membership.user),
        "objections": Objection.objects.filter(proposal__application=application).select_related("membership__user"),
        "line": Waiting.objects.seen_by(membership.user).waiting().filter(group=group),
        "people": Membership.objects.present().filter(group=group).select_related("user"),
        "now": now,
    }
    return render(request, "groups/applications/show.html", context)


def _answer(request: HttpRequest, membership: Membership, application: Application, form: DecisionForm) -> HttpResponse:
    act = ANSWERS[form.cleaned_data["answer"]]
    try:
        said = act(application, membership, form)
    except tuple(REFUSED) as error:
        messages.error(request, REFUSED[type(error)])
        return redirect("meetings:applications.show", slug=membership.group.slug, pk=application.pk)
    messages.success(request, said % {"name": application.user.first_name})
    return redirect("groups:applications.index", slug=membership.group.slug)


def _accept(application: Application, membership: Membership, form: DecisionForm) -> str:
    words, visited = form.cleaned_data["words"], form.visited
    _choose_seat(application, form)
    place = admissions.accept(application, by=membership.user, words=words, now=form.now, visited=visited)
    if isinstance(place, Waiting):
        return _("Every chair is taken by now, so %(name)s is on the waiting list, and is told so.")
    return _("Your answer is on its way to %(name)s.")


def _propose(application: Application, membership: Membership, form: DecisionForm) -> str:
    words, visited = form.cleaned_data["words"], form.visited
    _choose_seat(application, form)
    proposing.propose(application, by=membership.user, words=words, now=form.now, visited=visited)
    return _("The members are asked. If nobody objects within five days, %(name)s joins.")


def _choose_seat(application: Application, form: DecisionForm) -> None:
    if "seat" in form.fields:
        admissions.choose_seat(application, form.cleaned_data["seat"])


def _invite(application: Application, membership: Membership, form: DecisionForm) -> str:
    data = form.cleaned_data
    visiting.invite(
        application, form.chosen(), by=membership.user, words=data["words"], ticket=data["ticket"], now=form.now
    )
    return _("Your invitation to visit is on its way to %(name)s.")


def _ask_more(application: Application, membership: Membership, form: DecisionForm) -> str:
    data = form.cleaned_data
    talking.ask_more(application, by=membership.user, words=data["words"], ticket=data["ticket"], now=form.now)
    return _("Your question is on its way to %(name)s.")


def _decline(application: Application, membership: Membership, form: DecisionForm) -> str:
    admissions.decline(application, by=membership.user, words=form.cleaned_data["words"], now=form.now)
    return _("Your answer is on its way to %(name)s.")


ANSWERS: dict[str, Callable[[Application, Membership, DecisionForm], str]] = {
    "accept": _accept,
    "propose": _propose,
    "visit": _invite,
    "more": _ask_more,
    "decline": _decline,
}
