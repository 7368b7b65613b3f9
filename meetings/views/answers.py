from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ObjectDoesNotExist
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt

from meetings.answering import AnswerClosed, answer, read_answer_token
from meetings.forms import AnswerForm
from meetings.models.attendance import Answer


@csrf_exempt
@login_not_required
def edit(request: HttpRequest, token: str) -> HttpResponse:
    """The signed link in a mail: a GET shows the question, so that mail scanners answer nothing; a POST answers.

    The token is the permission, and browsers inside mail programs often keep no cookies, so none takes part.
    """
    try:
        meeting, membership = read_answer_token(token)
    except (BadSignature, ObjectDoesNotExist):
        return render(request, "answers/gone.html", status=404)
    reader, now = membership.user, timezone.now()
    with translation.override(reader.language), timezone.override(reader.zone):
        suggested = {"answer": request.GET.get("answer", "")}
        form = AnswerForm(request.POST if request.method == "POST" else None, initial=suggested)
        context = {"meeting": meeting, "reader": reader, "form": form, "now": now}
        context["closed"] = meeting.is_cancelled or meeting.ends_at <= now or meeting.group.is_closed
        if form.is_valid():
            try:
                context["attendance"] = answer(meeting, membership, Answer(form.cleaned_data["answer"]), now)
            except AnswerClosed:
                context["closed"] = True
        return render(request, "answers/edit.html", context)
