from enum import StrEnum
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.community import Community
from accounts.models.user import User


class CommunityAbility(StrEnum):
    """What somebody may do in a community; the only words its door understands."""

    SEE = "see"
    LEAVE = "leave"
    ORGANISE = "organise"


class CommunityMembershipQuerySet(models.QuerySet["CommunityMembership"]):
    def of(self, user: User | AnonymousUser) -> "CommunityMembershipQuerySet":
        """The person's own."""
        return self.filter(user=user) if user.is_authenticated else self.none()

    def organising(self) -> "CommunityMembershipQuerySet":
        """Those who organise."""
        return self.filter(role=CommunityMembership.Role.ORGANISER)

    def managed_apart(self, user: User) -> models.QuerySet[User]:
        """The person's line managers, and those they manage, in any employer community: never at one table."""
        employer = self.filter(community__kind=Community.Kind.EMPLOYER)
        managers = employer.filter(user=user).exclude(line_manager=None).values("line_manager")
        return User.objects.filter(pk__in=managers.union(employer.filter(line_manager=user).values("user")))


class CommunityMembership(models.Model):
    """Somebody belongs to a community, perhaps as one of its organisers."""

    class Role(models.TextChoices):
        MEMBER = "member", _("Member")
        ORGANISER = "organiser", _("Organiser")

    # The whole of who may do what in a community.
    ABILITIES: ClassVar = {
        Role.MEMBER: frozenset({CommunityAbility.SEE, CommunityAbility.LEAVE}),
        Role.ORGANISER: frozenset(CommunityAbility),
    }

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(_("role"), max_length=9, choices=Role, default=Role.MEMBER)
    line_manager = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("line manager"),
    )
    joined_at = models.DateTimeField(_("joined"), default=timezone.now, editable=False)

    objects = CommunityMembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("community membership")
        verbose_name_plural = _("community memberships")
        constraints = [
            models.UniqueConstraint(fields=["community", "user"], name="one_membership_per_community"),
            models.CheckConstraint(condition=Q(role__in=["member", "organiser"]), name="community_role_is_known"),
            models.CheckConstraint(
                condition=Q(line_manager=None) | ~Q(line_manager=F("user")), name="nobody_manages_themselves"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.community}"

    def can(self, ability: CommunityAbility) -> bool:
        """Whether this person may do that there."""
        return ability in self.ABILITIES[self.Role(self.role)]
