from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ObjectDoesNotExist
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt

from groups.access import member_can
from groups.models import Ability, Membership
from meetings import concluding, polling
from meetings.forms import PollAnswerForm
from meetings.models import Poll, PollAnswer
from meetings.poll_letters import read_answer_token
from meetings.views import polls

NOTED = _("Noted. You can change it as long as the poll is open.")
GONE = _("The times have changed meanwhile. Look at them again.")


@member_can(Ability.ANSWER, to=Poll)
def update(request: HttpRequest, membership: Membership, poll: Poll) -> HttpResponse:
    """Answer a poll on its page; what is wrong is said there."""
    if request.method != "POST":
        return redirect(poll)
    form = _form(request, membership, poll)
    if not form.is_valid():
        return polls.page(request, membership, poll, request.POST)
    try:
        kept = polling.answer(poll, membership, form.said(), timezone.now())
    except concluding.PollClosed:
        messages.info(request, polls.CLOSED)
    else:
        messages.success(request, NOTED if kept else GONE)
    return redirect(poll)


@csrf_exempt
@login_not_required
def edit(request: HttpRequest, token: str) -> HttpResponse:
    """The signed link in a mail: a GET shows the times, so that mail scanners answer nothing; a POST answers.

    The token is the permission, and browsers inside mail programs often keep no cookies, so none takes part.
    """
    try:
        poll, membership = read_answer_token(token)
    except (BadSignature, ObjectDoesNotExist):
        return render(request, "answers/gone.html", status=404)
    reader = membership.user
    with translation.override(reader.language), timezone.override(reader.zone):
        context = {"poll": poll, "group": poll.group, "reader": reader, **_said_by_link(request, membership, poll)}
        return render(request, "poll_answers/edit.html", context)


def _said_by_link(request: HttpRequest, membership: Membership, poll: Poll) -> dict[str, Any]:
    """What the page tells: the form, whether the poll has closed, and whether anything was kept just now."""
    now, kept = timezone.now(), 0
    is_open, form = poll.takes_answers(now), _form(request, membership, poll)
    if is_open and form.is_valid():
        try:
            kept = polling.answer(poll, membership, form.said(), now)
        except concluding.PollClosed:  # while this was on its way
            is_open = False
    return {"form": form, "is_open": is_open, "kept": kept, "now": now}


def _form(request: HttpRequest, membership: Membership, poll: Poll) -> PollAnswerForm:
    slots = list(poll.slots.filter(starts_at__gt=timezone.now()))
    said = dict(PollAnswer.objects.filter(slot__in=slots, membership=membership).values_list("slot_id", "word"))
    data = request.POST if request.method == "POST" else None
    return PollAnswerForm(data, slots=slots, zone=membership.user.zone.key, said=said)
