from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.user import User


class GoalManager(models.Manager["Goal"]):
    def keep(self, user: User, now: datetime, **said: Any) -> "Goal":
        """Make this what somebody works towards, in place of what it was."""
        return self.update_or_create(user=user, defaults={**said, "updated_at": now})[0]


class Goal(models.Model):
    """What somebody is working towards: one thing at a time."""

    class Family(models.TextChoices):
        START = "start", _("Start something")
        GROW = "grow", _("Grow what I have")
        SELL = "sell", _("Sell more")
        MONEY = "money", _("Get the money right")
        TEAM = "team", _("Build a team")
        LEAD = "lead", _("Lead better")
        MAKE = "make", _("Make or write something")
        CAREER = "career", _("Change my work")
        HAND_OVER = "hand_over", _("Hand over")
        BALANCE = "balance", _("Live better with my work")

    class Stage(models.TextChoices):
        IDEA = "idea", _("An idea")
        STARTING = "starting", _("Starting")
        GROWING = "growing", _("Growing")
        ESTABLISHED = "established", _("Established")
        LEADING = "leading", _("Leading the field")

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="goal")
    text = models.CharField(_("what you work towards"), max_length=300)
    family = models.CharField(_("kind of goal"), max_length=10, choices=Family)
    stage = models.CharField(_("where you stand"), max_length=11, choices=Stage)
    due_on = models.DateField(_("by when"), null=True, blank=True)
    updated_at = models.DateTimeField(_("last changed"), default=timezone.now, editable=False)

    objects = GoalManager()

    class Meta:
        verbose_name = _("goal")
        verbose_name_plural = _("goals")
        indexes = [models.Index(fields=["family", "stage"], name="goals_alike")]

    def __str__(self) -> str:
        return self.text
