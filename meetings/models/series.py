import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.clock import validate_zone
from groups.models import Group
from meetings.models.format import Format
from meetings.models.wall_clock import WallClockField
from meetings.recurrence import Recurrence


class Series(models.Model):
    """A recurring meeting: a rule, a wall-clock time, a zone. It keeps the wall clock when clocks change."""

    class Rhythm(models.TextChoices):
        """What can be chosen; the value is the RFC 5545 rule."""

        WEEKLY = "FREQ=WEEKLY", _("Every week")
        FORTNIGHTLY = "FREQ=WEEKLY;INTERVAL=2", _("Every two weeks")
        ONCE = "FREQ=WEEKLY;COUNT=1", _("Once")

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    rule = models.CharField(_("rule"), max_length=200)
    starts_at = WallClockField(_("first date, by the clock that decides"))
    zone = models.CharField(_("the clock that decides"), max_length=64, validators=[validate_zone])
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=90)
    # From one date to the next; None for a single meeting. Kept, since SQL cannot expand a rule.
    cycle = models.DurationField(_("from one meeting to the next"), null=True, blank=True, editable=False)
    format = models.ForeignKey(Format, on_delete=models.PROTECT, related_name="+")
    place = models.CharField(_("where"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(_("scheduled"), default=timezone.now, editable=False)
    ticket = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        verbose_name = _("series")
        verbose_name_plural = _("series")
        constraints = [
            models.CheckConstraint(condition=Q(minutes__range=(10, 480)), name="series_takes_time"),
            models.CheckConstraint(condition=~Q(rule=""), name="series_has_rule"),
        ]

    def __str__(self) -> str:
        return f"{self.group}, {self.rhythm}"

    @property
    def rhythm(self) -> str:
        """The rule in words, where it is one of ours."""
        return str(dict(self.Rhythm.choices).get(self.rule, self.rule))

    @property
    def recurrence(self) -> Recurrence:
        """The rule as dates."""
        return Recurrence(self.rule, self.starts_at, self.zone, timedelta(minutes=self.minutes))
