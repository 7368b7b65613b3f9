from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User, apart_from
from groups.models.application import UNANSWERED, Application
from groups.models.group import Group
from groups.models.membership import Membership

OBJECTIONS_UNTIL = timedelta(days=5)


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def unanswered(self) -> "ProposalQuerySet":
        """Those that still stand: the applicant is at the door."""
        return self.filter(application__state__in=UNANSWERED)

    def running(self, now: datetime) -> "ProposalQuerySet":
        """Those to which a member may object."""
        return self.unanswered().filter(ends_at__gt=now)

    def before(self, user: User, now: datetime) -> "ProposalQuerySet":
        """Those on which the person, as a member, may still say a word and has not."""
        asked = self.running(now).filter(
            application__group__in=Group.objects.of(user),
            application__group__closure=None,
            application__user__is_active=True,
        )
        apart = apart_from(user).values("pk")
        return asked.exclude(by=user).exclude(objections__membership__user=user).exclude(application__user__in=apart)

    def decided(self, application: Application, now: datetime) -> bool:
        """Whether the members have had their say: somebody objected, or the five days are over."""
        own = self.filter(application=application)
        return own.filter(Q(ends_at__lte=now) | Q(objections__isnull=False)).exists()


class Proposal(models.Model):
    """Where members decide: somebody who looks after the group proposes to accept. Silence is consent.

    When `ends_at` has come without an objection the applicant is in; with one, those who look after the group decide.
    """

    application = models.OneToOneField(Application, on_delete=models.CASCADE, related_name="proposal")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    words = models.TextField(_("our words"), max_length=1000, blank=True)
    created_at = models.DateTimeField(_("proposed"), default=timezone.now, editable=False)
    ends_at = models.DateTimeField(_("objections until"))

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        indexes = [models.Index(fields=["ends_at"], name="proposals_ending")]

    def __str__(self) -> str:
        return str(self.application)


class Objection(models.Model):
    """A member would rather not have somebody at the table; only those who look after the group read why."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="objections")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    words = models.TextField(_("why"), max_length=1000)
    created_at = models.DateTimeField(_("said"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "membership"], name="one_objection_each"),
            models.CheckConstraint(condition=~Q(words=""), name="objection_has_a_reason"),
        ]

    def __str__(self) -> str:
        return str(self.membership)
