from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts import safety
from accounts.admin.look_only import LookOnly
from accounts.models import Suspension, User


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
    list_filter = ("is_active", "is_staff", "is_superuser", "time_zone", "date_joined")
    search_fields = ("name", "email")
    ordering = ("email",)
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


@admin.register(Suspension)
class SuspensionAdmin(LookOnly):
    """Whose account is shut, or was; lifted where it was decided, on the report, or in the list of people."""

    list_display = ("user", "by", "created_at", "lifted_at")
    list_filter = (("lifted_at", admin.EmptyFieldListFilter), "created_at")
    list_select_related = ("user", "by")
    search_fields = ("user__name", "user__email")
    ordering = ("-created_at", "-pk")
    fields = ("user", "by", "why", "created_at", "lifted_at")
