from datetime import datetime

from django.conf import settings
from django.db import models, transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _now_in
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from groups.models.group import Group
from groups.models.membership import Membership


class CharterQuerySet(models.QuerySet["Charter"]):
    def seen_by(self, user: User) -> "CharterQuerySet":
        """All versions of the person's own groups."""
        return self.filter(group__in=Group.objects.of(user))

    def current(self, group: Group) -> "Charter":
        """The version that counts. Every group has one from its first moment."""
        return self.filter(group=group).latest("version")

    @transaction.atomic
    def amend(self, group: Group, text: str, *, by: User, now: datetime) -> "Charter":
        """A new version, to be signed again by everyone; the same text again stays the same version."""
        Group.objects.select_for_update().get(pk=group.pk)
        last = self.current(group)
        if last.text == text:
            return last
        return self.create(group=group, version=last.version + 1, text=text, by=by, created_at=now)


def unsigned(memberships: QuerySet[Membership]) -> QuerySet[Membership]:
    """Of these, the ones that have not signed their group's charter as it stands."""
    newest = Charter.objects.filter(group=OuterRef("group")).order_by("-version")
    return memberships.exclude(signatures__charter=Subquery(newest.values("pk")[:1]))


class Charter(models.Model):
    """A group's written rules: each version is kept, the newest counts."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    version = models.PositiveSmallIntegerField(_("version"))
    text = models.TextField(_("text"), max_length=10_000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(_("written"), default=timezone.now, editable=False)

    objects = CharterQuerySet.as_manager()

    class Meta:
        verbose_name = _("charter")
        verbose_name_plural = _("charters")
        constraints = [models.UniqueConstraint(fields=["group", "version"], name="one_charter_per_version")]

    def __str__(self) -> str:
        return f"{self.group}, {self.version}"

    @staticmethod
    def first_text() -> str:
        """What a new group starts from, in the founder's language; the owner changes it."""
        return _now_in(
            "What is said here stays here. You may tell your own story, never another's, also after you leave.\n"
            "Ask before you advise: questions first, then experience, then opinion.\n"
            "Come, on time. If you cannot, say so a day ahead.\n"
            "Everyone gets the hot seat in turn.\n"
            "Promise one thing at a time, small enough to keep. We ask about it next time, kindly."
        )

    def sign(self, membership: Membership, now: datetime) -> None:
        """Put a member's name under this version; signing twice is signing once."""
        CharterSignature.objects.get_or_create(charter=self, membership=membership, defaults={"signed_at": now})


class CharterSignature(models.Model):
    """A member's name under one version of the charter."""

    charter = models.ForeignKey(Charter, on_delete=models.CASCADE, related_name="signatures")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="signatures")
    signed_at = models.DateTimeField(_("signed"), default=timezone.now)

    class Meta:
        verbose_name = _("charter signature")
        verbose_name_plural = _("charter signatures")
        constraints = [models.UniqueConstraint(fields=["charter", "membership"], name="one_signature_per_charter")]

    def __str__(self) -> str:
        return f"{self.membership.user}, {self.charter}"
