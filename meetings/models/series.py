import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.clock import instant, validate_zone
from accounts.models import User
from groups.models import Group
from meetings.models.format import Format
from meetings.models.wall_clock import WallClockField
from meetings.recurrence import Occurrence, Recurrence
from meetings.rule_words import describe, has_own_hours

LONGEST_RULE = 500
A_DAY, TWO_MONTHS = timedelta(days=1), timedelta(days=62)
MOST = 10_000  # dates that are counted of one series


class SeriesQuerySet(models.QuerySet["Series"]):
    def seen_by(self, user: User) -> "SeriesQuerySet":
        """The series of the person's own groups."""
        return self.filter(group__in=Group.objects.of(user))

    def going_on(self, now: datetime) -> "SeriesQuerySet":
        """The repeating ones with a meeting ahead that have no end by hand, nor go on as another."""
        ahead = Q(meetings__ends_at__gt=now, meetings__cancellation=None)
        return self.filter(ahead, ends_before=None, cycle__isnull=False).distinct().order_by("pk")


class Series(models.Model):
    """A recurring meeting: a rule, a wall-clock time, a zone. It keeps the wall clock when clocks change."""

    class Rhythm(models.TextChoices):
        """What can be chosen; the value is the RFC 5545 rule."""

        WEEKLY = "FREQ=WEEKLY", _("Every week")
        FORTNIGHTLY = "FREQ=WEEKLY;INTERVAL=2", _("Every two weeks")
        ONCE = "FREQ=WEEKLY;COUNT=1", _("Once")

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    rule = models.CharField(_("rule"), max_length=LONGEST_RULE)
    starts_at = WallClockField(_("first date, by the clock that decides"))
    zone = models.CharField(_("the clock that decides"), max_length=64, validators=[validate_zone])
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=90)
    # From one date to the next; None for a single meeting. Kept, since SQL cannot expand a rule.
    cycle = models.DurationField(_("from one meeting to the next"), null=True, blank=True, editable=False)
    format = models.ForeignKey(Format, on_delete=models.PROTECT, related_name="+")
    place = models.CharField(_("where"), max_length=300, blank=True)
    facilitator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who leads"),
    )
    # The hours that take turns, one a meeting, so that the unsocial ones are shared; none where the hour stays.
    hours = ArrayField(models.TimeField(), verbose_name=_("hours that take turns"), default=list, blank=True)
    # With fewer who said yes, people are asked so many hours before whether to move; none where nobody asks.
    minimum = models.PositiveSmallIntegerField(_("at least so many"), null=True, blank=True)
    asks_hours = models.PositiveSmallIntegerField(_("hours before, to ask"), default=48)
    # What came before, where somebody changed this and all following; the earlier one ends before the first date here.
    follows = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    ends_before = WallClockField(_("goes on as another series from"), null=True, blank=True)
    # The last date there is a meeting of: what was made once is never made again, whatever became of it.
    made_until = WallClockField(_("made until"), null=True, blank=True, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(_("scheduled"), default=timezone.now, editable=False)
    changed_at = models.DateTimeField(_("changed"), default=timezone.now, editable=False)
    ticket = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    objects = SeriesQuerySet.as_manager()

    class Meta:
        verbose_name = _("series")
        verbose_name_plural = _("series")
        constraints = [
            models.CheckConstraint(condition=Q(minutes__range=(10, 480)), name="series_takes_time"),
            models.CheckConstraint(condition=~Q(rule=""), name="series_has_rule"),
            models.CheckConstraint(condition=Q(minimum=None) | Q(minimum__range=(2, 20)), name="minimum_is_sane"),
            models.CheckConstraint(condition=Q(asks_hours__range=(1, 336)), name="asking_is_in_time"),
            models.CheckConstraint(condition=~Q(follows=models.F("pk")), name="series_follows_another"),
        ]

    def __str__(self) -> str:
        return f"{self.group}, {self.rhythm}"

    def get_absolute_url(self) -> str:
        return reverse("meetings:series.show", args=[self.pk])

    @property
    def rhythm(self) -> str:
        """In words of the active language: "every second Tuesday at 18:00, Brussels time"."""
        language = get_language() or settings.LANGUAGE_CODE
        return describe(self.rule, self.starts_at, self.zone, language, self.hours)

    @property
    def recurrence(self) -> Recurrence:
        """The rule as dates."""
        return Recurrence(self.rule, self.starts_at, self.zone, timedelta(minutes=self.minutes))

    def dates(self, after: datetime, before: datetime) -> list[Occurrence]:
        """What the series gives in [after, before), in order; each key is the slot of a meeting.

        Where hours take turns the key has the hour whose turn it is.
        """
        # A day more at both ends, since an hour that takes its turn may lie on the other side of an end.
        around = self.recurrence.between(after - A_DAY, before + A_DAY, limit=MOST)
        found = self._taking_turns(around) if self.hours else around
        return [each for each in found if after <= each.starts_at < before and not self._is_left(each.key)]

    def check_dates(self) -> None:
        """Raise ValueError, in words for people, for a rule that gives no dates, meetings that begin before the one
        before them has ended, and hours that cannot take turns."""
        self.recurrence.cycle  # noqa: B018 - reads the whole rule
        if self.hours and has_own_hours(self.rule):
            raise ValueError(_now("This rule names its hours itself, so no others can take turns."))
        if len(set(self.hours)) < len(self.hours):
            raise ValueError(_now("Hours that take turns differ from each other."))
        first = instant(self.starts_at, self.zone)
        if any(each.ends_at > after.starts_at for each, after in pairwise(self.dates(first, first + TWO_MONTHS))):
            raise ValueError(_now("A meeting would begin before the one before it has ended."))

    def _taking_turns(self, dates: list[Occurrence]) -> Iterator[Occurrence]:
        """The same dates, each at the hour whose turn it is, counted from the first date of the series."""
        if not dates:
            return
        first = instant(self.starts_at, self.zone)
        turn = len(self.recurrence.between(first - A_DAY, dates[0].starts_at, limit=MOST))
        for number, each in enumerate(dates, start=turn):
            key = datetime.combine(each.key.date(), self.hours[number % len(self.hours)])
            starts_at = instant(key, self.zone)
            yield replace(each, key=key, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=self.minutes))

    def _is_left(self, slot: datetime) -> bool:
        """Whether the date belongs to the series that goes on from here."""
        return self.ends_before is not None and slot >= self.ends_before
