from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.admin import LookOnly
from groups.models import Invitation, InvitationUse, Seat


@admin.register(Invitation)
class InvitationAdmin(LookOnly):
    """That somebody was invited, and how it stands. The words are theirs; the link itself lets in, so it stays out."""

    list_display = ("pk", "group", "email", "by", "used", "uses", "created_at", "expires_at", "revoked_at")
    list_filter = (("revoked_at", admin.EmptyFieldListFilter), "created_at")
    list_select_related = ("group", "by")
    search_fields = ("email", "by__name", "by__email", "group__name", "group__slug")
    ordering = ("-created_at", "-pk")
    fields = ("group", "email", "seat", "by", "used", "uses", "created_at", "expires_at", "revoked_at")


@admin.register(InvitationUse)
class InvitationUseAdmin(LookOnly):
    """Who came in by which invitation."""

    list_display = ("guest", "invitation", "created_at")
    list_select_related = ("membership__user", "invitation__group")
    search_fields = ("membership__user__name", "membership__user__email", "invitation__group__name")
    list_filter = ("created_at",)
    ordering = ("-created_at", "-pk")
    fields = ("invitation", "membership", "created_at")

    @admin.display(description=_("person"), ordering="membership__user__name")
    def guest(self, use: InvitationUse) -> str:
        """Who came in."""
        return str(use.membership.user)


@admin.register(Seat)
class SeatAdmin(LookOnly):
    """A board's seats, and who took each when."""

    list_display = ("expertise", "group", "holder", "held_at")
    list_select_related = ("expertise", "group", "holder__user", "holder__group")
    search_fields = ("expertise__name", "group__name", "group__slug")
    ordering = ("group", "pk")
    fields = ("group", "expertise", "holder", "held_at")
