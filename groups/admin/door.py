from django.contrib import admin

from accounts.admin import LookOnly
from groups.models import Closure, Proposal, Waiting


@admin.register(Waiting)
class WaitingAdmin(LookOnly):
    """Who waits for a chair, and until when one is kept."""

    list_display = ("user", "group", "created_at", "offered_until", "ended_at", "outcome")
    list_filter = ("outcome", "created_at")
    list_select_related = ("user", "group")
    search_fields = ("user__name", "user__email", "group__name", "group__slug")
    ordering = ("-created_at", "-pk")
    fields = ("group", "user", "created_at", "offered_until", "ended_at", "outcome")


@admin.register(Proposal)
class ProposalAdmin(LookOnly):
    """That members were asked about somebody, and until when; who objected, and why, is the table's."""

    list_display = ("application", "by", "created_at", "ends_at")
    list_select_related = ("application__user", "application__group", "by")
    search_fields = ("application__user__name", "application__user__email", "application__group__name")
    list_filter = ("created_at",)
    ordering = ("-created_at", "-pk")
    fields = ("application", "by", "created_at", "ends_at")


@admin.register(Closure)
class ClosureAdmin(LookOnly):
    """That a group has ended; why is for its members."""

    list_display = ("group", "by", "created_at")
    list_select_related = ("group", "by")
    search_fields = ("group__name", "group__slug")
    list_filter = ("created_at",)
    ordering = ("-created_at", "-pk")
    fields = ("group", "by", "created_at")
