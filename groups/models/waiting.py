from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User, apart_from
from groups.models.group import Group

OFFER_LASTS = timedelta(hours=72)


class WaitingQuerySet(models.QuerySet["Waiting"]):
    def seen_by(self, user: User) -> "WaitingQuerySet":
        """Those who wait for a chair at the person's own tables, but for whom the person is kept apart from."""
        return self.filter(group__in=Group.objects.of(user)).exclude(user__in=apart_from(user).values("pk"))

    def of(self, user: User) -> "WaitingQuerySet":
        """The person's own places in line, at groups that go on and were not hidden."""
        going_on = self.waiting().filter(group__closure=None, group__hidden_at=None)
        return going_on.filter(user=user).select_related("group")

    def waiting(self) -> "WaitingQuerySet":
        """Those who still wait, the first first; whoever was offered a place is among them."""
        return self.filter(ended_at=None).order_by("created_at", "pk")

    def offered(self, now: datetime) -> "WaitingQuerySet":
        """Those for whom a chair is kept at this moment."""
        return self.filter(ended_at=None, offered_until__gt=now)


class Waiting(models.Model):
    """Somebody the group wants waits for a chair: the first in line is offered the next, and has 72 hours."""

    class Outcome(models.TextChoices):
        TAKEN = "taken", _("Taken")
        PASSED = "passed", _("Passed on")
        LAPSED = "lapsed", _("Ran out")

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(_("since"), default=timezone.now, editable=False)
    offered_until = models.DateTimeField(_("place kept until"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=6, choices=Outcome, blank=True)

    objects = WaitingQuerySet.as_manager()

    class Meta:
        verbose_name = _("place on the waiting list")
        verbose_name_plural = _("waiting list")
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["group", "user"], condition=Q(ended_at=None), name="one_wait_per_group"),
            models.CheckConstraint(
                condition=Q(ended_at=None, outcome="") | (Q(ended_at__isnull=False) & ~Q(outcome="")),
                name="wait_goes_on_or_has_an_outcome",
            ),
        ]
        indexes = [
            models.Index(fields=["offered_until"], condition=Q(ended_at=None), name="offers_running_out"),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.group}"

    def is_offered(self, now: datetime) -> bool:
        """Whether a chair is kept for this person at this moment."""
        return self.ended_at is None and self.offered_until is not None and self.offered_until > now
