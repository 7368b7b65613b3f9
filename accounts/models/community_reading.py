from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.community import Community


class CommunityReading(models.Model):
    """What the overview of a community says, by name, and since when: reading it again soon tells nothing new."""

    community = models.OneToOneField(Community, on_delete=models.CASCADE, related_name="+", primary_key=True)
    figures = models.JSONField(_("figures"))
    counted_at = models.DateTimeField(_("counted"))

    class Meta:
        verbose_name = _("reading of a community")
        verbose_name_plural = _("readings of communities")

    def __str__(self) -> str:
        return f"{self.community_id}, {self.counted_at:%Y-%m-%d}"
