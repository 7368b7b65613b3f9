from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.community import Community, proved
from accounts.models.user import User, validate_line

LASTS = timedelta(days=90)  # how long an invitation can be taken up


class CommunityInvitationQuerySet(models.QuerySet["CommunityInvitation"]):
    def standing(self, now: datetime) -> "CommunityInvitationQuerySet":
        """Those that can still be taken up: neither taken, nor refused, nor run out."""
        return self.filter(accepted_at=None, declined_at=None, expires_at__gt=now)

    def to(self, user: User) -> "CommunityInvitationQuerySet":
        """Those to an address the person has proved to own."""
        return self.filter(email__in=proved(user).values("email"))


class CommunityInvitation(models.Model):
    """An address may join a community; whoever proves to own it is in. One row per address, for ever.

    It is also the address's line in the list an organiser imports, so it stays when it has been taken up: a line
    manager who comes later is found by it. Who says no, or leaves, has declined: no list brings them back.
    """

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail address"), max_length=254)
    name = models.CharField(_("name"), max_length=120, blank=True, validators=[validate_line])
    expertises = ArrayField(models.SlugField(max_length=40), verbose_name=_("expertise"), default=list, blank=True)
    manager_email = models.EmailField(_("line manager"), max_length=254, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(_("invited"), default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("expires"))
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    declined_at = models.DateTimeField(_("said no, or left"), null=True, blank=True)

    objects = CommunityInvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("community invitation")
        verbose_name_plural = _("community invitations")
        ordering = ["-created_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["community", "email"], name="one_invitation_per_community_address"),
            models.CheckConstraint(condition=Q(email=Lower("email")), name="invited_address_is_lower"),
        ]
        indexes = [models.Index(fields=["email"], condition=Q(accepted_at=None), name="community_invited")]

    def __str__(self) -> str:
        return f"{self.email}, {self.community}"


class CommunityRequest(models.Model):
    """Somebody asks to join a community, and its answer."""

    class State(models.TextChoices):
        OPEN = "open", _("Waiting for an answer")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="requests")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    words = models.TextField(_("who you are"), max_length=1000, blank=True)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.OPEN)
    reason = models.TextField(_("our words"), max_length=1000, blank=True)
    created_at = models.DateTimeField(_("asked"), default=timezone.now, editable=False)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("community request")
        verbose_name_plural = _("community requests")
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["community", "user"], condition=Q(state="open"), name="one_open_community_request"
            ),
            models.CheckConstraint(
                condition=Q(state="open", answered_at=None) | (~Q(state="open") & Q(answered_at__isnull=False)),
                name="community_request_is_open_or_answered",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(reason=""), name="declining_a_community_request_gives_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.community}"


class CommunityImport(models.Model):
    """A list of members read from a CSV file: previewed first, carried out whole or not at all.

    `rows` are the lines as read, each with its `fate` as it looked then; `tally` counts the fates, in the end as they
    were. A running one that was tried too often is given up: it kills whoever tries.
    """

    class State(models.TextChoices):
        PREVIEW = "preview", _("To be confirmed")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed, nothing was imported")

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="imports")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    rows = models.JSONField(_("rows"), default=list)
    problems = models.JSONField(_("problems"), default=list)
    tally = models.JSONField(_("counts"), default=dict)
    state = models.CharField(_("state"), max_length=7, choices=State, default=State.PREVIEW)
    attempts = models.PositiveSmallIntegerField(_("tries"), default=0, db_default=0)
    leased_until = models.DateTimeField(_("held until"), null=True, editable=False)
    created_at = models.DateTimeField(_("read"), default=timezone.now, editable=False)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        verbose_name = _("community import")
        verbose_name_plural = _("community imports")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.community}, {self.created_at:%Y-%m-%d}"
