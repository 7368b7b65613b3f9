"""Meetings from outside: when and how long, who answered when. Where, what was answered and why stays in the group."""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.admin import LookOnly
from meetings.models import AgendaItem, Attendance, Cancellation, Format, Meeting, Phase, Series, Visit


class PhaseInline(admin.TabularInline[Phase, Format]):
    model = Phase
    fields = ("position", "kind", "title", "minutes", "turn", "instruction")
    extra = 0


@admin.register(Format)
class FormatAdmin(admin.ModelAdmin[Format]):
    """The templates groups begin from; meetings keep the agenda they were given."""

    list_display = ("name", "slug")
    search_fields = ("name", "slug")
    fields = ("name", "slug")
    prepopulated_fields = {"slug": ("name",)}
    inlines = [PhaseInline]

    def get_readonly_fields(self, request: HttpRequest, obj: Format | None = None) -> Any:
        return ("slug",) if obj else ()

    def get_prepopulated_fields(self, request: HttpRequest, obj: Format | None = None) -> Any:
        return {} if obj else self.prepopulated_fields

    def has_delete_permission(self, request: HttpRequest, obj: Format | None = None) -> bool:
        return False


@admin.register(Series)
class SeriesAdmin(LookOnly):
    """The rule by which a group meets."""

    list_display = ("group", "rhythm", "starts_at", "zone", "minutes", "format", "created_at")
    list_select_related = ("group", "format")
    search_fields = ("group__name", "group__slug")
    list_filter = ("created_at",)
    ordering = ("-created_at", "-pk")
    fields = ("group", "rule", "starts_at", "zone", "minutes", "format", "by", "created_at")


class AgendaInline(admin.TabularInline[AgendaItem, Meeting]):
    """The shape of the hour, without its titles, which can be somebody's question."""

    model = AgendaItem
    fields = ("position", "kind", "minutes", "turn")
    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(Meeting)
class MeetingAdmin(LookOnly):
    """One gathering, and whether it stands."""

    list_display = ("group", "starts_at", "ends_at", "stands", "sequence")
    list_filter = (("cancellation", admin.EmptyFieldListFilter), "starts_at")
    list_select_related = ("group", "cancellation")
    search_fields = ("group__name", "group__slug")
    ordering = ("-starts_at", "-pk")
    fields = ("group", "series", "slot", "starts_at", "ends_at", "stands", "sequence", "settled_at")
    readonly_fields = ("stands",)
    inlines = [AgendaInline]

    @admin.display(description=_("takes place"), boolean=True)
    def stands(self, meeting: Meeting) -> bool:
        """Whether it was not cancelled."""
        return not meeting.is_cancelled


@admin.register(Cancellation)
class CancellationAdmin(LookOnly):
    """Who called a meeting off, and when."""

    list_display = ("meeting", "by", "created_at")
    list_select_related = ("meeting__group", "by")
    search_fields = ("meeting__group__name", "meeting__group__slug")
    list_filter = ("created_at",)
    ordering = ("-created_at", "-pk")
    fields = ("meeting", "by", "created_at")


@admin.register(Visit)
class VisitAdmin(LookOnly):
    """Who was invited to visit which meeting."""

    list_display = ("application", "meeting", "created_at")
    list_select_related = ("application__user", "application__group", "meeting__group")
    search_fields = ("application__user__name", "application__user__email", "meeting__group__name")
    list_filter = ("created_at",)
    ordering = ("-created_at", "-pk")
    fields = ("application", "meeting", "created_at")


@admin.register(Attendance)
class AttendanceAdmin(LookOnly):
    """Who answered for which meeting, and when; what they said is the table's."""

    list_display = ("person", "meeting", "answered_at")
    list_select_related = ("meeting__group", "membership__user")
    search_fields = ("membership__user__name", "membership__user__email", "meeting__group__name")
    list_filter = ("answered_at",)
    ordering = ("-answered_at", "-pk")
    fields = ("meeting", "person", "answered_at")
    readonly_fields = ("person",)

    @admin.display(description=_("person"), ordering="membership__user__name")
    def person(self, attendance: Attendance) -> str:
        """The member who answered."""
        return str(attendance.membership.user)
