from datetime import datetime, timedelta
from functools import reduce
from operator import or_

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _now_in
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from groups.models.application import Application, ApplicationMessage
from groups.models.group import Group

PIECES = ("person", "application", "message", "group")
CLAIM_LASTS = timedelta(days=3)


class ReportQuerySet(models.QuerySet["Report"]):
    def undecided(self) -> "ReportQuerySet":
        """Those that still want an answer."""
        return self.exclude(state=Report.State.DECIDED)

    def free(self, now: datetime) -> "ReportQuerySet":
        """Those a moderator may claim: nobody has, or whoever did has let it lie too long."""
        lapsed = Q(state=Report.State.CLAIMED, claimed_at__lte=now - CLAIM_LASTS)
        return self.filter(Q(state=Report.State.OPEN) | lapsed)

    def judged_by(self, moderator: User) -> "ReportQuerySet":
        """Those a moderator may look at: not about themselves, made by themselves, or from a table where they sit."""
        own = Q(accused=moderator) | Q(person=moderator) | Q(reporter=moderator)
        tables = Group.objects.of(moderator).values("pk")
        own |= Q(group__in=tables) | Q(application__group__in=tables) | Q(message__application__group__in=tables)
        return self.exclude(pk__in=Report.objects.filter(own).values("pk"))


class Report(models.Model):
    """Somebody shows a piece to those who moderate: it is frozen as it was, and nothing else is opened.

    Exactly one of `group`, `application`, `message` and `person` names the piece; `accused` is who answers for it.
    The reporter is known to moderators alone.
    """

    class About(models.TextChoices):
        PERSON = "person", _("A person")
        APPLICATION = "application", _("Somebody’s asking to join")
        MESSAGE = "message", _("A message")
        GROUP = "group", _("A group")

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        CLAIMED = "claimed", _("Somebody looks at it")
        DECIDED = "decided", _("Decided")

    about = models.CharField(_("about"), max_length=11, choices=About)
    reporter = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    accused = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    application = models.ForeignKey(Application, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    message = models.ForeignKey(ApplicationMessage, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    frozen = models.JSONField(_("the piece, as it was"), default=dict)
    words = models.TextField(_("what is wrong"), max_length=2000)
    state = models.CharField(_("state"), max_length=7, choices=State, default=State.OPEN)
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    claimed_at = models.DateTimeField(_("claimed"), null=True, blank=True)
    created_at = models.DateTimeField(_("reported"), default=timezone.now, editable=False)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["created_at", "pk"]
        permissions = [("moderate", "Can claim and decide reports")]
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="report_says_what_is_wrong"),
            models.CheckConstraint(
                condition=~Q(state="claimed") | Q(claimed_at__isnull=False), name="claimed_report_has_its_moment"
            ),
            models.CheckConstraint(
                # None at all once the piece is gone.
                condition=reduce(
                    or_, (Q(about=own, **{piece: None for piece in PIECES if piece != own}) for own in PIECES)
                ),
                name="report_names_one_piece",
            ),
            *(
                models.UniqueConstraint(
                    fields=["reporter", piece], condition=~Q(state="decided"), name=f"one_open_report_per_{piece}"
                )
                for piece in PIECES
            ),
        ]
        indexes = [models.Index(fields=["created_at"], condition=~Q(state="decided"), name="reports_to_decide")]

    def __str__(self) -> str:
        return f"{self.get_about_display()}, {self.created_at:%Y-%m-%d}"

    @property
    def piece(self) -> User | Application | ApplicationMessage | Group | None:
        """What was reported, as it is now; None once it is gone."""
        return getattr(self, self.about)  # type: ignore[no-any-return]  # one of the four


class Verdict(models.Model):
    """What was decided about a report, by whom and why; the database refuses to change or delete the row."""

    class Outcome(models.TextChoices):
        NOTHING = "nothing", _("No action")
        WARN = "warn", _("Warn")
        HIDE = "hide", _("Hide the piece")
        SUSPEND = "suspend", _("Suspend the person")
        CLOSE = "close", _("Close the group")

    report = models.OneToOneField(Report, on_delete=models.CASCADE, related_name="verdict")
    outcome = models.CharField(_("decision"), max_length=7, choices=Outcome)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    why = models.TextField(_("why"), max_length=2000)
    created_at = models.DateTimeField(_("decided"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("verdict")
        verbose_name_plural = _("verdicts")
        constraints = [models.CheckConstraint(condition=~Q(why=""), name="verdict_has_a_reason")]

    def __str__(self) -> str:
        return f"{self.report}: {self.get_outcome_display()}"

    @property
    def said_to_reporter(self) -> str:
        """What the reporter is told: whether something came of it. What becomes of others is theirs."""
        if self.outcome == self.Outcome.NOTHING:
            return _now_in("We found nothing there that breaks the house rules, so it stays as it is.")
        return _now_in("It breaks the house rules, and we have acted. What exactly, we tell only whom it is about.")

    @property
    def said_to_accused(self) -> str:
        """What somebody is told about something of theirs."""
        return {
            self.Outcome.NOTHING: _now_in("Nothing there breaks the house rules."),
            self.Outcome.WARN: _now_in(
                "It breaks the house rules. Nothing is taken from you; please do not do it again."
            ),
            self.Outcome.HIDE: _now_in("It breaks the house rules, so it was hidden, and nobody sees it any more."),
            self.Outcome.SUSPEND: _now_in("It breaks the house rules, so your account was shut."),
            self.Outcome.CLOSE: _now_in("It breaks the house rules, so the group was closed. It can still be read."),
        }[self.Outcome(self.outcome)]


class ModerationAct(models.Model):
    """The log of moderation: who did what, when and why. The database refuses to change or delete a row."""

    class Act(models.TextChoices):
        CLAIM = "claim", _("Claimed")
        RELEASE = "release", _("Given back")
        NOTHING = "nothing", _("No action")
        WARN = "warn", _("Warned")
        HIDE = "hide", _("Hidden")
        SUSPEND = "suspend", _("Suspended")
        CLOSE = "close", _("Closed")
        TAKE_BACK = "take_back", _("Taken back")

    report = models.ForeignKey(Report, on_delete=models.SET_NULL, null=True, related_name="acts")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    act = models.CharField(_("act"), max_length=20, choices=Act)
    why = models.TextField(_("why"), max_length=2000, blank=True)
    created_at = models.DateTimeField(_("when"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("act of moderation")
        verbose_name_plural = _("log of moderation")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(act__in=["claim", "release"]) | ~Q(why=""), name="act_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.get_act_display()}, {self.created_at:%Y-%m-%d %H:%M}"
