"""Groups from outside: who sits where and since when, never what was said. Words of applicants and answers stay out."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.admin import LookOnly
from groups.models import Application, Charter, CharterSignature, Group, Membership


@admin.register(Group)
class GroupAdmin(admin.ModelAdmin[Group]):
    """What a group says of itself to others; groups are started, published and left in the app."""

    list_display = ("name", "kind", "visibility", "community", "taken", "size", "published_at", "created_at")
    list_filter = ("kind", "visibility", ("published_at", admin.EmptyFieldListFilter))
    list_select_related = ("community",)
    search_fields = ("name", "slug", "purpose")
    date_hierarchy = "created_at"
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


@admin.register(Membership)
class MembershipAdmin(LookOnly):
    """Somebody's place in a group."""

    list_display = ("user", "group", "role", "chair", "joined_at", "left_at")
    list_filter = ("role", ("left_at", admin.EmptyFieldListFilter))
    list_select_related = ("user", "group")
    search_fields = ("user__name", "user__email", "group__name", "group__slug")
    date_hierarchy = "joined_at"
    ordering = ("-joined_at", "-pk")
    fields = ("group", "user", "role", "chair", "joined_at", "left_at")


@admin.register(Application)
class ApplicationAdmin(LookOnly):
    """That somebody asked to join, and how it ended; the words on both sides are theirs."""

    list_display = ("user", "group", "state", "created_at", "answered_at", "answered_by")
    list_filter = ("state",)
    list_select_related = ("user", "group", "answered_by")
    search_fields = ("user__name", "user__email", "group__name", "group__slug")
    date_hierarchy = "created_at"
    ordering = ("-created_at", "-pk")
    fields = ("group", "user", "state", "created_at", "answered_at", "answered_by")


@admin.register(Charter)
class CharterAdmin(LookOnly):
    """A version of a group's rules."""

    list_display = ("group", "version", "by", "created_at")
    list_select_related = ("group", "by")
    search_fields = ("group__name", "group__slug")
    date_hierarchy = "created_at"
    ordering = ("-created_at", "-pk")
    fields = ("group", "version", "text", "by", "created_at")


@admin.register(CharterSignature)
class CharterSignatureAdmin(LookOnly):
    """Who signed which version when."""

    list_display = ("signer", "charter", "signed_at")
    list_select_related = ("charter__group", "membership__user")
    search_fields = ("membership__user__name", "membership__user__email", "charter__group__name")
    date_hierarchy = "signed_at"
    ordering = ("-signed_at", "-pk")
    fields = ("charter", "membership", "signed_at")

    @admin.display(description=_("person"), ordering="membership__user__name")
    def signer(self, signature: CharterSignature) -> str:
        """The member who signed."""
        return str(signature.membership.user)
