from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Suspension(models.Model):
    """An account is shut for a reason; the row is the state, and stays as its history once lifted."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="suspensions")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    why = models.CharField(_("why"), max_length=500)
    created_at = models.DateTimeField(_("suspended"), default=timezone.now, editable=False)
    lifted_at = models.DateTimeField(_("lifted"), null=True, blank=True)

    class Meta:
        verbose_name = _("suspension")
        verbose_name_plural = _("suspensions")
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=Q(lifted_at=None), name="one_suspension_at_a_time"),
            models.CheckConstraint(condition=~Q(why=""), name="suspension_has_a_reason"),
        ]

    def __str__(self) -> str:
        return str(self.user)
