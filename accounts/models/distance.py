"""Who keeps away from whom: told to nobody, used blind."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Lower, Trim
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.user import User, validate_line


class Block(models.Model):
    """Somebody does not want to meet a person: neither sees the other any more, and neither is told."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="blocks")
    blocked = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(_("since"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("block")
        verbose_name_plural = _("blocks")
        constraints = [
            models.UniqueConstraint(fields=["user", "blocked"], name="one_block_per_pair"),
            models.CheckConstraint(condition=~Q(user=F("blocked")), name="nobody_blocks_themselves"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} > {self.blocked_id}"


class Conflict(models.Model):
    """A competitor, or a person somebody would rather not meet, by name or address, on the site already or not."""

    class Kind(models.TextChoices):
        COMPETITOR = "competitor", _("Competitor")
        PERSON = "person", _("Person")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="conflicts")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    name = models.CharField(_("name or e-mail address"), max_length=254, validators=[validate_line])
    folded = models.GeneratedField(
        expression=Lower(Trim("name")), output_field=models.CharField(max_length=254), db_persist=True
    )

    class Meta:
        verbose_name = _("conflict")
        verbose_name_plural = _("conflicts")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint("user", "kind", Lower(Trim("name")), name="one_conflict_per_name"),
            models.CheckConstraint(condition=~Q(name=""), name="conflict_names_somebody"),
        ]
        indexes = [models.Index(fields=["kind", "folded"], name="conflicts_by_name")]

    def __str__(self) -> str:
        return str(self.pk)


def apart_from(user: User) -> models.QuerySet[User]:
    """Those who must never meet the person: blocked, or named as somebody not to meet, by either side."""
    named = Conflict.objects.filter(user=user, kind=Conflict.Kind.PERSON).values("folded")
    naming = Conflict.objects.filter(
        kind=Conflict.Kind.PERSON, folded__in=[user.email.lower(), user.name.strip().lower()]
    )
    people = User.objects.annotate(low_name=Lower(Trim("name")), low_email=Lower("email"))
    return _any_of(
        user,
        Block.objects.filter(user=user).values("blocked"),
        Block.objects.filter(blocked=user).values("user"),
        people.filter(low_name__in=named).values("pk"),
        people.filter(low_email__in=named).values("pk"),
        naming.order_by().values("user"),
    )


def is_apart(user: User | AnonymousUser, who: str) -> Exists | Value:
    """For each row, whether whom its field `who` names must never meet the reader: then the name is left out."""
    return Exists(apart_from(user).filter(pk=OuterRef(who))) if user.is_authenticated else Value(False)


def competitors_of(user: User) -> models.QuerySet[User]:
    """Those whose employer the person declared as a competitor, or who declared the person's; without names shown."""
    named = Conflict.objects.filter(user=user, kind=Conflict.Kind.COMPETITOR).values("folded")
    employer = user.employer.strip().lower()
    naming = Conflict.objects.filter(kind=Conflict.Kind.COMPETITOR, folded=employer).exclude(folded="")
    people = User.objects.annotate(low_employer=Lower(Trim("employer")))
    return _any_of(user, people.filter(low_employer__in=named).values("pk"), naming.order_by().values("user"))


def _any_of(user: User, first: models.QuerySet[Any, Any], *others: models.QuerySet[Any, Any]) -> models.QuerySet[User]:
    """Everybody whom one of these names, but the person.

    Each has an index of its own; asked together, with OR, PostgreSQL would read every person there is.
    """
    return User.objects.filter(pk__in=first.union(*others)).exclude(pk=user.pk)
