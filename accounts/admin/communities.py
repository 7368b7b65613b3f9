from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from accounts.models import Community, CommunityMembership


@admin.register(Community)
class CommunityAdmin(admin.ModelAdmin[Community]):
    list_display = ("name", "kind", "slug", "created_at")
    list_filter = ("kind",)
    search_fields = ("name", "slug")
    date_hierarchy = "created_at"
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
