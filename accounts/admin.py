"""People, communities and notices for those who run the site.

Each page names the fields it shows, so that what a model gains later is not shown by accident. Nobody's words are.
"""

from importlib import import_module
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts import safety
from accounts.models import Community, CommunityMembership, Mute, Notice, Suspension, User


class LookOnly(admin.ModelAdmin[Any]):
    """Rows that only the app itself writes: to be looked at, never added, changed or deleted here."""

    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class PersonCreationForm(AdminUserCreationForm[User]):
    class Meta:
        model = User
        fields = ("email", "name", "time_zone")


@admin.register(User)
class PersonAdmin(UserAdmin[User]):
    """People are deactivated, not deleted: what they said to others stays with the others.

    The address is changed by its owner, who proves it; only a superuser gives rights, or touches another superuser.
    """

    RIGHTS = ("is_staff", "is_superuser", "groups", "user_permissions")

    add_form = PersonCreationForm
    list_display = ("email", "name", "is_active", "is_staff", "date_joined", "last_login")
    list_filter = ("is_active", "is_staff", "is_superuser", "time_zone")
    search_fields = ("name", "email")
    ordering = ("email",)
    date_hierarchy = "date_joined"
    show_full_result_count = False
    readonly_fields = ("email", "is_active", "last_login", "date_joined")
    actions = ["deactivate", "activate"]
    fieldsets = (
        (None, {"fields": ("email", "password")}),
        (_("The person"), {"fields": ("name", "work", "time_zone", "language")}),
        (_("May do"), {"fields": ("is_active", *RIGHTS)}),
        (_("Moments"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (
            None,
            {
                "classes": ("wide",),
                "fields": ("email", "name", "time_zone", "usable_password", "password1", "password2"),
            },
        ),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        if obj is None:
            return ()
        fixed = super().get_readonly_fields(request, obj)
        return fixed if request.user.is_superuser else (*fixed, *self.RIGHTS)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        beyond = obj is not None and obj.is_superuser and not request.user.is_superuser
        return not beyond and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False

    @admin.action(description=_("Suspend: nobody can sign in to it"), permissions=["change"])
    def deactivate(self, request: HttpRequest, people: QuerySet[User]) -> None:
        """Suspend accounts, never one's own, and sign their people out everywhere."""
        by, now = User.objects.get(email=request.user.get_username()), timezone.now()
        shut = self._within_reach(request, people).exclude(pk=by.pk).filter(is_active=True)
        self._say(
            request, [safety.suspend(each, by=by, why="Suspended in the list of people.", now=now) for each in shut]
        )

    @admin.action(description=_("Activate again"), permissions=["change"])
    def activate(self, request: HttpRequest, people: QuerySet[User]) -> None:
        """Open suspended accounts again."""
        shut = self._within_reach(request, people).filter(is_active=False)
        self._say(request, [safety.lift(each, now=timezone.now()) for each in shut])

    def _within_reach(self, request: HttpRequest, people: QuerySet[User]) -> QuerySet[User]:
        return people if request.user.is_superuser else people.filter(is_superuser=False)

    def _say(self, request: HttpRequest, changed: list[Any]) -> None:
        said = ngettext("%(count)s account changed.", "%(count)s accounts changed.", len(changed))
        self.message_user(request, said % {"count": len(changed)})


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


@admin.register(Notice)
class NoticeAdmin(LookOnly):
    """What is owed and what became of it; what failed can be tried again."""

    list_display = ("user", "kind", "state", "due_at", "attempts", "error", "finished_at")
    list_filter = ("state", "kind")
    list_select_related = ("user",)
    search_fields = ("key", "user__name", "user__email")
    date_hierarchy = "due_at"
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


@admin.register(Suspension)
class SuspensionAdmin(LookOnly):
    """Whose account is shut, or was; lifted where it was decided, on the report, or in the list of people."""

    list_display = ("user", "by", "created_at", "lifted_at")
    list_filter = (("lifted_at", admin.EmptyFieldListFilter),)
    list_select_related = ("user", "by")
    search_fields = ("user__name", "user__email")
    date_hierarchy = "created_at"
    ordering = ("-created_at", "-pk")
    fields = ("user", "by", "why", "created_at", "lifted_at")


@admin.register(Mute)
class MuteAdmin(LookOnly):
    """Whose wish it is to hear nothing about what: the answer to "I got no mail"."""

    list_display = ("user", "topic", "created_at")
    list_filter = ("topic",)
    list_select_related = ("user",)
    search_fields = ("user__name", "user__email")
    fields = ("user", "topic", "created_at")


# allauth's own pages would show second-factor secrets, tokens and keys, and its search asks for user names.
for module in ("mfa", "socialaccount", "usersessions"):
    import_module(f"allauth.{module}.admin")
for secretive in (Authenticator, SocialApp, SocialToken, UserSession):
    admin.site.unregister(secretive)


@admin.register(Authenticator)
class SecondFactorAdmin(LookOnly):
    """Who has a second factor; deleting one lets somebody in who has lost theirs."""

    list_display = ("user", "type", "created_at", "last_used_at")
    list_filter = ("type",)
    list_select_related = ("user",)
    search_fields = ("user__name", "user__email")
    fields = ("user", "type", "created_at", "last_used_at")

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return admin.ModelAdmin.has_delete_permission(self, request, obj)


@admin.register(UserSession)
class SessionAdmin(LookOnly):
    """From where somebody is signed in."""

    list_display = ("user", "created_at", "last_seen_at", "ip", "user_agent")
    list_select_related = ("user",)
    search_fields = ("user__name", "user__email", "ip")
    fields = ("user", "ip", "user_agent", "created_at", "last_seen_at")
