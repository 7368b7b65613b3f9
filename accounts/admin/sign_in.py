from importlib import import_module

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from accounts.admin.look_only import LookOnly

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
