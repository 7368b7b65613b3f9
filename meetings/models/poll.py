"""A time poll: some times, what each member says of them, and what came of it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.clock import validate_zone
from accounts.models import User
from groups.models import Group, Membership
from meetings.models.format import Format
from meetings.models.meeting import Meeting
from meetings.models.series import LONGEST_RULE, Series


class PollQuerySet(models.QuerySet["Poll"]):
    def seen_by(self, user: User) -> "PollQuerySet":
        """The polls of the person's own groups."""
        return self.filter(group__in=Group.objects.of(user))

    def open(self) -> "PollQuerySet":
        """Those that still take answers."""
        return self.filter(outcome=None, group__closure=None)


class Poll(models.Model):
    """Which of these times suits you? What wins becomes a meeting, or a series by `rule`."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="polls")
    words = models.CharField(_("what for"), max_length=300, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=90)
    zone = models.CharField(_("the clock that decides"), max_length=64, validators=[validate_zone])
    rule = models.CharField(_("repeats"), max_length=LONGEST_RULE, default=Series.Rhythm.ONCE)
    format = models.ForeignKey(Format, on_delete=models.PROTECT, related_name="+")
    place = models.CharField(_("where"), max_length=300, blank=True)
    # The meeting that the winner moves, where too few could come to it.
    moves = models.ForeignKey(Meeting, on_delete=models.CASCADE, null=True, blank=True, related_name="polls")
    closes_at = models.DateTimeField(_("open until"), null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(_("asked"), default=timezone.now, editable=False)
    ticket = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    objects = PollQuerySet.as_manager()

    class Meta:
        verbose_name = _("time poll")
        verbose_name_plural = _("time polls")
        constraints = [
            models.CheckConstraint(condition=Q(minutes__range=(10, 480)), name="poll_takes_time"),
            models.CheckConstraint(condition=~Q(rule=""), name="poll_has_rule"),
        ]
        indexes = [models.Index(fields=["group", "-created_at"], name="poll_of_group")]

    def __str__(self) -> str:
        return f"{self.group}, {self.created_at:%Y-%m-%d}"


class PollSlot(models.Model):
    """One time that is proposed, an instant."""

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="slots")
    starts_at = models.DateTimeField(_("starts"))

    class Meta:
        verbose_name = _("proposed time")
        verbose_name_plural = _("proposed times")
        ordering = ["starts_at"]
        constraints = [models.UniqueConstraint(fields=["poll", "starts_at"], name="one_slot_per_time")]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M} UTC"


class PollAnswer(models.Model):
    """What one member says of one time."""

    class Word(models.TextChoices):
        YES = "yes", _("Yes")
        IF_NEED_BE = "if_need_be", _("If need be")
        NO = "no", _("No")

    slot = models.ForeignKey(PollSlot, on_delete=models.CASCADE, related_name="answers")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    word = models.CharField(_("answer"), max_length=10, choices=Word)
    answered_at = models.DateTimeField(_("answered"), default=timezone.now)

    class Meta:
        verbose_name = _("answer to a poll")
        verbose_name_plural = _("answers to polls")
        constraints = [
            models.UniqueConstraint(fields=["slot", "membership"], name="one_answer_per_slot"),
            models.CheckConstraint(condition=Q(word__in=["yes", "if_need_be", "no"]), name="poll_answer_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.membership.user}, {self.slot}"


class PollOutcome(models.Model):
    """A poll has closed; the row is the state. Without a `slot` no time suited anybody, or it was called off."""

    poll = models.OneToOneField(Poll, on_delete=models.CASCADE, related_name="outcome")
    slot = models.ForeignKey(PollSlot, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    series = models.ForeignKey(Series, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(_("closed"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("outcome of a poll")
        verbose_name_plural = _("outcomes of polls")

    def __str__(self) -> str:
        return str(self.poll)
