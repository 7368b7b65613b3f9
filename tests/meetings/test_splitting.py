"""This and all following: the past stays, days that both have go over, the others are left out, nothing comes back."""

import uuid
from datetime import UTC, datetime, time, timedelta

import pytest

from accounts.models import Notice
from meetings.changing import MeetingClosed, NoSuchDate, cancel, leave_out, move
from meetings.models import Cancellation, Format, Meeting, Series, StandingAnswer
from meetings.models.attendance import Attendance
from meetings.scheduling import extend
from meetings.splitting import change_following
from tests.conftest import NOW, classic_90, found, later, plan_series
from tests.races import together

pytestmark = pytest.mark.django_db


def split(meeting: Meeting, by, *, now: datetime = NOW, ticket: uuid.UUID | None = None, **fields: object) -> Series:
    old = meeting.series
    same = {"rule": old.rule, "zone": old.zone, "minutes": old.minutes, "format": old.format, "place": old.place}
    given = {**same, "starts_at": meeting.slot, **fields}
    return change_following(meeting, by=by, now=now, ticket=ticket or uuid.uuid4(), **given)


def days(series: Series) -> list[str]:
    standing = series.meetings.standing().order_by("starts_at")
    return [f"{each:%m-%d %H:%M}" for each in standing.values_list("starts_at", flat=True)]


def test_another_hour_from_a_date_on_keeps_the_past_and_the_meetings_themselves(series, fay):
    before = {each.slot.date(): each.pk for each in series.meetings.all()}
    third = series.meetings.order_by("slot")[2]
    new = split(third, fay, starts_at=datetime(2026, 4, 7, 19, 30))
    assert days(series) == ["03-10 17:00", "03-24 17:00"]
    assert days(new) == ["04-07 17:30", "04-21 17:30", "05-05 17:30", "05-19 17:30"]
    assert all(before[each.slot.date()] == each.pk for each in new.meetings.all())
    assert Notice.objects.filter(kind="series_change").count() == 2


def test_another_day_leaves_the_old_days_out_and_makes_the_new_ones(series, fay):
    third = series.meetings.order_by("slot")[2]
    new = split(third, fay, starts_at=datetime(2026, 4, 9, 18, 0))
    assert days(series) == ["03-10 17:00", "03-24 17:00"]
    assert days(new) == ["04-09 16:00", "04-23 16:00", "05-07 16:00", "05-21 16:00"]
    assert series.meetings.listed().count() == 2
    assert extend(Series.objects.all(), NOW) == 0


def test_what_was_moved_or_cancelled_by_hand_stays_so(series, fay):
    meetings = list(series.meetings.order_by("slot"))
    moved_to = datetime(2026, 4, 22, 10, 0, tzinfo=UTC)
    move(meetings[3], moved_to, NOW)
    cancel(meetings[4], by=fay, reason="Fair", now=NOW)
    new = split(meetings[2], fay, starts_at=datetime(2026, 4, 7, 19, 0))
    meetings[3].refresh_from_db()
    assert (meetings[3].series, meetings[3].starts_at) == (new, moved_to)
    assert new.meetings.get(slot=datetime(2026, 5, 5, 19, 0)).cancellation.reason == "Fair"
    assert days(new) == ["04-07 17:00", "04-22 10:00", "05-19 17:00"]


def test_answers_go_over_and_so_does_the_usual_one(series, fay, seat):
    third = series.meetings.order_by("slot")[2]
    Attendance.objects.create(meeting=third, membership=seat, answer="no")
    StandingAnswer.objects.create(series=series, membership=seat, answer="yes")
    new = split(third, fay, minutes=60)
    assert third.attendances.get().answer == "no"
    assert StandingAnswer.objects.said(new, seat) == "yes"
    extend([new], later(days=30))
    last = new.meetings.latest("slot")
    assert last.attendances.get().is_standing


def test_another_way_of_meeting_brings_its_own_agenda(series, fay):
    third = series.meetings.order_by("slot")[2]
    split(third, fay, format=Format.objects.get(slug="buddy-25"))
    assert sum(item.minutes for item in third.agenda.all()) == 25
    first = series.meetings.order_by("slot")[0]
    assert sum(item.minutes for item in first.agenda.all()) == 90


def test_the_same_form_twice_splits_once(series, fay):
    third, ticket = series.meetings.order_by("slot")[2], uuid.uuid4()
    assert split(third, fay, ticket=ticket) == split(third, fay, ticket=ticket)
    assert Series.objects.count() == 2


def test_from_the_first_date_on_nothing_is_left_of_the_old_series(series, meeting, fay):
    new = split(meeting, fay, starts_at=datetime(2026, 3, 10, 20, 0))
    assert days(series) == []
    assert days(new)[0] == "03-10 19:00"


def test_a_change_before_an_earlier_change_goes_on_until_that(series, fay):
    meetings = list(series.meetings.order_by("slot"))
    later_on = split(meetings[4], fay, starts_at=datetime(2026, 5, 5, 8, 0))
    between = split(meetings[1], fay, starts_at=datetime(2026, 3, 24, 7, 0))
    assert days(between) == ["03-24 06:00", "04-07 05:00", "04-21 05:00"]
    assert days(later_on) == ["05-05 06:00", "05-19 06:00"]
    with pytest.raises(NoSuchDate):
        split(between.meetings.latest("slot"), fay, starts_at=datetime(2026, 5, 6, 18, 0))


def test_a_meeting_that_is_over_or_off_begins_nothing(series, meeting, fay):
    with pytest.raises(MeetingClosed):
        split(meeting, fay, now=later(days=30))
    cancel(meeting, by=fay, reason="", now=NOW)
    with pytest.raises(MeetingClosed):
        split(meeting, fay)


def test_a_date_left_out_before_it_was_made_never_comes(series, fay):
    far = datetime(2026, 8, 11, 18, 0)
    assert leave_out(series, [datetime(2026, 3, 24, 18, 0), far], by=fay, now=NOW) == 2
    assert leave_out(series, [far], by=fay, now=NOW) == 0
    for days_on in (30, 60, 90, 120, 140):
        extend(Series.objects.all(), later(days=days_on))
        assert far not in [each.slot for each in series.meetings.listed()]
    slots = [each.slot for each in series.meetings.order_by("slot")]
    assert slots == [datetime(2026, 3, 10, 18, 0) + timedelta(days=14 * n) for n in range(len(slots))]
    assert Notice.objects.filter(kind="skip").count() == 2


def test_a_deleted_meeting_stays_away(series):
    series.meetings.order_by("slot")[2].delete()
    assert extend(Series.objects.all(), NOW) == 0
    assert extend(Series.objects.all(), later(days=14)) == 1


def test_hours_take_turns_and_keep_their_turn(table, fay):
    turns = {"hours": [time(8, 0), time(18, 0), time(21, 0)]}
    series = plan_series(table, fay, zone="UTC", starts_at=datetime(2026, 3, 10, 8, 0), **turns)
    assert days(series) == ["03-10 08:00", "03-24 18:00", "04-07 21:00", "04-21 08:00", "05-05 18:00", "05-19 21:00"]
    extend(Series.objects.all(), later(days=28))
    assert days(series)[-2:] == ["06-02 08:00", "06-16 18:00"]


@pytest.mark.django_db(transaction=True)
def test_splitting_and_extending_at_once_makes_each_date_once(fay):
    series = plan_series(found(fay), fay)
    third, ticket = series.meetings.order_by("slot")[2], uuid.uuid4()
    acts = [
        lambda: split(third, fay, ticket=ticket, format=classic_90(), starts_at=datetime(2026, 4, 7, 19, 0)),
        lambda: extend(Series.objects.all(), later(days=28)),
    ]
    assert together(acts * 3) == ["done"] * 6
    extend(Series.objects.all(), later(days=28))
    starts = list(Meeting.objects.standing().order_by("starts_at").values_list("starts_at", flat=True))
    assert len(starts) == len({each.date() for each in starts}) == 8
    assert Series.objects.count() == 2
    assert not Cancellation.objects.filter(meeting__starts_at__lt=later(days=90)).exists()


def test_a_meeting_that_has_begun_stays_what_it_was(series, meeting, fay):
    running = meeting.starts_at + timedelta(minutes=30)
    new = split(meeting, fay, now=running, starts_at=datetime(2026, 3, 24, 19, 30))
    meeting.refresh_from_db()
    assert not meeting.is_cancelled
    assert days(series) == ["03-10 17:00"]
    assert days(new)[0] == "03-24 18:30"
