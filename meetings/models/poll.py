"""A time poll: some times, what each member says of them, and what came of it."""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.clock import validate_zone
from accounts.models import User
from groups.models import Group, Membership
from meetings.models.format import Format
from meetings.models.meeting import Meeting
from meetings.models.series import LONGEST_RULE, Series


def asked(group: Group) -> QuerySet[Membership]:
    """Whose word counts in a poll of the group: everybody at the table who can sign in."""
    people = Membership.objects.present().filter(group=group, user__is_active=True)
    return people.select_related("user").order_by("chair")


class PollQuerySet(models.QuerySet["Poll"]):
    def seen_by(self, user: User) -> "PollQuerySet":
        """The polls of the person's own groups."""
        return self.filter(group__in=Group.objects.of(user))

    def open(self) -> "PollQuerySet":
        """Those nothing has come of yet; who asks for answers looks at their time as well."""
        return self.filter(outcome=None, group__closure=None)

    def waiting_for(self, user: User, now: datetime) -> "PollQuerySet":
        """The open ones of the person's own groups in which they have not answered every time to come."""
        lasting = Q(closes_at=None) | Q(closes_at__gt=now)
        return self.open().filter(lasting, _someone_silent(Membership.objects.of(user), now))

    def due(self, now: datetime) -> "PollQuerySet":
        """The open ones that have come to an end by themselves.

        Their time is up, everybody has answered every time to come, no time is left, or what they would move is gone.
        """
        gone = Q(moves__ends_at__lte=now) | Q(moves__cancellation__isnull=False)
        all_said = ~_someone_silent(Membership.objects.present().filter(user__is_active=True), now)
        return self.open().filter(Q(closes_at__lte=now) | gone | all_said)


def _someone_silent(people: QuerySet[Membership], now: datetime) -> Exists:
    """For polls: whether any of the people who sit at its table has not answered one of its times to come."""
    own = PollAnswer.objects.filter(slot=OuterRef("pk"), membership=OuterRef(OuterRef("pk")))
    coming = PollSlot.objects.filter(poll=OuterRef(OuterRef("pk")), starts_at__gt=now)
    return Exists(people.filter(Exists(coming.filter(~Exists(own))), group=OuterRef("group")))


class Poll(models.Model):
    """Which of these times suits you? What wins becomes a meeting, or a series by `rule`."""

    class Repeats(models.TextChoices):
        """What can be chosen, as `meetings.patterns` has it: the first date, which wins, says the rest."""

        ONCE = Series.Rhythm.ONCE.value, _("One meeting")
        WEEKLY = Series.Rhythm.WEEKLY.value, _("Every week")
        FORTNIGHTLY = Series.Rhythm.FORTNIGHTLY.value, _("Every two weeks")
        BY_WEEKDAY = "by_weekday", _("Every month, by weekday")
        BY_DATE = "by_date", _("Every month, by date")

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

    def get_absolute_url(self) -> str:
        return reverse("meetings:polls.show", args=[self.pk])

    def takes_answers(self, now: datetime) -> bool:
        """Whether somebody can still answer: nothing has come of it, its group goes on, and its time is not up."""
        is_lasting = self.closes_at is None or self.closes_at > now
        return is_lasting and not hasattr(self, "outcome") and not self.group.is_closed

    @property
    def length(self) -> timedelta:
        """How long the meeting would last."""
        return timedelta(minutes=self.minutes)

    @property
    def repeats(self) -> bool:
        """Whether the winner becomes more than one meeting."""
        return self.rule != self.Repeats.ONCE

    @property
    def rhythm(self) -> str:
        """The rule in words."""
        return str(dict(self.Repeats.choices).get(self.rule, self.rule))


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

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + self.poll.length


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
    slot = models.ForeignKey(PollSlot, on_delete=models.RESTRICT, null=True, blank=True, related_name="+")
    series = models.ForeignKey(Series, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(_("closed"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("outcome of a poll")
        verbose_name_plural = _("outcomes of polls")

    def __str__(self) -> str:
        return str(self.poll)
