from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.admin.look_only import LookOnly
from accounts.models import AddressMute, Mute, Notice


@admin.register(Notice)
class NoticeAdmin(LookOnly):
    """What is owed and what became of it; what failed can be tried again.

    Letters about reports are a superuser's alone: who gets which would tell who reported whom.
    """

    list_display = ("user", "kind", "state", "due_at", "attempts", "error", "finished_at")
    list_filter = ("state", "kind", "due_at")
    list_select_related = ("user",)
    search_fields = ("key", "user__name", "user__email")
    ordering = ("-due_at", "-pk")
    actions = ["try_again"]
    fields = (
        ("kind", "topic"),
        "user",
        "key",
        ("state", "attempts"),
        "error",
        ("due_at", "expires_at"),
        "leased_until",
        ("created_at", "finished_at"),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Notice]:
        return Notice.objects.all() if request.user.is_superuser else Notice.objects.exclude(kind=Notice.Kind.VERDICT)

    def has_retry_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("accounts.change_notice")

    @admin.action(description=_("Try again what failed"), permissions=["retry"])
    def try_again(self, request: HttpRequest, notices: QuerySet[Notice]) -> None:
        """Owe failed notices anew, from now; what has another state stays as it is."""
        count = notices.filter(state=Notice.State.FAILED).update(
            state=Notice.State.DUE,
            attempts=0,
            due_at=timezone.now(),
            lease=None,
            leased_until=None,
            finished_at=None,
        )
        said = ngettext("%(count)s notice is due again.", "%(count)s notices are due again.", count)
        self.message_user(request, said % {"count": count}, messages.SUCCESS if count else messages.WARNING)


@admin.register(Mute)
class MuteAdmin(LookOnly):
    """Whose wish it is to hear nothing about what: the answer to "I got no mail"."""

    list_display = ("user", "topic", "created_at")
    list_filter = ("topic",)
    list_select_related = ("user",)
    search_fields = ("user__name", "user__email")
    fields = ("user", "topic", "created_at")


@admin.register(AddressMute)
class AddressMuteAdmin(LookOnly):
    """Addresses without an account that want no mail from us."""

    list_display = ("address", "created_at")
    search_fields = ("address",)
    ordering = ("-created_at", "-pk")
    fields = ("address", "created_at")
