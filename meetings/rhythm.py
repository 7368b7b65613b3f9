"""What anybody who finds a group may know of its meetings: the rhythm, the last time, and whether it still meets."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import (
    DateTimeField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce, Greatest, JSONObject
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.clock import zone_label
from groups.models import Group
from meetings.models import Meeting, Series
from meetings.patterns import endless
from meetings.rule_text import read
from meetings.rule_words import days_of

USUAL_CYCLE = timedelta(weeks=2)  # of a group with no series that repeats
PATIENCE = 2  # cycles without a meeting, after which a group is no longer found

WEEKDAYS = [
    gettext_lazy("Mondays"),
    gettext_lazy("Tuesdays"),
    gettext_lazy("Wednesdays"),
    gettext_lazy("Thursdays"),
    gettext_lazy("Fridays"),
    gettext_lazy("Saturdays"),
    gettext_lazy("Sundays"),
]


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When a group meets, in words: "Every two weeks, Tuesdays", "18:00 to 19:30", "Brussels time"."""

    every: str
    hours: str
    zone: str
    weekday: int

    @classmethod
    def read(cls, row: dict[str, Any], zone: ZoneInfo | None = None) -> "Rhythm":
        """From what `with_rhythm` adds to a group; by the clock of `zone`, or by the one that decides."""
        shown = zone or ZoneInfo(row["zone"])
        starts, ends = (datetime.fromisoformat(row[each]).astimezone(shown) for each in ("starts_at", "ends_at"))
        hours = _("%(from)s to %(to)s") % {"from": date_format(starts, "H:i"), "to": date_format(ends, "H:i")}
        every = _every(row, starts)
        if row["turns"]:
            every = _("%(every)s, at hours that take turns") % {"every": every}
        return cls(every, hours, zone_label(shown.key), starts.weekday())


def _every(row: dict[str, Any], starts: datetime) -> str:
    """On which days, by the reader's clock; where only the clock that decides can say it, that is named."""
    rule, day = read(row["rule"]), date_format(starts, "l j F")
    if rule.count == 1:
        return _("Once, %(day)s") % {"day": day}
    usual = endless(row["rule"])
    if usual in Series.Rhythm.values:
        return _("%(every)s, %(days)s") % {"every": Series.Rhythm(usual).label, "days": WEEKDAYS[starts.weekday()]}
    days = days_of(rule, datetime.fromisoformat(row["first"]))
    if days is None:
        return _("Next on %(day)s") % {"day": day}
    if starts.date() == starts.astimezone(ZoneInfo(row["zone"])).date():
        return capfirst(days)
    return _("%(days)s, %(zone)s") % {"days": capfirst(days), "zone": zone_label(row["zone"])}


def usual(now: datetime) -> QuerySet[Meeting]:
    """For a subquery in groups: the next meeting that keeps to the rhythm; a moved one where all have been moved."""
    coming = Meeting.objects.filter(group=OuterRef("pk"), cancellation=None).upcoming(now)
    return coming.order_by("is_moved", "starts_at")


def with_rhythm(groups: QuerySet[Group], now: datetime) -> QuerySet[Group]:
    """Each with `rhythm`, what `Rhythm.read` takes, and `last_met`; None where there is none."""
    series = {"rule": "series__rule", "zone": "series__zone", "first": "series__starts_at", "turns": "series__hours"}
    row = JSONObject(**series, starts_at="starts_at", ends_at="ends_at")
    held = Meeting.objects.held(now).filter(group=OuterRef("pk"))
    return groups.annotate(
        rhythm=Subquery(usual(now).values(row=row)[:1]),
        last_met=Subquery(held.values("starts_at")[:1]),
    )


def still_meeting(groups: QuerySet[Group], now: datetime) -> QuerySet[Group]:
    """Those that have met within two of their own cycles; a group that never met has so long from its beginning.

    Its beginning is the day it was published, or of its first meeting, whichever is later. Exactly two cycles are
    not too long.
    """
    repeating = Series.objects.filter(group=OuterRef("pk"), cycle__isnull=False).order_by("-created_at", "-pk")
    cycle = Coalesce(Subquery(repeating.values("cycle")[:1]), Value(USUAL_CYCLE), output_field=DurationField())
    since = ExpressionWrapper(Value(now) - cycle * PATIENCE, output_field=DateTimeField())
    held = Meeting.objects.held(now).filter(group=OuterRef("pk"))
    first = Meeting.objects.filter(group=OuterRef("pk"), cancellation=None).order_by("starts_at").values("starts_at")
    began = Greatest(F("published_at"), Subquery(first[:1]))  # PostgreSQL leaves out what is null
    groups = groups.alias(_since=since, _began=began)
    lately = Exists(held.filter(ends_at__gte=OuterRef("_since")))
    return groups.filter(lately | (Q(_began__gte=F("_since")) & ~Exists(held)))
