from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.admin import LookOnly
from groups.models import Application, Charter, CharterSignature, Membership


@admin.register(Membership)
class MembershipAdmin(LookOnly):
    """Somebody's place in a group."""

    list_display = ("user", "group", "role", "chair", "joined_at", "left_at")
    list_filter = ("role", ("left_at", admin.EmptyFieldListFilter), "joined_at")
    list_select_related = ("user", "group")
    search_fields = ("user__name", "user__email", "group__name", "group__slug")
    ordering = ("-joined_at", "-pk")
    fields = ("group", "user", "role", "chair", "joined_at", "left_at")


@admin.register(Application)
class ApplicationAdmin(LookOnly):
    """That somebody asked to join, and how it ended; the words on both sides are theirs."""

    list_display = ("user", "group", "state", "created_at", "answered_at", "answered_by")
    list_filter = ("state", "created_at")
    list_select_related = ("user", "group", "answered_by")
    search_fields = ("user__name", "user__email", "group__name", "group__slug")
    ordering = ("-created_at", "-pk")
    fields = ("group", "user", "state", "created_at", "answered_at", "answered_by")


@admin.register(Charter)
class CharterAdmin(LookOnly):
    """A version of a group's rules."""

    list_display = ("group", "version", "by", "created_at")
    list_select_related = ("group", "by")
    search_fields = ("group__name", "group__slug")
    list_filter = ("created_at",)
    ordering = ("-created_at", "-pk")
    fields = ("group", "version", "by", "created_at")


@admin.register(CharterSignature)
class CharterSignatureAdmin(LookOnly):
    """Who signed which version when."""

    list_display = ("signer", "charter", "signed_at")
    list_select_related = ("charter__group", "membership__user")
    search_fields = ("membership__user__name", "membership__user__email", "charter__group__name")
    list_filter = ("signed_at",)
    ordering = ("-signed_at", "-pk")
    fields = ("charter", "membership", "signed_at")

    @admin.display(description=_("person"), ordering="membership__user__name")
    def signer(self, signature: CharterSignature) -> str:
        """The member who signed."""
        return str(signature.membership.user)
