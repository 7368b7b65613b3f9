from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from groups.access import member_can
from groups.models import Ability, GroupClosed, Membership
from meetings.answering import AnswerClosed, answer_usually
from meetings.forms import StandingAnswerForm
from meetings.models import Meeting, Series, StandingAnswer
from meetings.models.attendance import USUALLY, with_answer_of


@member_can(Ability.ANSWER, to=Series)
def edit(request: HttpRequest, membership: Membership, series: Series) -> HttpResponse:
    """What the reader usually answers to a series, with what that changes of the coming dates."""
    now = timezone.now()
    usual = StandingAnswer.objects.said(series, membership)
    form = StandingAnswerForm(request.POST if request.method == "POST" else None, initial={"answer": usual})
    if form.is_valid():
        try:
            answer_usually(series, membership, form.word, now)
        except AnswerClosed as closed:  # while this was on its way
            raise GroupClosed from closed
        if form.word:
            said = _("Noted for all coming dates: %(answer)s.") % {"answer": USUALLY[form.word]}
        else:
            said = _("You have no usual answer any more.")
        messages.success(request, said)
        return redirect("meetings:meetings.index", slug=membership.group.slug)
    rows = Meeting.objects.standing().upcoming(now).filter(series=series)
    coming = rows.select_related("cancellation", "facilitator", "series")
    context = {
        "membership": membership,
        "group": membership.group,
        "series": series,
        "form": form,
        "coming": with_answer_of(membership.user, coming),
        "now": now,
    }
    return render(request, "standing_answers/edit.html", context)
