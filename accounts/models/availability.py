from collections.abc import Iterable

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.user import User
from accounts.week import SLOTS


class AvailabilityManager(models.Manager["Availability"]):
    def keep(self, user: User, slots: Iterable[int]) -> "Availability":
        """Make exactly these half hours the ones when somebody could meet."""
        return self.update_or_create(user=user, defaults={"slots": sorted(set(slots))})[0]


class Availability(models.Model):
    """The weekly half hours, in the person's own zone, when they could meet.

    A slot is the number of a half hour since Monday 00:00 by the person's wall clock, 0 to 335. The hours stay where
    they are on that wall clock when the person moves, or clocks change.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="availability")
    slots = ArrayField(models.PositiveSmallIntegerField(), verbose_name=_("half hours"), default=list)

    objects = AvailabilityManager()

    class Meta:
        verbose_name = _("availability")
        verbose_name_plural = _("availabilities")
        constraints = [
            models.CheckConstraint(condition=Q(slots__contained_by=list(range(SLOTS))), name="slots_are_of_a_week"),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {len(self.slots)}"
