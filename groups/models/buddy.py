from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Greatest, Least
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User, apart_from
from groups.models.application import LASTS
from groups.models.group import Group
from groups.models.membership import Membership

TRIAL = timedelta(days=30)


class BuddyRequestQuerySet(models.QuerySet["BuddyRequest"]):
    def of(self, user: User) -> "BuddyRequestQuerySet":
        """Those the person has asked or was asked."""
        return self.filter(Q(asker=user) | Q(asked=user))

    def shown_to(self, user: User) -> "BuddyRequestQuerySet":
        """The person's own, but for those with somebody kept apart by now, or whose account is closed."""
        apart = apart_from(user).values("pk")
        there = self.of(user).filter(asker__is_active=True, asked__is_active=True)
        return there.exclude(asker__in=apart).exclude(asked__in=apart).select_related("asker", "asked")

    def between(self, one: User, other: User) -> "BuddyRequestQuerySet":
        """Those of the two, whoever asked."""
        return self.filter(Q(asker=one, asked=other) | Q(asker=other, asked=one))

    def unanswered(self) -> "BuddyRequestQuerySet":
        """Those that wait for an answer."""
        return self.filter(state=BuddyRequest.State.OPEN)


class BuddyRequest(models.Model):
    """Somebody asks a person to be buddies, and the answer; no is never explained."""

    class State(models.TextChoices):
        OPEN = "open", _("Waiting for an answer")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        EXPIRED = "expired", _("Expired")

    asker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    asked = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    words = models.TextField(_("your words"), max_length=1000, blank=True)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.OPEN)
    created_at = models.DateTimeField(_("asked"), default=timezone.now, editable=False)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    objects = BuddyRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("buddy request")
        verbose_name_plural = _("buddy requests")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                Least("asker", "asked"),
                Greatest("asker", "asked"),
                condition=Q(state="open"),
                name="one_open_request_per_pair",
            ),
            models.CheckConstraint(condition=~Q(asker=F("asked")), name="nobody_is_their_own_buddy"),
            models.CheckConstraint(
                condition=Q(state="open", answered_at=None) | (~Q(state="open") & Q(answered_at__isnull=False)),
                name="buddy_request_is_open_or_answered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asker}, {self.asked}"

    def get_absolute_url(self) -> str:
        return reverse("groups:buddy_requests.show", args=[self.pk])

    @property
    def ends_at(self) -> datetime:
        """Until when it can be answered."""
        return self.created_at + LASTS


class TrialQuerySet(models.QuerySet["Trial"]):
    def running(self) -> "TrialQuerySet":
        """Those nobody has decided yet: the pair neither goes on for good, nor has ended or become another group."""
        return self.filter(renewed_at=None, group__closure=None, group__kind=Group.Kind.BUDDIES)

    def unspoken_by(self, user: User) -> "TrialQuerySet":
        """Those of the person's pairs where they have not said that they would like to go on."""
        spoken = Renewal.objects.filter(membership__user=user)
        return self.filter(group__in=Group.objects.of(user)).exclude(pk__in=spoken.values("trial"))

    def with_wishes(self, user: User) -> "TrialQuerySet":
        """Each with `own_wish` and `other_wish`: whether the person, and the other of the two, wants to go on."""
        wishes = Renewal.objects.filter(trial=OuterRef("pk"))
        return self.annotate(
            own_wish=Exists(wishes.filter(membership__user=user)),
            other_wish=Exists(wishes.exclude(membership__user=user)),
        )


class Trial(models.Model):
    """The first 30 days of a pair: it goes on when both say so, and else ends quietly."""

    group = models.OneToOneField(Group, on_delete=models.CASCADE, related_name="trial")
    ends_at = models.DateTimeField(_("trial ends"))
    renewed_at = models.DateTimeField(_("goes on since"), null=True, blank=True)

    objects = TrialQuerySet.as_manager()

    class Meta:
        verbose_name = _("trial")
        verbose_name_plural = _("trials")
        indexes = [models.Index(fields=["ends_at"], condition=Q(renewed_at=None), name="trials_ending")]

    def __str__(self) -> str:
        return str(self.group)


class Renewal(models.Model):
    """One of the two wants to go on; the row is the wish."""

    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, related_name="renewals")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(_("said"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("renewal")
        verbose_name_plural = _("renewals")
        constraints = [models.UniqueConstraint(fields=["trial", "membership"], name="one_renewal_each")]

    def __str__(self) -> str:
        return str(self.membership)
