import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from groups.models.group import Group

UNANSWERED = ["open", "more_asked", "visiting"]


LASTS = timedelta(days=14)


class ApplicationQuerySet(models.QuerySet["Application"]):
    def seen_by(self, user: User) -> "ApplicationQuerySet":
        """Those at the doors of the person's own groups."""
        return self.filter(group__in=Group.objects.of(user))

    def unanswered(self) -> "ApplicationQuerySet":
        """Those waiting at the door."""
        return self.filter(state__in=UNANSWERED)


class Application(models.Model):
    """An outsider's request to join, in a few words, and its answer."""

    class State(models.TextChoices):
        OPEN = "open", _("Waiting for an answer")
        MORE_ASKED = "more_asked", _("More was asked")
        VISITING = "visiting", _("Visiting")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        EXPIRED = "expired", _("Expired")

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="applications")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="applications")
    words = models.TextField(_("what they bring"), max_length=2000)
    seat = models.ForeignKey("groups.Seat", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    reason = models.TextField(_("our words"), max_length=1000, blank=True)
    created_at = models.DateTimeField(_("asked"), default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("open until"))
    hidden_at = models.DateTimeField(_("hidden by who moderates"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        ordering = ["created_at", "pk"]
        indexes = [
            models.Index(fields=["expires_at"], condition=Q(state__in=UNANSWERED), name="applications_running_out"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "user"],
                condition=Q(state__in=UNANSWERED),
                name="one_open_application",
            ),
            models.CheckConstraint(
                condition=Q(state__in=UNANSWERED, answered_at=None)
                | (~Q(state__in=UNANSWERED) & Q(answered_at__isnull=False)),
                name="application_is_open_or_answered",
            ),
            models.CheckConstraint(condition=~Q(state="declined") | ~Q(reason=""), name="declining_gives_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.group}"

    @property
    def is_unanswered(self) -> bool:
        return self.state in UNANSWERED


class ApplicationAnswer(models.Model):
    """The applicant's answer to one of the group's questions, kept with the question as it was asked."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="answers")
    position = models.PositiveSmallIntegerField(_("position"))
    question = models.CharField(_("question"), max_length=200)
    text = models.TextField(_("answer"), max_length=2000)

    class Meta:
        verbose_name = _("answer at the door")
        verbose_name_plural = _("answers at the door")
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["application", "position"], name="one_answer_per_question")]

    def __str__(self) -> str:
        return self.question


class ApplicationMessage(models.Model):
    """What applicant and facilitators write to each other at the door."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="messages")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    words = models.TextField(_("words"), max_length=2000)
    created_at = models.DateTimeField(_("written"), default=timezone.now, editable=False)
    hidden_at = models.DateTimeField(_("hidden by who moderates"), null=True, blank=True)
    ticket = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        verbose_name = _("message at the door")
        verbose_name_plural = _("messages at the door")
        ordering = ["created_at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="message_has_words")]

    def __str__(self) -> str:
        return f"{self.by}, {self.created_at:%Y-%m-%d %H:%M}"
