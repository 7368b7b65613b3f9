"""A table that meets by the clocks of twelve zones in every way there is, and the truth about its dates."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from accounts.models import User
from groups.models import Group
from meetings import changing, splitting
from meetings.models import Meeting, Series
from tests.conftest import NOW, plan_series

FROM, TO = datetime(2026, 3, 1, tzinfo=UTC), datetime(2028, 3, 1, tzinfo=UTC)
ZONES = [
    "Europe/London",
    "America/New_York",
    "Australia/Sydney",
    "Africa/Casablanca",
    "America/St_Johns",
    "Australia/Lord_Howe",
    "Asia/Kolkata",
    "America/Vancouver",
    "America/Nuuk",
    "America/Santiago",
    "Pacific/Chatham",
    "UTC",
]
RULES = ["FREQ=WEEKLY", "FREQ=WEEKLY;INTERVAL=2", "FREQ=MONTHLY;BYDAY=2TU", "FREQ=MONTHLY;BYDAY=-1TU"]

Date = tuple[datetime, datetime]


@dataclass(frozen=True)
class Meetings:
    """How a table meets."""

    rule: str
    starts_at: datetime
    zone: str
    hours: tuple[time, ...] = ()

    def plan(self, group: Group, by: User) -> Series:
        fields = {"rule": self.rule, "starts_at": self.starts_at, "zone": self.zone, "hours": list(self.hours)}
        return plan_series(group, by, **fields)


CLOCKS = {  # at hours that some clock change leaves out, gives twice, or falls into
    "a gap": Meetings("FREQ=WEEKLY", datetime(2026, 3, 15, 2, 30), "Europe/Brussels"),
    "the first date in a gap": Meetings("FREQ=WEEKLY", datetime(2026, 3, 29, 2, 30), "Europe/Paris"),
    "a gap of half an hour": Meetings("FREQ=WEEKLY;INTERVAL=2", datetime(2026, 3, 8, 2, 15), "Australia/Lord_Howe"),
    "twice": Meetings("FREQ=WEEKLY", datetime(2026, 3, 8, 1, 30), "America/New_York"),
    "a gap each time": Meetings("FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", datetime(2026, 3, 29, 1, 0), "Europe/London"),
    "a change within": Meetings("FREQ=WEEKLY", datetime(2026, 3, 8, 0, 30), "Europe/London"),
    "it ends in a gap": Meetings("FREQ=WEEKLY", datetime(2026, 3, 8, 0, 0), "Europe/London"),
    "counted over a gap": Meetings("FREQ=WEEKLY;COUNT=60", datetime(2026, 3, 8, 2, 30), "Europe/Berlin"),
    "a gap on the last date": Meetings("FREQ=WEEKLY;COUNT=4", datetime(2026, 3, 8, 2, 30), "Europe/Madrid"),
}
OTHERS = {
    "taking turns": Meetings(
        "FREQ=WEEKLY", datetime(2026, 3, 4, 8, 0), "Europe/London", (time(8), time(13, 30), time(20))
    ),
    "taking turns twenty times": Meetings(
        "FREQ=WEEKLY;COUNT=20", datetime(2026, 3, 5, 7, 0), "America/New_York", (time(7), time(12), time(21))
    ),
    "counted": Meetings("FREQ=WEEKLY;COUNT=40", datetime(2026, 3, 5, 18, 0), "America/New_York"),
    "until a day": Meetings("FREQ=WEEKLY;UNTIL=20261231T235959", datetime(2026, 3, 5, 18, 0), "Europe/London"),
    "last day of the month": Meetings("FREQ=MONTHLY;BYMONTHDAY=-1", datetime(2026, 3, 31, 23, 30), "America/Nuuk"),
    "the 31st": Meetings("FREQ=MONTHLY;BYMONTHDAY=31", datetime(2026, 3, 31, 9, 0), "Pacific/Chatham"),
    "two days": Meetings("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH", datetime(2026, 3, 12, 7, 0), "Australia/Sydney"),
    "by position": Meetings(
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2", datetime(2026, 3, 30, 18, 0), "Europe/Lisbon"
    ),
    "once": Meetings("FREQ=WEEKLY;COUNT=1", datetime(2026, 3, 17, 18, 0), "Europe/London"),
    "yearly": Meetings("FREQ=YEARLY", datetime(2026, 3, 30, 18, 0), "Europe/London"),
}


def meet_in_twelve_zones(group: Group, by: User) -> None:
    """In each zone one moved, one cancelled, two left out (one of them not made yet), and a split."""
    for number, zone in enumerate(ZONES):
        first = datetime(2026, 3, 3 if "2TU" not in RULES[number % 4] else 10, 18, 0)
        first = datetime(2026, 3, 31, 18, 0) if "-1TU" in RULES[number % 4] else first
        series = Meetings(RULES[number % 4], first, zone).plan(group, by)
        meetings = list(series.meetings.order_by("slot"))
        changing.move(meetings[1], meetings[1].starts_at + timedelta(days=1, hours=2), NOW)
        changing.cancel(meetings[2], by=by, reason="", now=NOW)
        last = series.dates(NOW, TO - timedelta(days=120))[-1]
        changing.leave_out(series, [meetings[0].slot, last.key], by=by, now=NOW)
        if number % 3 == 0 and len(meetings) > 4:
            ahead = meetings[4].slot.replace(hour=19, minute=30)
            fields = {"rule": series.rule, "starts_at": ahead, "zone": zone, "minutes": 60, "format": series.format}
            splitting.change_following(meetings[4], by=by, now=NOW, ticket=uuid.uuid4(), **fields)


def meet(group: Group, by: User, *, moved: bool = False, without: Collection[str] = ()) -> None:
    """At awkward hours and in awkward rhythms; with `moved`, each second meeting is elsewhere than its rule says."""
    for plan in (plan for name, plan in {**CLOCKS, **OTHERS}.items() if name not in without):
        series = plan.plan(group, by)
        if moved:
            for meeting in series.meetings.order_by("slot")[1::2]:
                changing.move(meeting, meeting.starts_at + timedelta(hours=5), NOW)


def dates_of(group: Group) -> list[Date]:
    """What the page says: the meetings as they stand, and from then on what the series gives."""
    found = []
    for series in Series.objects.filter(group=group):
        rows = Meeting.objects.filter(series=series)
        made = set(rows.values_list("slot", flat=True))
        found += [(each.starts_at, each.ends_at) for each in rows.standing()]
        later = [each for each in series.dates(FROM, TO) if each.key not in made]
        assert all(each.key > series.made_until for each in later)
        found += [(each.starts_at, each.ends_at) for each in later]
    return sorted((starts, ends) for starts, ends in found if FROM <= starts < TO)
