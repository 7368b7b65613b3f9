import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User, apart_from, is_apart
from groups.models.group import Group

UNANSWERED = ["open", "more_asked", "visiting"]

LASTS = timedelta(days=14)
# What is always left to answer in, after a visit and after the members had their say; it begins with a nudge.
LAST_WEEK = timedelta(days=7)


class ApplicationQuerySet(models.QuerySet["Application"]):
    def seen_by(self, user: User) -> "ApplicationQuerySet":
        """Those at the doors of the person's own groups, but for whom the person is kept apart from, or whose account
        is shut."""
        there = self.filter(group__in=Group.objects.of(user), user__is_active=True)
        return there.exclude(user__in=apart_from(user).values("pk"))

    def of(self, user: User) -> "ApplicationQuerySet":
        """The person's own, the last first, with what `answerer` needs; not at groups that who moderates has hidden."""
        own = self.filter(user=user, group__hidden_at=None).order_by("-created_at", "-pk")
        told = own.annotate(answerer_is_apart=is_apart(user, "answered_by"))
        return told.select_related("group", "user", "answered_by", "proposal", "seat__expertise")

    def answered(self) -> "ApplicationQuerySet":
        """Those that have ended, one way or another, the last first."""
        return self.exclude(state__in=UNANSWERED).order_by("-answered_at", "-pk")

    def with_objections(self) -> "ApplicationQuerySet":
        """Each with `objections`: how many members would rather not."""
        return self.annotate(objections=Count("proposal__objections"))

    def unanswered(self) -> "ApplicationQuerySet":
        """Those waiting at the door."""
        return self.filter(state__in=UNANSWERED)

    def to_answer(self, now: datetime) -> "ApplicationQuerySet":
        """Those where it is the turn of who looks after the group.

        Not while the applicant was asked for more, comes to visit, or the members may object.
        """
        before_members = Application.objects.filter(proposal__ends_at__gt=now, proposal__objections=None)
        visited = Q(state=Application.State.VISITING, expires_at__lte=now + LAST_WEEK)
        return self.filter(Q(state=Application.State.OPEN) | visited).exclude(pk__in=before_members.values("pk"))


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

    @property
    def answerer(self) -> User | None:
        """Who answered, unless the applicant must not meet them. Needs `of()`."""
        return None if self.answerer_is_apart else self.answered_by  # type: ignore[attr-defined]

    def is_before_members(self, now: datetime) -> bool:
        """Whether members may object, and nobody has. Needs `with_objections()`."""
        proposal = getattr(self, "proposal", None)
        objections: int = self.objections  # type: ignore[attr-defined]
        return proposal is not None and proposal.ends_at > now and not objections


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


class ApplicationMessageQuerySet(models.QuerySet["ApplicationMessage"]):
    def read_by(self, user: User) -> "ApplicationMessageQuerySet":
        """Each with who wrote it, and `is_apart`: whether the reader must not be told who that is."""
        return self.select_related("by").annotate(is_apart=is_apart(user, "by"))


class ApplicationMessage(models.Model):
    """What applicant and facilitators write to each other at the door."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="messages")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    words = models.TextField(_("words"), max_length=2000)
    created_at = models.DateTimeField(_("written"), default=timezone.now, editable=False)
    hidden_at = models.DateTimeField(_("hidden by who moderates"), null=True, blank=True)
    ticket = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    objects = ApplicationMessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message at the door")
        verbose_name_plural = _("messages at the door")
        ordering = ["created_at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="message_has_words")]

    def __str__(self) -> str:
        return f"{self.by}, {self.created_at:%Y-%m-%d %H:%M}"
