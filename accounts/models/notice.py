from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.preference import AddressMute, Mute, Topic
from accounts.models.user import User

TOPIC_OF = {
    "welcome": Topic.WELCOME,
    "application": Topic.JOINING,
    "application_message": Topic.JOINING,
    "application_nudge": Topic.JOINING,
    "application_expiry": Topic.JOINING,
    "decision": Topic.JOINING,
    "proposal": Topic.JOINING,
    "objection": Topic.JOINING,
    "arrival": Topic.JOINING,
    "place": Topic.JOINING,
    "visit": Topic.JOINING,
    "invitation": Topic.INVITATION,
    "community_invitation": Topic.INVITATION,
    "community_request": Topic.COMMUNITY,
    "community_answer": Topic.COMMUNITY,
    "community_arrival": Topic.COMMUNITY,
    "community_groups": Topic.COMMUNITY,
    "line_manager": Topic.COMMUNITY,
    "charter": Topic.CHARTER,
    "charter_reminder": Topic.CHARTER,
    "attendance": Topic.CHARTER,
    "closure": Topic.MEETINGS,
    "ownership": Topic.MEETINGS,
    "buddy_request": Topic.BUDDY,
    "buddy_answer": Topic.BUDDY,
    "buddy_trial": Topic.BUDDY,
    "verdict": Topic.SAFETY,
    "schedule": Topic.MEETINGS,
    "change": Topic.MEETINGS,
    "cancellation": Topic.MEETINGS,
    "skip": Topic.MEETINGS,
    "series_change": Topic.MEETINGS,
    "times": Topic.MEETINGS,
    "late_answer": Topic.MEETINGS,
    "too_few": Topic.MEETINGS,
    "poll": Topic.MEETINGS,
    "poll_result": Topic.MEETINGS,
    "reminder": Topic.REMINDER,
    "digest": Topic.DIGEST,
}


class NoticeQuerySet(models.QuerySet["Notice"]):
    def due(self, now: datetime) -> "NoticeQuerySet":
        """Owed, its moment come, and held by no sender."""
        free = Q(leased_until=None) | Q(leased_until__lte=now)
        return self.filter(free, state=Notice.State.DUE, due_at__lte=now)

    def with_mute(self) -> "NoticeQuerySet":
        """Each with `muted`: its person wants no mail about its topic, or its address no mail at all."""
        person = Mute.objects.filter(user=OuterRef("user"), topic=OuterRef("topic"))
        address = AddressMute.objects.filter(address=OuterRef("address"))
        return self.annotate(muted=Exists(person) | Exists(address))


class Notice(models.Model):
    """One message owed to one person, or to an address that has no account yet, once.

    The key is the idempotency: whoever owes the same thing twice owes it once. The row holds ids and moments only;
    the words are made at the moment of sending, from things as they then stand.
    """

    class Kind(models.TextChoices):
        WELCOME = "welcome", _("Welcome")
        APPLICATION = "application", _("Somebody asks to join")
        APPLICATION_MESSAGE = "application_message", _("Words at the door")
        APPLICATION_NUDGE = "application_nudge", _("Somebody still waits at the door")
        APPLICATION_EXPIRY = "application_expiry", _("Asking to join has run out")
        DECISION = "decision", _("Answer to asking to join")
        PROPOSAL = "proposal", _("Somebody is about to join")
        OBJECTION = "objection", _("A member objects")
        ARRIVAL = "arrival", _("Somebody has joined")
        PLACE = "place", _("A seat is free for you")
        VISIT = "visit", _("Invitation to visit a meeting")
        INVITATION = "invitation", _("Invitation to a group")
        COMMUNITY_INVITATION = "community_invitation", _("Invitation to a community")
        COMMUNITY_REQUEST = "community_request", _("Somebody asks to join a community")
        COMMUNITY_ANSWER = "community_answer", _("Answer of a community")
        COMMUNITY_ARRIVAL = "community_arrival", _("Added to a community")
        COMMUNITY_GROUPS = "community_groups", _("Invitation to form groups")
        LINE_MANAGER = "line_manager", _("A line manager at one's table")
        CHARTER = "charter", _("New charter to sign")
        CHARTER_REMINDER = "charter_reminder", _("Charter still to sign")
        ATTENDANCE = "attendance", _("What the charter counts")
        CLOSURE = "closure", _("A group has closed")
        OWNERSHIP = "ownership", _("A group handed over")
        BUDDY_REQUEST = "buddy_request", _("Somebody asks to be buddies")
        BUDDY_ANSWER = "buddy_answer", _("Answer to asking for a buddy")
        BUDDY_TRIAL = "buddy_trial", _("The trial of a pair ends")
        VERDICT = "verdict", _("Answer to a report, or a warning")
        SCHEDULE = "schedule", _("New meetings")
        CHANGE = "change", _("Meeting moved")
        CANCELLATION = "cancellation", _("Meeting cancelled")
        SKIP = "skip", _("Dates left out")
        SERIES_CHANGE = "series_change", _("Meetings changed from a date on")
        TIMES = "times", _("Times after new clock rules")
        LATE_ANSWER = "late_answer", _("A late change of mind")
        TOO_FEW = "too_few", _("Too few are coming")
        POLL = "poll", _("Which time suits you")
        POLL_RESULT = "poll_result", _("What a time poll came to")
        REMINDER = "reminder", _("Meeting reminder")
        DIGEST = "digest", _("Agenda digest")

        @property
        def topic(self) -> Topic:
            """What a person switches off to stop this kind."""
            return TOPIC_OF[self.value]

    class State(models.TextChoices):
        DUE = "due", _("Due")
        SENT = "sent", _("Sent")
        DROPPED = "dropped", _("No longer needed")
        EXPIRED = "expired", _("Too late")
        FAILED = "failed", _("Failed")

    key = models.CharField(_("key"), max_length=200, unique=True)
    kind = models.CharField(_("kind"), max_length=24, choices=Kind)
    topic = models.CharField(_("topic"), max_length=12, choices=Topic)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", null=True)
    address = models.EmailField(_("address without an account"), max_length=254, blank=True, db_default="")
    data = models.JSONField(_("about"), default=dict)
    due_at = models.DateTimeField(_("due"))
    expires_at = models.DateTimeField(_("useless after"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.DUE)
    attempts = models.PositiveSmallIntegerField(_("tries"), default=0)
    lease = models.UUIDField(_("lease"), null=True, editable=False)
    leased_until = models.DateTimeField(_("held until"), null=True, editable=False)
    error = models.TextField(_("last error"), blank=True)
    created_at = models.DateTimeField(_("written"), default=timezone.now, editable=False)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="due", finished_at=None) | (~Q(state="due") & Q(finished_at__isnull=False)),
                name="notice_is_due_or_finished",
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=False, address="") | (Q(user=None) & ~Q(address="")),
                name="notice_is_for_somebody",
            ),
        ]
        indexes = [
            # Small whatever is archived: only what is still owed.
            models.Index(fields=["due_at"], condition=Q(state="due"), name="notice_due"),
            models.Index(fields=["user", "-created_at"], name="notice_of_person"),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def reader(self) -> User:
        """To whom it is written; for an address without an account a User that is not stored, in the site's ways."""
        return self.user or User(email=self.address)
