from datetime import datetime

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User, is_apart
from groups.models.group import Group
from groups.models.membership import Membership
from groups.models.seat import Seat
from groups.models.waiting import Waiting

signer = signing.Signer(salt="groups.invitation")


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def seen_by(self, user: User) -> "InvitationQuerySet":
        """The invitations to the person's own groups."""
        return self.filter(group__in=Group.objects.of(user))

    def by_token(self, token: str) -> "InvitationQuerySet":
        """The one whose address has this token; none for a token we did not sign, at the same cost."""
        try:
            return self.filter(pk=int(signer.unsign(token)))
        except signing.BadSignature:
            return self.filter(pk=0)

    def usable(self, now: datetime) -> "InvitationQuerySet":
        """Those that still let somebody in; none by somebody whose account is shut."""
        good = self.filter(revoked_at=None, expires_at__gt=now, used__lt=F("uses"))
        return good.exclude(by__is_active=False)

    def read_by(self, user: User | AnonymousUser) -> "InvitationQuerySet":
        """Each with what `inviter` needs, for this reader."""
        return self.select_related("by").annotate(is_apart=is_apart(user, "by"))

    def waiting_for(self, user: User, now: datetime) -> "InvitationQuerySet":
        """Those to an address the person has proved to own that could seat them; one query.

        Not where they sit or wait already, nor where somebody sits with whom they must not: they learn of none.
        """
        proved = EmailAddress.objects.filter(user=user, verified=True)
        there = Waiting.objects.waiting().filter(user=user).order_by()
        return (
            self.usable(now)
            .filter(group__hidden_at=None, group__closure=None, email__in=proved.values(low=Lower("email")))
            .exclude(group__in=Group.objects.of(user))
            .exclude(group__in=there.values("group"))
            .exclude(group__in=Membership.objects.kept_apart_from(user).values("group"))
        )


class Invitation(models.Model):
    """A way in: sent to one address, or shared as a link by whoever has it (`email` is empty).

    The token in its address is the signed number of this row. `used` can never exceed `uses`: the database refuses.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        USED = "used", _("Used")
        EXPIRED = "expired", _("Expired")
        REVOKED = "revoked", _("Taken back")

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
    ticket = models.UUIDField(null=True, unique=True, editable=False)

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

    def get_absolute_url(self) -> str:
        """Where it is read and accepted; always the same, and known to those alone who were sent it."""
        return reverse("invitation", args=[signer.sign(str(self.pk))])

    @property
    def inviter(self) -> User | None:
        """Who invites, unless the reader must not meet them. Needs `read_by()`."""
        return None if self.is_apart else self.by  # type: ignore[attr-defined]

    def state_at(self, now: datetime) -> State:
        """How it stands: whether it still lets somebody in, or why not. Asks for who invites."""
        if self.revoked_at or (self.by and not self.by.is_active):
            return self.State.REVOKED
        if self.used >= self.uses:
            return self.State.USED
        return self.State.OPEN if self.expires_at > now else self.State.EXPIRED


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
