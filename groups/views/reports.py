from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from groups import reporting
from groups.forms import ReportForm
from groups.models import Report


def new(request: SignedInRequest, about: str, pk: int) -> HttpResponse:
    """Report a piece; who has done so, and waits for the answer, sees what happens next instead."""
    if about not in Report.About:
        raise Http404
    kind = Report.About(about)
    piece = get_object_or_404(reporting.within_sight(request.user, kind), pk=pk)
    if waiting := reporting.waiting_report(request.user, kind, piece):
        return redirect("groups:reports.show", pk=waiting.pk)
    form = ReportForm(request.POST or None)
    if form.is_valid():
        words = form.cleaned_data["words"]
        made = reporting.report(kind, piece, by=request.user, words=words, now=timezone.now())
        return redirect("groups:reports.show", pk=made.pk)
    context = {"form": form, "about": kind, "frozen": reporting.freeze(piece, request.user)}
    return render(request, "groups/reports/new.html", context)


@require_safe
def show(request: SignedInRequest, pk: int) -> HttpResponse:
    """What became of my report."""
    own = get_object_or_404(Report.objects.filter(reporter=request.user).select_related("verdict"), pk=pk)
    return render(request, "groups/reports/show.html", {"report": own})
