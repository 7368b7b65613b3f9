from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from groups.models.group import Group
from groups.models.membership import Membership
from groups.models.seat import Seat


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def seen_by(self, user: User) -> "InvitationQuerySet":
        """The invitations to the person's own groups."""
        return self.filter(group__in=Group.objects.of(user))

    def usable(self, now: datetime) -> "InvitationQuerySet":
        """Those that still let somebody in."""
        return self.filter(revoked_at=None, expires_at__gt=now, used__lt=F("uses"))


class Invitation(models.Model):
    """A way in: sent to one address, or shared as a link by whoever has it (`email` is empty).

    The token in its address is the signed number of this row. `used` can never exceed `uses`: the database refuses.
    """

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="invitations")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    email = models.EmailField(_("e-mail address"), max_length=254, blank=True)
    words = models.TextField(_("your words"), max_length=1000, blank=True)
    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, null=True, blank=True, related_name="invitations")
    uses = models.PositiveSmallIntegerField(_("may be used"), default=1)
    used = models.PositiveSmallIntegerField(_("used"), default=0)
    created_at = models.DateTimeField(_("made"), default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("expires"))
    revoked_at = models.DateTimeField(_("taken back"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(used__lte=F("uses")), name="invitation_is_not_overused"),
            models.CheckConstraint(condition=Q(uses__range=(1, 100)), name="invitation_uses_are_sane"),
            models.CheckConstraint(condition=Q(email="") | Q(uses=1), name="mailed_invitation_is_for_one"),
            models.CheckConstraint(condition=Q(email=Lower("email")), name="invitation_address_is_lower"),
            models.UniqueConstraint(
                fields=["group", "email"],
                condition=Q(revoked_at=None, used=0) & ~Q(email=""),
                name="one_open_invitation_per_address",
            ),
        ]
        indexes = [models.Index(fields=["email"], condition=Q(used=0, revoked_at=None), name="invited_addresses")]

    def __str__(self) -> str:
        return f"{self.group}, {self.email or self.pk}"


class InvitationUse(models.Model):
    """Somebody came in by an invitation."""

    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="+")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(_("used"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("use of an invitation")
        verbose_name_plural = _("uses of invitations")
        constraints = [models.UniqueConstraint(fields=["invitation", "membership"], name="one_use_per_person")]

    def __str__(self) -> str:
        return f"{self.membership}"
