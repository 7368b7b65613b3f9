from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from accounts.models import CommunityInvitation, Expertise


@admin.register(Expertise)
class ExpertiseAdmin(admin.ModelAdmin[Expertise]):
    """The shared list, which grows here. A slug is chosen once; what anybody has chosen is not deleted."""

    list_display = ("name", "family", "slug")
    list_filter = ("family",)
    search_fields = ("name", "slug")
    ordering = ("family", "name")
    show_full_result_count = False
    fields = ("family", "name", "slug")

    def get_prepopulated_fields(self, request: HttpRequest, obj: Expertise | None = None) -> Any:
        return {} if obj else {"slug": ("name",)}

    def get_readonly_fields(self, request: HttpRequest, obj: Expertise | None = None) -> Any:
        return ("slug",) if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: Expertise | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and _is_used(obj))


def _is_used(entry: Expertise) -> bool:
    """Whether anything points at the entry: people, seats, groups; whoever knows of them says so to Django."""
    relations = (each for each in Expertise._meta.get_fields(include_hidden=True) if each.auto_created)
    pointing = (each for each in relations if each.is_relation and not each.concrete)
    return CommunityInvitation.objects.filter(expertises__contains=[entry.slug]).exists() or any(
        each.related_model._base_manager.filter(**{each.field.name: entry}).exists()  # type: ignore[union-attr]
        for each in pointing
    )
