from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ZoneData(models.Model):
    """Which version of the zone database the coming meetings were last placed by; at most one row."""

    version = models.CharField(_("version"), max_length=20)
    refreshed_at = models.DateTimeField(_("refreshed"), default=timezone.now)

    class Meta:
        verbose_name = _("zone data")
        verbose_name_plural = _("zone data")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_zone_data")]

    def __str__(self) -> str:
        return self.version
