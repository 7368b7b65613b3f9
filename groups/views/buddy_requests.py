from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.http import SignedInRequest
from accounts.models import User
from groups import pairing
from groups.forms import BuddyAnswerForm, BuddyRequestForm
from groups.likeness import askable_by
from groups.models import BuddyRequest, KeptApart, people_seen_by


def new(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask somebody to be buddies; where something is asked between the two already, that is shown."""
    person = get_object_or_404(people_seen_by(request.user), pk=pk)
    asked = BuddyRequest.objects.unanswered().shown_to(request.user).between(request.user, person).first()
    if asked and request.method != "POST":
        return redirect(asked)
    form = BuddyRequestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _ask(request, person, form.cleaned_data["words"])
    if not askable_by(request.user, timezone.now()).filter(pk=person.pk).exists():
        return redirect(person)
    return render(request, "buddy_requests/new.html", {"form": form, "person": person})


def _ask(request: SignedInRequest, person: User, words: str) -> HttpResponse:
    name = {"name": person.first_name}
    try:
        asked = pairing.ask(request.user, person, words, timezone.now())
    except (pairing.NotAskable, pairing.AlreadyAnswered, KeptApart):
        messages.info(request, _("%(name)s cannot be asked now.") % name)
        return redirect(person)
    if asked.state == BuddyRequest.State.ACCEPTED:
        messages.success(request, _("%(name)s had asked you too, so you are buddies.") % name)
    else:
        messages.success(request, _("%(name)s has been asked, and has two weeks to answer.") % name)
    return redirect("groups:buddies.index")


def show(request: SignedInRequest, pk: int) -> HttpResponse:
    """One request, for who asked and who was asked; the latter answers here."""
    asked = get_object_or_404(BuddyRequest.objects.shown_to(request.user), pk=pk)
    is_mine = asked.asker_id == request.user.pk
    form = BuddyAnswerForm(request.POST or None)
    if request.method == "POST" and not is_mine and form.is_valid():
        return _answer(request, asked, form.cleaned_data["answer"])
    other = asked.asked if is_mine else asked.asker
    return render(request, "buddy_requests/show.html", {"asked": asked, "is_mine": is_mine, "other": other})


def _answer(request: SignedInRequest, asked: BuddyRequest, answer: str) -> HttpResponse:
    name = {"name": asked.asker.first_name}
    try:
        if answer == "accept":
            pair = pairing.accept(asked, timezone.now())
            messages.success(request, _("You and %(name)s are buddies. Choose an hour for the first week.") % name)
            return redirect(pair)
        pairing.decline(asked, timezone.now())
        messages.success(request, _("%(name)s is told that it is not possible now, and nothing more.") % name)
    except pairing.AlreadyAnswered:
        messages.info(request, _("This was answered, or taken back, a moment ago."))
    except KeptApart:
        messages.info(request, _("This cannot become a pair. You can still say no."))
        return redirect(asked)
    return redirect("groups:buddies.index")


def destroy(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take my request back."""
    own = BuddyRequest.objects.shown_to(request.user).filter(asker=request.user)
    asked = get_object_or_404(own, pk=pk)
    if request.method != "POST":
        return redirect(asked)
    try:
        pairing.withdraw(asked, timezone.now())
        messages.success(request, _("You no longer ask %(name)s.") % {"name": asked.asked.first_name})
    except pairing.AlreadyAnswered:
        messages.info(request, _("There is an answer already."))
    return redirect("groups:buddies.index")
