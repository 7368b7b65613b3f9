from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.clock import instant
from accounts.models import User
from groups.models import Charter, Group
from meetings.models.series import Series
from meetings.models.wall_clock import WallClockField


def was_there(path: str = "") -> Q:
    """Whether an attendance, or the one at the end of a `path`, says that its member came: late is there as well.

    Where nobody wrote down who came, those who said yes count as there.
    """
    return Q(**{f"{path}presence__in": ["present", "late"]}) | Q(**{f"{path}presence": "", f"{path}answer": "yes"})


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def standing(self) -> "MeetingQuerySet":
        """Those that were not cancelled, of groups that go on."""
        return self.filter(cancellation=None, group__closure=None)

    def listed(self) -> "MeetingQuerySet":
        """Those that stand in lists: also what was cancelled, but not the dates that were left out."""
        return self.exclude(cancellation__is_skip=True)

    def upcoming(self, now: datetime) -> "MeetingQuerySet":
        """Those not over yet, the next first."""
        return self.filter(ends_at__gt=now).order_by("starts_at", "pk")

    def past(self, now: datetime) -> "MeetingQuerySet":
        """Those that are over, the last first; what was still to come when a group closed has never been."""
        open_then = Q(group__closure=None) | Q(starts_at__lt=F("group__closure__created_at"))
        return self.filter(open_then, ends_at__lte=now).order_by("-starts_at", "pk")

    def held(self, now: datetime) -> "MeetingQuerySet":
        """Those that really took place: over, not cancelled, and at least two were there."""
        there = Count("attendances", filter=was_there("attendances__"))
        return self.filter(cancellation=None).past(now).annotate(there=there).filter(there__gte=2)

    def seen_by(self, user: User) -> "MeetingQuerySet":
        """The meetings of all groups where the person sits; from before they joined only where the charter says so."""
        newest = Charter.objects.filter(group=OuterRef("group")).order_by("-version")
        since = Q(ends_at__gt=F("group__memberships__joined_at"))
        return self.alias(past_is_open=Subquery(newest.values("newcomers_see_past")[:1])).filter(
            since | Q(past_is_open=True), group__memberships__user=user, group__memberships__left_at=None
        )


class Meeting(models.Model):
    """One gathering of a series.

    `slot` is the date the rule gave it, by the series' wall clock. It never changes, whatever happens to the meeting,
    so that no date is made twice or comes back; only a series that goes on as another takes its meetings along.
    """

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="meetings")
    slot = WallClockField(_("original date"))
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    place = models.CharField(_("where"), max_length=300, blank=True)
    # Moved by hand: new clock rules and changes of the series leave it where it was put.
    is_moved = models.BooleanField(_("moved by hand"), default=False, db_default=False)
    facilitator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who leads"),
    )
    sequence = models.PositiveIntegerField(_("times moved"), default=0)
    revision = models.PositiveIntegerField(_("times changed"), default=0, db_default=0)
    settled_at = models.DateTimeField(_("last set"), default=timezone.now)
    changed_at = models.DateTimeField(_("last changed"), default=timezone.now)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        constraints = [
            models.UniqueConstraint(fields=["series", "slot"], name="one_meeting_per_slot"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="meeting_ends_after_start"),
        ]
        indexes = [
            models.Index(fields=["group", "starts_at"], name="meeting_of_group"),
            models.Index(fields=["starts_at"], name="meeting_by_start"),
        ]

    def __str__(self) -> str:
        return f"{self.group}, {self.starts_at:%Y-%m-%d %H:%M} UTC"

    def get_absolute_url(self) -> str:
        return reverse("meetings:meetings.show", args=[self.pk])

    @property
    def is_cancelled(self) -> bool:
        return hasattr(self, "cancellation")

    @property
    def epoch(self) -> int:
        """The start as whole seconds since 1970: what notices remember, to know whether it has moved."""
        return int(self.starts_at.timestamp())

    @property
    def was_at(self) -> datetime:
        """When the rule had it start: otherwise than it does where it was moved."""
        return instant(self.slot, self.series.zone)

    @property
    def minutes(self) -> int:
        """How long it lasts."""
        return int((self.ends_at - self.starts_at).total_seconds()) // 60


class Cancellation(models.Model):
    """A meeting does not take place; the row is the state."""

    meeting = models.OneToOneField(Meeting, on_delete=models.CASCADE, related_name="cancellation")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    # Left out of the series, as for a holiday: the date is on no list.
    is_skip = models.BooleanField(_("left out"), default=False, db_default=False)
    created_at = models.DateTimeField(_("cancelled"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("cancellation")
        verbose_name_plural = _("cancellations")

    def __str__(self) -> str:
        return str(self.meeting)
