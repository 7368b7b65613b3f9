from collections.abc import Iterable

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.user import User


class Topic(models.TextChoices):
    """What can be switched off on its own; each kind of notice belongs to one."""

    REMINDER = "reminder", _("Reminders before a meeting")
    DIGEST = "digest", _("The agenda, a day ahead")
    MEETINGS = "meetings", _("New, moved and cancelled meetings")
    JOINING = "joining", _("Asking to join, and the answers")
    INVITATION = "invitation", _("Invitations to a group or a community")
    CHARTER = "charter", _("Charters to sign, and what a charter counts")
    COMMUNITY = "community", _("News of my communities")
    BUDDY = "buddy", _("Buddies")
    SAFETY = "safety", _("Answers to reports, and warnings")
    WELCOME = "welcome", _("First steps")

    @property
    def always_comes(self) -> bool:
        """Whether its mail cannot be stopped and reaches a shut account too: what a moderator decides about somebody
        must reach them."""
        return self is Topic.SAFETY


class MuteManager(models.Manager["Mute"]):
    @transaction.atomic
    def keep(self, user: User, topics: Iterable[str]) -> None:
        """Mute exactly these topics."""
        wanted = set(topics)
        self.filter(user=user).exclude(topic__in=wanted).delete()
        self.bulk_create((Mute(user=user, topic=topic) for topic in sorted(wanted)), ignore_conflicts=True)


class AddressMute(models.Model):
    """An address without an account wants no more mail from us; the row is the wish."""

    address = models.EmailField(_("e-mail address"), max_length=254, unique=True)
    created_at = models.DateTimeField(_("since"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("muted address")
        verbose_name_plural = _("muted addresses")
        constraints = [models.CheckConstraint(condition=Q(address=Lower("address")), name="muted_address_is_lower")]

    def __str__(self) -> str:
        return self.address


class Mute(models.Model):
    """Somebody wants no mail about a topic; the row is the wish."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mutes")
    topic = models.CharField(_("topic"), max_length=12, choices=Topic)
    created_at = models.DateTimeField(_("since"), default=timezone.now, editable=False)

    objects = MuteManager()

    class Meta:
        verbose_name = _("muted topic")
        verbose_name_plural = _("muted topics")
        constraints = [models.UniqueConstraint(fields=["user", "topic"], name="one_mute_per_topic")]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_topic_display()}"
