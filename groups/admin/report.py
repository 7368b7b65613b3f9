"""The queue of reports: the reported piece alone is opened, and each decision stays in the log."""

from collections.abc import Callable, Iterator
from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.admin import LookOnly
from accounts.models import User
from groups import moderation
from groups.forms import ReasonForm, VerdictForm
from groups.models import ModerationAct, Report

REFUSED = {
    moderation.AlreadyClaimed: _("Somebody else was faster, or it is decided."),
    moderation.NotClaimed: _("You no longer have this report. Claim it first."),
    moderation.Unfit: _("That no longer fits. Look again at what can be decided."),
    moderation.NothingToTakeBack: _("There is nothing to take back any more."),
}


class Waiting(admin.SimpleListFilter):
    """What is still to decide, unless something else is asked for."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("decided", _("Decided")), ("all", _("All"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Report]) -> QuerySet[Report]:
        if self.value() == "decided":
            return queryset.filter(state=Report.State.DECIDED)
        return queryset if self.value() == "all" else queryset.exclude(state=Report.State.DECIDED)

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        yield {
            "selected": self.value() is None,
            "query_string": changelist.get_query_string(remove=[str(self.parameter_name)]),
            "display": _("To decide"),
        }
        yield from list(super().choices(changelist))[1:]


@admin.register(Report)
class ReportAdmin(LookOnly):
    """The oldest first. A moderator sees no report about themselves, by themselves, or from their own tables."""

    list_display = ("created_at", "about", "accused", "reporter", "claimed_by")
    list_filter = (Waiting, "about", "created_at")
    list_select_related = ("accused", "claimed_by", "reporter")
    search_fields = ("accused__name", "accused__email", "reporter__name", "reporter__email")
    ordering = ("created_at", "pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Report]:
        return Report.objects.judged_by(_moderator(request))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """One report: what was shown, what was done, and what can be done now."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        rows = self.get_queryset(request).select_related("verdict__by", "group__closure", "application", "message")
        report = get_object_or_404(rows.select_related("accused", "reporter", "claimed_by", "person"), pk=object_id)
        desk = Desk(report, _moderator(request), request.POST)
        if request.method == "POST":
            if not request.user.has_perm("groups.moderate"):
                raise PermissionDenied
            if desk.act(request):
                return redirect(reverse("admin:groups_report_change", args=[report.pk]))
        context = {**self.admin_site.each_context(request), "opts": self.opts, "title": str(report), **desk.context()}
        return TemplateResponse(request, "admin/groups/report/change.html", context)


class Desk:
    """One report before one moderator: the acts that are open to them, each a button with the name of the act."""

    def __init__(self, report: Report, moderator: User, sent: Any) -> None:
        self.report, self.by = report, moderator
        self.verdict = VerdictForm(sent if "decide" in sent else None, report=report, by=moderator)
        self.reason = ReasonForm(sent if "take_back" in sent else None, prefix="back")
        self.sent = sent

    def act(self, request: HttpRequest) -> bool:
        """Do what was asked; False when a form has to be filled in better."""
        acts: dict[str, Callable[[], bool]] = {
            "claim": self.claim,
            "release": self.release,
            "decide": self.decide,
            "take_back": self.take_back,
        }
        asked = next((name for name in acts if name in self.sent), None)
        try:
            return acts[asked]() if asked else True
        except tuple(REFUSED) as refused:
            messages.error(request, str(REFUSED[type(refused)]))
            return True

    def claim(self) -> bool:
        moderation.claim(self.report, by=self.by, now=timezone.now())
        return True

    def release(self) -> bool:
        moderation.release(self.report, by=self.by, now=timezone.now())
        return True

    def decide(self) -> bool:
        if self.verdict.is_valid():
            moderation.decide(self.report, by=self.by, now=timezone.now(), **self.verdict.cleaned_data)
        return self.verdict.is_valid()

    def take_back(self) -> bool:
        if self.reason.is_valid():
            moderation.take_back(self.report, by=self.by, now=timezone.now(), **self.reason.cleaned_data)
        return self.reason.is_valid()

    def context(self) -> dict[str, Any]:
        """What the page needs; what is not open now is None."""
        report, able = self.report, self.by.has_perm("groups.moderate")
        mine = report.state == Report.State.CLAIMED and report.claimed_by == self.by
        free = Report.objects.free(timezone.now()).filter(pk=report.pk).exists()
        return {
            "report": report,
            "acts": report.acts.select_related("by"),
            "may_claim": able and free and not mine,
            "verdict_form": self.verdict if able and mine else None,
            "reason_form": self.reason if able and moderation.reversible(report) else None,
        }


@admin.register(ModerationAct)
class ModerationActAdmin(LookOnly):
    """The log: who did what, when and why. The database itself refuses any change."""

    list_display = ("created_at", "by", "act", "report", "why")
    list_filter = ("act", "created_at")
    list_select_related = ("by", "report")
    search_fields = ("by__name", "by__email", "why")
    fields = ("created_at", "by", "act", "report", "why")

    def get_queryset(self, request: HttpRequest) -> QuerySet[ModerationAct]:
        judged = Report.objects.judged_by(_moderator(request))
        return ModerationAct.objects.filter(Q(report=None) | Q(report__in=judged.values("pk")))


def _moderator(request: HttpRequest) -> User:
    return cast("User", request.user)  # nobody else gets past the admin's own door
