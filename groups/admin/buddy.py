"""That two people are, or might be, buddies: who asked whom and how it ended. What they wrote, and wish, is theirs."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.admin import LookOnly
from groups.models import BuddyRequest, Trial


@admin.register(BuddyRequest)
class BuddyRequestAdmin(LookOnly):
    """Somebody asked a person to be buddies."""

    list_display = ("asker", "asked", "state", "created_at", "answered_at")
    list_filter = ("state", "created_at")
    list_select_related = ("asker", "asked")
    search_fields = ("asker__name", "asker__email", "asked__name", "asked__email")
    ordering = ("-created_at", "-pk")
    fields = ("asker", "asked", "state", "created_at", "answered_at")


@admin.register(Trial)
class TrialAdmin(LookOnly):
    """The first 30 days of a pair, and whether it went on."""

    list_display = ("group", "ends_at", "renewed_at", "goes_on")
    list_filter = (("renewed_at", admin.EmptyFieldListFilter), "ends_at")
    list_select_related = ("group__closure",)
    search_fields = ("group__name", "group__slug")
    ordering = ("-ends_at", "-pk")
    fields = ("group", "ends_at", "renewed_at", "goes_on")
    readonly_fields = ("goes_on",)

    @admin.display(description=_("goes on"), boolean=True)
    def goes_on(self, trial: Trial) -> bool:
        """Whether the pair has not ended."""
        return not trial.group.is_closed
