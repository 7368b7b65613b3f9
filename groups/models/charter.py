from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _now_in
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from groups.models.group import LARGEST, SMALLEST, Group
from groups.models.membership import Membership

# What a version says; the rest of the row is who wrote it and when.
TERMS = (
    "purpose",
    "size",
    "attendance",
    "attendance_limit",
    "attendance_window",
    "notice_hours",
    "visits",
    "decided_by",
    "mail_content",
    "newcomers_see_past",
    "competitors_welcome",
    "term_days",
    "renews_on",
    "text",
)


class CharterQuerySet(models.QuerySet["Charter"]):
    def seen_by(self, user: User) -> "CharterQuerySet":
        """All versions of the person's own groups."""
        return self.filter(group__in=Group.objects.of(user))

    def current(self, group: Group) -> "Charter":
        """The version that counts. Every group has one from its first moment."""
        return self.filter(group=group).latest("version")

    @transaction.atomic
    def amend(self, group: Group, terms: dict[str, Any], *, by: User, now: datetime) -> "Charter":
        """A new version with these terms, to be signed again by everyone; the same terms again stay the same version.

        Purpose and chairs are the group's own words too, so they change with it.
        """
        held = Group.objects.select_for_update().get(pk=group.pk)
        last = self.current(group)
        if all(getattr(last, name) == value for name, value in terms.items()):
            return last
        kept = {name: getattr(last, name) for name in TERMS}
        new = self.create(group=group, version=last.version + 1, by=by, created_at=now, **{**kept, **terms})
        held.purpose, held.size = new.purpose, new.size
        held.save(update_fields=["purpose", "size"])
        return new


def unsigned(memberships: QuerySet[Membership]) -> QuerySet[Membership]:
    """Of these, the ones that have not signed their group's charter as it stands; nobody signs once it has closed."""
    newest = Charter.objects.filter(group=OuterRef("group")).order_by("-version")
    return memberships.filter(group__closure=None).exclude(signatures__charter=Subquery(newest.values("pk")[:1]))


class Charter(models.Model):
    """A group's written rules: each version is kept, the newest counts."""

    class Attendance(models.TextChoices):
        NONE = "none", _("Nothing is counted")
        ROW = "row", _("Misses in a row")
        WINDOW = "window", _("Misses in the last meetings")
        SHARE = "share", _("A share of the last meetings")

    class DecidedBy(models.TextChoices):
        FACILITATORS = "facilitators", _("Those who look after the group")
        MEMBERS = "members", _("All members: anyone may object within five days")

    class MailContent(models.TextChoices):
        NOTHING = "nothing", _("Names, times and links only")
        TITLES = "titles", _("Also titles")
        ALL = "all", _("Everything")

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="charters")
    version = models.PositiveSmallIntegerField(_("version"))
    purpose = models.CharField(_("purpose"), max_length=300)
    size = models.PositiveSmallIntegerField(_("chairs"))
    attendance = models.CharField(_("what is counted"), max_length=6, choices=Attendance, default=Attendance.ROW)
    # At most this many misses (in a row, or in the window), or at least this share of the window, in per cent.
    attendance_limit = models.PositiveSmallIntegerField(_("limit"), default=2)
    attendance_window = models.PositiveSmallIntegerField(_("of the last meetings"), default=6)
    notice_hours = models.PositiveSmallIntegerField(_("hours of notice for an absence"), default=24)
    visits = models.PositiveSmallIntegerField(_("visits before joining"), default=0)
    decided_by = models.CharField(
        _("who decides about newcomers"), max_length=12, choices=DecidedBy, default=DecidedBy.FACILITATORS
    )
    mail_content = models.CharField(
        _("what mail may carry"), max_length=7, choices=MailContent, default=MailContent.NOTHING
    )
    newcomers_see_past = models.BooleanField(_("newcomers see what was before them"), default=False)
    competitors_welcome = models.BooleanField(_("competitors may sit together"), default=False)
    term_days = models.PositiveSmallIntegerField(_("term in days"), default=90)
    renews_on = models.DateField(_("renewed, changed or ended on"), null=True, blank=True)
    text = models.TextField(_("more rules, one a line"), max_length=10_000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(_("written"), default=timezone.now, editable=False)

    objects = CharterQuerySet.as_manager()

    class Meta:
        verbose_name = _("charter")
        verbose_name_plural = _("charters")
        constraints = [
            models.UniqueConstraint(fields=["group", "version"], name="one_charter_per_version"),
            models.CheckConstraint(condition=Q(size__range=(SMALLEST, LARGEST)), name="charter_size_is_sane"),
            models.CheckConstraint(condition=Q(visits__lte=2), name="two_visits_at_most"),
            models.CheckConstraint(condition=Q(attendance_window__range=(1, 52)), name="attendance_window_is_sane"),
            models.CheckConstraint(condition=Q(attendance_limit__lte=100), name="attendance_limit_is_sane"),
        ]

    def __str__(self) -> str:
        return f"{self.group}, {self.version}"

    @staticmethod
    def first_text(kind: str = Group.Kind.MASTERMIND) -> str:
        """What a new group of this kind starts from, in the founder's language; the owner changes it."""
        if kind == Group.Kind.BUDDIES:
            return _now_in(
                "What we tell each other stays between us, also afterwards.\n"
                "We meet every week for half an hour, and each of us gets half of it.\n"
                "Questions first, advice when it is asked for.\n"
                "Each of us promises one thing a week, small enough to keep, and asks about the other’s, kindly.\n"
                "If one of us cannot come, we find another hour in the same week.\n"
                "Either of us may end it at any time. Nobody owes a reason."
            )
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
