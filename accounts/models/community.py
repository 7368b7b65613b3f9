from allauth.account.models import EmailAddress
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.user import User


def proved(user: User) -> models.QuerySet[EmailAddress]:
    """The addresses a person has proved to own, to be asked within another query; allauth keeps them in lower case."""
    addresses: models.QuerySet[EmailAddress] = EmailAddress.objects.filter(user=user, verified=True)
    return addresses


class CommunityQuerySet(models.QuerySet["Community"]):
    def of(self, user: User | AnonymousUser) -> "CommunityQuerySet":
        """The communities a person belongs to."""
        return self.filter(memberships__user=user) if user.is_authenticated else self.none()

    def open_to(self, user: User) -> "CommunityQuerySet":
        """Those a person may enter at once: a verified address of theirs is at one of the community's domains."""
        domain = Func(F("email"), Value("@"), Value(-1), function="split_part", output_field=models.CharField())
        own = proved(user).annotate(domain=Lower(domain)).values("domain")
        return self.filter(domains__domain__in=own).distinct()

    def visible_to(self, user: User) -> "CommunityQuerySet":
        """Those whose front page they may see: their own, those they may enter, those that may be asked, or were."""
        ways_in = Q(pk__in=Community.objects.of(user)) | Q(pk__in=Community.objects.open_to(user))
        ways_in |= Q(
            invitations__email__in=proved(user).values("email"),
            invitations__accepted_at=None,
            invitations__declined_at=None,
        )
        ways_in |= Q(joining=Community.Joining.REQUEST) | Q(requests__user=user)
        return self.filter(ways_in).distinct()


class Community(models.Model):
    """An association or an employer, whose people find and form groups inside it."""

    class Kind(models.TextChoices):
        ASSOCIATION = "association", _("Association")
        EMPLOYER = "employer", _("Employer")

    class Joining(models.TextChoices):
        INVITATION = "invitation", _("By invitation, or by an address at our domain")
        REQUEST = "request", _("Anyone may ask")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    about = models.TextField(_("about"), max_length=2000, blank=True)
    joining = models.CharField(_("how people join"), max_length=10, choices=Joining, default=Joining.INVITATION)
    created_at = models.DateTimeField(_("since"), default=timezone.now, editable=False)

    objects = CommunityQuerySet.as_manager()

    class Meta:
        verbose_name = _("community")
        verbose_name_plural = _("communities")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("community", args=[self.slug])


class CommunityDomain(models.Model):
    """Whoever has a verified address there may join the community at once."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="domains")
    domain = models.CharField(_("e-mail domain"), max_length=253)

    class Meta:
        verbose_name = _("e-mail domain")
        verbose_name_plural = _("e-mail domains")
        ordering = ["domain"]
        constraints = [
            models.UniqueConstraint(fields=["community", "domain"], name="one_row_per_domain"),
            models.CheckConstraint(condition=Q(domain=Lower("domain")), name="domain_is_lower"),
        ]
        indexes = [models.Index(fields=["domain"], name="communities_by_domain")]

    def __str__(self) -> str:
        return self.domain
