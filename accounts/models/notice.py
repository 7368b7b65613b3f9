from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.preference import Mute, Topic

TOPIC_OF = {
    "welcome": Topic.WELCOME,
    "application": Topic.JOINING,
    "decision": Topic.JOINING,
    "schedule": Topic.MEETINGS,
    "change": Topic.MEETINGS,
    "cancellation": Topic.MEETINGS,
    "reminder": Topic.REMINDER,
    "digest": Topic.DIGEST,
}


class NoticeQuerySet(models.QuerySet["Notice"]):
    def due(self, now: datetime) -> "NoticeQuerySet":
        """Owed, its moment come, and held by no sender."""
        free = Q(leased_until=None) | Q(leased_until__lte=now)
        return self.filter(free, state=Notice.State.DUE, due_at__lte=now)

    def with_mute(self) -> "NoticeQuerySet":
        """Each with `muted`: its person wants no mail about its topic."""
        return self.annotate(muted=Exists(Mute.objects.filter(user=OuterRef("user"), topic=OuterRef("topic"))))


class Notice(models.Model):
    """One message owed to one person, once.

    The key is the idempotency: whoever owes the same thing twice owes it once. The row holds ids and moments only;
    the words are made at the moment of sending, from things as they then stand.
    """

    class Kind(models.TextChoices):
        WELCOME = "welcome", _("Welcome")
        APPLICATION = "application", _("Somebody asks to join")
        DECISION = "decision", _("Answer to asking to join")
        SCHEDULE = "schedule", _("New meetings")
        CHANGE = "change", _("Meeting moved")
        CANCELLATION = "cancellation", _("Meeting cancelled")
        REMINDER = "reminder", _("Meeting reminder")
        DIGEST = "digest", _("Agenda digest")

        @property
        def topic(self) -> Topic:
            """What a person switches off to stop this kind."""
            return TOPIC_OF[self.value]

    class State(models.TextChoices):
        DUE = "due", _("Due")
        SENT = "sent", _("Sent")
        DROPPED = "dropped", _("No longer needed")
        EXPIRED = "expired", _("Too late")
        FAILED = "failed", _("Failed")

    key = models.CharField(_("key"), max_length=200, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    topic = models.CharField(_("topic"), max_length=12, choices=Topic)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    data = models.JSONField(_("about"), default=dict)
    due_at = models.DateTimeField(_("due"))
    expires_at = models.DateTimeField(_("useless after"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.DUE)
    attempts = models.PositiveSmallIntegerField(_("tries"), default=0)
    lease = models.UUIDField(_("lease"), null=True, editable=False)
    leased_until = models.DateTimeField(_("held until"), null=True, editable=False)
    error = models.TextField(_("last error"), blank=True)
    created_at = models.DateTimeField(_("written"), default=timezone.now, editable=False)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="due", finished_at=None) | (~Q(state="due") & Q(finished_at__isnull=False)),
                name="notice_is_due_or_finished",
            ),
        ]
        indexes = [
            # Small whatever is archived: only what is still owed.
            models.Index(fields=["due_at"], condition=Q(state="due"), name="notice_due"),
            models.Index(fields=["user", "-created_at"], name="notice_of_person"),
        ]

    def __str__(self) -> str:
        return self.key
