from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from groups.models import ModerationAct, Report, Verdict


@require_safe
def show(request: SignedInRequest, pk: int) -> HttpResponse:
    """What was decided about something of mine: the piece itself, and how to object; never who reported it, or why."""
    about_me = Verdict.objects.filter(report__accused=request.user).exclude(outcome=Verdict.Outcome.NOTHING)
    verdict = get_object_or_404(about_me.select_related("report"), pk=pk)
    # A profile is frozen as the reporter saw it, which would tell who they are to its owner.
    piece = None if verdict.report.about == Report.About.PERSON else verdict.report.frozen
    undone = verdict.report.acts.filter(act=ModerationAct.Act.TAKE_BACK).first()
    return render(request, "groups/verdicts/show.html", {"verdict": verdict, "frozen": piece, "undone": undone})
