from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from groups.models.application import Application
from groups.models.membership import Membership

OBJECTIONS_UNTIL = timedelta(days=5)


class Proposal(models.Model):
    """Where members decide: somebody who looks after the group proposes to accept. Silence is consent.

    When `ends_at` has come without an objection the applicant is in; with one, those who look after the group decide.
    """

    application = models.OneToOneField(Application, on_delete=models.CASCADE, related_name="proposal")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    words = models.TextField(_("our words"), max_length=1000, blank=True)
    created_at = models.DateTimeField(_("proposed"), default=timezone.now, editable=False)
    ends_at = models.DateTimeField(_("objections until"))

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
            models.CheckConstraint(condition=~models.Q(words=""), name="objection_has_a_reason"),
        ]

    def __str__(self) -> str:
        return str(self.membership)
