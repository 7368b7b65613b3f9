from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Expertise, User
from groups.models.group import Group
from groups.models.membership import Membership


class SeatQuerySet(models.QuerySet["Seat"]):
    def seen_by(self, user: User) -> "SeatQuerySet":
        """The seats of the person's own boards."""
        return self.filter(group__in=Group.objects.of(user))

    def free(self) -> "SeatQuerySet":
        """Those nobody holds."""
        return self.filter(holder=None)


class Seat(models.Model):
    """A place for one expertise on an advisory board, with one holder at most; freed when the holder leaves."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="seats")
    expertise = models.ForeignKey(Expertise, on_delete=models.PROTECT, related_name="+")
    holder = models.OneToOneField(Membership, on_delete=models.SET_NULL, null=True, blank=True, related_name="seat")

    objects = SeatQuerySet.as_manager()

    class Meta:
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["group", "expertise"], name="one_seat_per_expertise")]

    def __str__(self) -> str:
        return f"{self.expertise}, {self.group}"
