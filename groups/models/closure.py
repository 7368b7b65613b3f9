from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from groups.models.group import Group


class Closure(models.Model):
    """A group has ended: it can be read and exported by its members, and nothing in it changes any more."""

    group = models.OneToOneField(Group, on_delete=models.CASCADE, related_name="closure")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(_("why"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("closed"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("closure")
        verbose_name_plural = _("closures")

    def __str__(self) -> str:
        return str(self.group)
