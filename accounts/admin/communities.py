from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.admin.look_only import LookOnly
from accounts.models import (
    Community,
    CommunityDomain,
    CommunityImport,
    CommunityInvitation,
    CommunityMembership,
    CommunityRequest,
)


@admin.register(Community)
class CommunityAdmin(admin.ModelAdmin[Community]):
    list_display = ("name", "kind", "slug", "created_at")
    list_filter = ("kind", "created_at")
    search_fields = ("name", "slug")
    fields = ("kind", "name", "slug", "about", "created_at")
    readonly_fields = ("created_at",)
    prepopulated_fields = {"slug": ("name",)}

    def has_delete_permission(self, request: HttpRequest, obj: Community | None = None) -> bool:
        return False


@admin.register(CommunityMembership)
class CommunityMembershipAdmin(admin.ModelAdmin[CommunityMembership]):
    """Where an association's or employer's organisers are appointed."""

    list_display = ("user", "community", "role", "joined_at")
    list_filter = ("role", "community__kind")
    list_select_related = ("user", "community")
    search_fields = ("user__name", "user__email", "community__name")
    show_full_result_count = False
    fields = ("community", "user", "role", "joined_at")
    readonly_fields = ("joined_at",)
    autocomplete_fields = ("community", "user")

    def get_readonly_fields(self, request: HttpRequest, obj: CommunityMembership | None = None) -> Any:
        return ("community", "user", "joined_at") if obj else self.readonly_fields


@admin.register(CommunityDomain)
class CommunityDomainAdmin(LookOnly):
    """From whose addresses people join a community at once."""

    list_display = ("domain", "community")
    list_select_related = ("community",)
    search_fields = ("domain", "community__name")
    fields = ("community", "domain")


@admin.register(CommunityInvitation)
class CommunityInvitationAdmin(LookOnly):
    """Which address may join; what an organiser wrote about its person is theirs."""

    list_display = ("email", "community", "created_at", "accepted_at", "declined_at", "expires_at")
    list_filter = (("accepted_at", admin.EmptyFieldListFilter), "created_at")
    list_select_related = ("community",)
    search_fields = ("email", "community__name")
    ordering = ("-created_at", "-pk")
    fields = ("community", "email", "by", "created_at", "accepted_at", "declined_at", "expires_at")


@admin.register(CommunityRequest)
class CommunityRequestAdmin(LookOnly):
    """That somebody asked a community, and how it ended; the words on both sides are theirs."""

    list_display = ("user", "community", "state", "created_at", "answered_at", "answered_by")
    list_filter = ("state", "created_at")
    list_select_related = ("user", "community", "answered_by")
    search_fields = ("user__name", "user__email", "community__name")
    ordering = ("-created_at", "-pk")
    fields = ("community", "user", "state", "created_at", "answered_at", "answered_by")


@admin.register(CommunityImport)
class CommunityImportAdmin(LookOnly):
    """That a list of members was read, and what became of it; its rows are the community's."""

    list_display = ("community", "by", "state", "created_at", "finished_at")
    list_filter = ("state", "created_at")
    list_select_related = ("community", "by")
    search_fields = ("community__name",)
    fields = ("community", "by", "state", "created_at", "finished_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[CommunityImport]:
        """Without the rows: each list is megabytes of names and addresses."""
        return CommunityImport.objects.defer("rows", "problems")
