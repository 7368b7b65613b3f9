from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from groups.access import member_can
from groups.models import Ability, Membership
from meetings.answering import AnswerClosed, answer
from meetings.forms import AnswerForm
from meetings.models import Meeting
from meetings.models.attendance import SAID, Answer


@member_can(Ability.ANSWER, to=Meeting)
def update(request: HttpRequest, membership: Membership, meeting: Meeting) -> HttpResponse:
    """Answer for one meeting, from any page that asks; goes back there (`next`)."""
    if request.method != "POST":
        return redirect(meeting)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose one of the three answers."))
    else:
        _answer(request, membership, meeting, Answer(form.cleaned_data["answer"]))
    back = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    return HttpResponseRedirect(back if is_ours else meeting.get_absolute_url())


def _answer(request: HttpRequest, membership: Membership, meeting: Meeting, word: Answer) -> None:
    try:
        answer(meeting, membership, word, timezone.now())
    except AnswerClosed:
        messages.info(request, _("This meeting is over or was cancelled; there is nothing left to answer."))
    else:
        messages.success(request, _("Noted for this date: %(answer)s.") % {"answer": SAID[word]})
