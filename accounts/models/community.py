from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.user import User


class CommunityQuerySet(models.QuerySet["Community"]):
    def of(self, user: User) -> "CommunityQuerySet":
        """The communities a person belongs to."""
        return self.filter(memberships__user=user)


class Community(models.Model):
    """An association or an employer, whose people find and form groups inside it."""

    class Kind(models.TextChoices):
        ASSOCIATION = "association", _("Association")
        EMPLOYER = "employer", _("Employer")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    about = models.TextField(_("about"), max_length=2000, blank=True)
    created_at = models.DateTimeField(_("since"), default=timezone.now, editable=False)

    objects = CommunityQuerySet.as_manager()

    class Meta:
        verbose_name = _("community")
        verbose_name_plural = _("communities")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class CommunityMembership(models.Model):
    """Somebody belongs to a community, perhaps as one of its organisers."""

    class Role(models.TextChoices):
        MEMBER = "member", _("Member")
        ORGANISER = "organiser", _("Organiser")

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(_("role"), max_length=9, choices=Role, default=Role.MEMBER)
    joined_at = models.DateTimeField(_("joined"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("community membership")
        verbose_name_plural = _("community memberships")
        constraints = [
            models.UniqueConstraint(fields=["community", "user"], name="one_membership_per_community"),
            models.CheckConstraint(condition=Q(role__in=["member", "organiser"]), name="community_role_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.community}"
