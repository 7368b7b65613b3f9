"""Twenty-five series at a time live through two years of changes of mind: no date is doubled, lost, or comes back.

The oracle is python-dateutil's naive expansion and zoneinfo, with a ledger of what was done by hand.
"""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from django.db import transaction
from django.db.models import F
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from groups.models import Group
from meetings import changing, refreshing, scheduling, splitting
from meetings.models import Meeting, Series
from tests.conftest import NOW, classic_90

pytestmark = pytest.mark.django_db
MACHINES, AT_A_TIME = 20, 25  # 500 series
TWO_YEARS = NOW + timedelta(days=730)
EARLY, FAR = datetime(2026, 1, 1), datetime(2999, 1, 1)
A_DAY, HOUR = timedelta(days=1), timedelta(hours=1)
ZONES = [
    "Europe/London",
    "America/New_York",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Asia/Kolkata",
    "America/St_Johns",
]
RULES = [
    "FREQ=WEEKLY",
    "FREQ=WEEKLY;INTERVAL=2",
    "FREQ=WEEKLY;BYDAY=TU,FR",
    "FREQ=MONTHLY;BYDAY=2TU",
    "FREQ=MONTHLY;BYDAY=-1FR",
    "FREQ=MONTHLY;BYMONTHDAY=-1",
    "FREQ=WEEKLY;COUNT=30",
    "FREQ=WEEKLY;UNTIL=20270301T000000",
]
drawn = st.integers(0, 10**6)


def first_date(rule: str, number: int) -> datetime:
    """A start that its own rule gives, some day and half hour soon."""
    around = datetime(2026, 3, 4) + timedelta(days=number % 20, minutes=30 * (number % 48))
    return rrulestr(rule.split(";COUNT")[0].split(";UNTIL")[0], dtstart=around)[0]


def placed(slot: datetime, zone: str) -> datetime:
    return slot.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


class Changes(RuleBasedStateMachine):
    group: Group
    by: Any

    def __init__(self) -> None:
        super().__init__()
        self.world = transaction.atomic()
        self.world.__enter__()
        self.now = self.made_at = NOW
        self.by_hand: dict[int, datetime] = {}  # where meetings were put
        self.off: set[int] = set()  # cancelled or left out, for good
        self.since: dict[int, datetime] = {}  # when each series began to be made
        for number in range(AT_A_TIME):
            rule = RULES[number % len(RULES)]
            self.begin(rule, first_date(rule, number * 7), ZONES[number % len(ZONES)])

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.world.__exit__(None, None, None)

    def begin(self, rule: str, starts_at: datetime, zone: str) -> None:
        fields = {"rule": rule, "starts_at": starts_at, "zone": zone, "minutes": 60, "format": self.classic}
        made = scheduling.schedule(self.group, by=self.by, now=self.now, ticket=uuid.uuid4(), **fields)
        self.since[made.pk] = self.now

    def coming(self) -> list[Meeting]:
        meetings = Meeting.objects.standing().filter(starts_at__gt=self.now, group=self.group)
        return list(meetings.select_related("series").order_by("starts_at", "pk"))

    def one(self, number: int) -> Meeting | None:
        coming = self.coming()
        return coming[number % len(coming)] if coming else None

    def some_time_passes(self, number: int) -> None:
        """Up to seven weeks, so that thirty acts are two years; and dates are made twice."""
        if self.now < TWO_YEARS:
            self.now = self.made_at = self.now + timedelta(days=number % 50)
            scheduling.extend(Series.objects.filter(group=self.group), self.now)
            assert scheduling.extend(Series.objects.filter(group=self.group), self.now) == 0

    @rule(number=drawn, hours=st.integers(-20, 60))
    def somebody_moves_one(self, number: int, hours: int) -> None:
        self.some_time_passes(number)
        meeting = self.one(number)
        if meeting and meeting.starts_at + hours * HOUR > self.now:
            changing.move(meeting, meeting.starts_at + hours * HOUR, self.now)
            meeting.refresh_from_db()
            self.by_hand[meeting.pk] = meeting.starts_at

    @rule(number=drawn)
    def somebody_cancels_one(self, number: int) -> None:
        self.some_time_passes(number)
        if meeting := self.one(number):
            changing.cancel(meeting, by=self.by, reason="", now=self.now)
            self.off.add(meeting.pk)

    @rule(number=drawn, days=st.integers(1, 300))
    def somebody_leaves_out_a_date(self, number: int, days: int) -> None:
        self.some_time_passes(number)
        running = list(Series.objects.filter(group=self.group).order_by("pk"))
        series = running[number % len(running)]
        dates = series.dates(self.now + timedelta(days=days), self.now + timedelta(days=days + 40))
        if dates:
            changing.leave_out(series, [dates[0].key], by=self.by, now=self.now)
            left = series.meetings.get(slot=dates[0].key)
            self.off.add(left.pk)
            self.by_hand.setdefault(left.pk, left.starts_at) if left.is_moved else None

    @rule(number=drawn, hour=st.integers(7, 21), days=st.integers(0, 3))
    def somebody_changes_this_and_all_following(self, number: int, hour: int, days: int) -> None:
        self.some_time_passes(number)
        meeting = self.one(number)
        if meeting is None or Series.objects.filter(group=self.group).count() > 2 * AT_A_TIME:
            return
        old = meeting.series
        rule = "FREQ=WEEKLY" if days else old.rule.split(";COUNT")[0]
        starts_at = meeting.slot.replace(hour=hour, minute=0) + timedelta(days=days)
        fields = {"rule": rule, "starts_at": starts_at, "zone": old.zone, "minutes": 60, "format": self.classic}
        if placed(starts_at, old.zone) <= self.now:
            return
        try:
            with transaction.atomic():
                new = splitting.change_following(meeting, by=self.by, now=self.now, ticket=uuid.uuid4(), **fields)
        except changing.NoSuchDate:
            return
        old.refresh_from_db()
        self.since[new.pk] = self.now
        # What the new days do not have was left out by that.
        self.off |= set(
            old.meetings.filter(slot__gte=old.ends_before, ends_at__gt=self.now).values_list("pk", flat=True)
        )

    @rule(number=drawn)
    def a_government_changes_its_clocks(self, number: int) -> None:
        self.some_time_passes(number)
        coming = Meeting.objects.filter(group=self.group, starts_at__gt=self.now + A_DAY, is_moved=False)
        zone = ZONES[number % len(ZONES)]
        Meeting.objects.filter(pk__in=coming.filter(series__zone=zone).values("pk")).update(
            starts_at=F("starts_at") + HOUR, ends_at=F("ends_at") + HOUR
        )
        refreshing.refresh_times(self.now, always=True)

    @invariant()
    def every_date_is_there_once_where_it_belongs(self) -> None:
        series = {each.pk: each for each in Series.objects.filter(group=self.group)}
        rows = list(Meeting.objects.filter(group=self.group).select_related("cancellation"))
        there = {(row.series_id, row.slot) for row in rows}
        assert len(there) == len(rows)
        for each in series.values():
            for slot in self.owed(each):
                assert (each.pk, slot) in there, f"{each} lost {slot}"
        standing = [row for row in rows if not row.is_cancelled]
        assert {row.pk for row in rows} - {row.pk for row in standing} == self.off, "one came back, or was lost"
        for row in standing:
            if row.pk in self.by_hand:
                assert row.starts_at == self.by_hand[row.pk], f"{row} was put elsewhere"
            elif row.starts_at > self.now + A_DAY:
                assert row.starts_at == placed(row.slot, series[row.series_id].zone), f"{row} drifted"
        days = [(root(series, row.series_id), row.slot.date()) for row in standing if row.starts_at > self.now]
        assert len(days) == len(set(days)), "a date is there twice"

    def owed(self, series: Series) -> list[datetime]:
        """The dates that must have been made: from when the series began to the horizon of the last making."""
        since = max(self.since[series.pk], NOW)
        until = max(self.made_at, self.since[series.pk]) + scheduling.HORIZON
        last = min(series.ends_before or FAR, until.replace(tzinfo=None) + 2 * A_DAY)
        slots = rrulestr(series.rule, dtstart=series.starts_at).between(EARLY, last, inc=True)
        is_left = series.ends_before or FAR
        return [slot for slot in slots if slot < is_left and since <= placed(slot, series.zone) < until]


def root(series: dict[int, Series], pk: int) -> int:
    """The series that this one goes on from, through all changes."""
    while series[pk].follows_id:
        pk = series[pk].follows_id
    return pk


def test_five_hundred_series_through_two_years(table, fay):
    Changes.group, Changes.by, Changes.classic = table, fay, classic_90()
    run_state_machine_as_test(
        Changes,
        settings=settings(
            max_examples=MACHINES,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=(Phase.explicit, Phase.reuse, Phase.generate),  # a story is short enough to read as it is
        ),
    )
