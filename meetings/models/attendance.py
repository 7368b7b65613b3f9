from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from groups.models import Membership
from meetings.models.meeting import Meeting


class Answer(models.TextChoices):
    """What a member says of one date."""

    YES = "yes", _("I’ll be there")
    MAYBE = "maybe", _("Not sure yet")
    NO = "no", _("Can’t make it")


class Presence(models.TextChoices):
    """What then happened."""

    PRESENT = "present", _("Came")
    LATE = "late", _("Came late")
    ABSENT = "absent", _("Did not come")
    EXCUSED = "excused", _("Said so in time")


class Attendance(models.Model):
    """One member's answer for one meeting, the latest word wins, and what then happened."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendances")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    answer = models.CharField(_("answer"), max_length=5, choices=Answer, blank=True)
    answered_at = models.DateTimeField(_("answered"), default=timezone.now)
    # Said for the whole series, not of this date; and said later than the charter's notice.
    is_standing = models.BooleanField(_("from the usual answer"), default=False, db_default=False)
    is_late = models.BooleanField(_("changed late"), default=False, db_default=False)
    presence = models.CharField(_("what happened"), max_length=7, choices=Presence, blank=True, db_default="")

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        constraints = [
            models.UniqueConstraint(fields=["meeting", "membership"], name="one_answer_per_meeting"),
            models.CheckConstraint(condition=Q(answer__in=["", "yes", "maybe", "no"]), name="answer_is_known"),
            models.CheckConstraint(
                condition=Q(presence__in=["", "present", "late", "absent", "excused"]), name="presence_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership.user}: {self.get_answer_display()}"


def with_answer_of(user: User, meetings: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """The meetings, each with `own_answer`: what the person said, or None."""
    own = Attendance.objects.filter(meeting=OuterRef("pk"), membership__user=user)
    return meetings.annotate(own_answer=Subquery(own.values("answer")[:1]))


@dataclass(frozen=True, slots=True)
class Place:
    """A member at the table of one meeting, with their answer, or an empty one, and what was written down later."""

    membership: Membership
    answer: str
    presence: str = ""
    is_standing: bool = False
    is_late: bool = False

    @property
    def words(self) -> str:
        """What happened, or the answer, as others read it."""
        if self.presence:
            return str(HAPPENED[self.presence])
        if self.is_late:
            return _now("%(answer)s, changed late") % {"answer": SAID[self.answer]}
        return str((USUALLY if self.is_standing else SAID)[self.answer])


HAPPENED = {
    "present": _("came"),
    "late": _("came late"),
    "absent": _("did not come"),
    "excused": _("excused"),
    "open": _("not noted"),
}
USUALLY = {"yes": _("usually comes"), "maybe": _("usually not sure"), "no": _("usually away"), "": _("no answer yet")}
SAID = {"yes": _("coming"), "maybe": _("not sure"), "no": _("away"), "": _("no answer yet")}


def roster(meeting: Meeting) -> list[Place]:
    """Everyone at the table in joining order, with what they said of this meeting; two queries."""
    said = {each.membership_id: each for each in meeting.attendances.all()}
    people = Membership.objects.present().filter(group=meeting.group_id).select_related("user").order_by("chair")
    return [_place(each, said.get(each.pk)) for each in people]


def _place(membership: Membership, said: Attendance | None) -> Place:
    if said is None:
        return Place(membership, "")
    return Place(membership, said.answer, said.presence, said.is_standing, said.is_late)


def turnout(places: Iterable[Place]) -> list[Place]:
    """The same people as it was written down afterwards: who came sits at the table, whatever they had said.

    Empty where nobody wrote anything down.
    """
    places = list(places)
    if not any(place.presence for place in places):
        return []
    return [_as_it_was(place) for place in places]


def _as_it_was(place: Place) -> Place:
    if not place.presence:
        return replace(place, answer="", presence="open")
    came = place.presence in {Presence.PRESENT, Presence.LATE}
    return replace(place, answer=Answer.YES if came else Answer.NO)


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Those at the table who live by another clock: `at` is what it shows, without a zone, `names` are first names."""

    zone: str
    at: datetime
    is_another_day: bool
    names: list[str]


def elsewhere(places: Iterable[Place], moment: datetime, zone: ZoneInfo) -> list[Elsewhere]:
    """Whose clock differs at that moment from the one of `zone`: one entry for each of their zones, earliest first."""
    here = moment.astimezone(zone).replace(tzinfo=None)
    clocks: dict[str, Elsewhere] = {}
    for place in places:
        user = place.membership.user
        there = moment.astimezone(user.zone).replace(tzinfo=None)
        if there != here:
            clock = Elsewhere(user.time_zone, there, there.date() != here.date(), [])
            clocks.setdefault(user.time_zone, clock).names.append(user.first_name)
    return sorted(clocks.values(), key=lambda each: (each.at, each.zone))
