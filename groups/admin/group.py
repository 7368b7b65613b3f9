"""Groups from outside: who sits where and since when, never what was said. Words of applicants and answers stay out."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from groups.models import Group


@admin.register(Group)
class GroupAdmin(admin.ModelAdmin[Group]):
    """What a group says of itself to others; groups are started, published and left in the app."""

    list_display = ("name", "kind", "visibility", "community", "taken", "size", "published_at", "created_at")
    list_filter = ("kind", "visibility", ("published_at", admin.EmptyFieldListFilter), "created_at")
    list_select_related = ("community",)
    search_fields = ("name", "slug", "purpose")
    show_full_result_count = False
    fields = (
        "name",
        "slug",
        "kind",
        "purpose",
        "about",
        "visibility",
        "community",
        "size",
        "created_at",
        "published_at",
    )
    readonly_fields = ("slug", "kind", "size", "created_at", "published_at")
    autocomplete_fields = ("community",)
    actions = ["unpublish"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Group]:
        return Group.objects.with_taken()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return False

    @admin.display(description=_("seats taken"), ordering="taken")
    def taken(self, group: Any) -> int:
        """How many sit there now."""
        return int(group.taken)

    @admin.action(description=_("Take out of the directory"), permissions=["change"])
    def unpublish(self, request: HttpRequest, groups: QuerySet[Group]) -> None:
        """Hide groups from who looks for one; for their members nothing changes."""
        count = Group.objects.filter(pk__in=groups.values("pk"), published_at__isnull=False).update(published_at=None)
        said = ngettext("%(count)s group is out of the directory.", "%(count)s groups are out of the directory.", count)
        self.message_user(request, said % {"count": count})
