"""Series become meetings, once; one meeting moves or is cancelled and everybody hears once."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail

from accounts.delivery import deliver
from accounts.models import Notice
from groups.models import Membership
from meetings import scheduling
from meetings.changing import MeetingClosed, cancel, move, reassign
from meetings.models import AgendaItem, Cancellation, Meeting, Series
from meetings.scheduling import extend
from tests.conftest import NOW, classic_90, found, later, plan_series
from tests.races import together

pytestmark = pytest.mark.django_db


def told(kind: str) -> list[str]:
    return sorted(Notice.objects.filter(kind=kind).values_list("user__name", flat=True))


def test_a_series_makes_the_meetings_of_ninety_days_with_their_agendas(table, fay):
    series = plan_series(table, fay)
    starts = list(series.meetings.order_by("starts_at").values_list("starts_at", flat=True))
    # 18:00 in Brussels is 17:00 UTC until the clock changes on 29 March, then 16:00
    assert [start.strftime("%m-%d %H:%M") for start in starts] == [
        "03-10 17:00",
        "03-24 17:00",
        "04-07 16:00",
        "04-21 16:00",
        "05-05 16:00",
        "05-19 16:00",
    ]
    for meeting in series.meetings.all():
        assert sum(item.minutes for item in meeting.agenda.all()) == 90
    assert told("schedule") == ["Fay Example", "Max Example"]


def test_the_same_form_twice_is_one_series(table, fay):
    fields = {
        "rule": "FREQ=WEEKLY",
        "starts_at": datetime(2026, 3, 10, 18, 0),
        "zone": "UTC",
        "format": classic_90(),
        "ticket": uuid.uuid4(),
    }
    first = scheduling.schedule(table, by=fay, now=NOW, **fields)
    assert scheduling.schedule(table, by=fay, now=NOW, **fields) == first
    assert Series.objects.count() == 1
    assert len(told("schedule")) == 2


def test_extending_again_adds_nothing_and_later_adds_the_new_end(series):
    assert extend(Series.objects.all(), NOW) == 0
    assert extend(Series.objects.all(), later(days=14)) == 1
    assert AgendaItem.objects.count() == 7 * 7


def test_extending_nothing_is_fine(db):
    assert extend([], NOW) == 0


def test_neither_a_moved_nor_a_cancelled_date_comes_back(series, meeting, fay):
    move(meeting, meeting.starts_at + timedelta(days=1), NOW)
    second = series.meetings.order_by("slot")[1]
    cancel(second, by=fay, reason="", now=NOW)
    assert extend(Series.objects.all(), NOW) == 0
    assert Meeting.objects.count() == 6


def test_an_agenda_that_was_emptied_stays_empty(series, meeting):
    meeting.agenda.all().delete()
    extend(Series.objects.all(), later(days=14))
    assert not meeting.agenda.exists()


def test_moving_one_tells_everybody_once_and_leaves_the_others(series, meeting):
    others = list(series.meetings.exclude(pk=meeting.pk).values_list("pk", "starts_at"))
    target = datetime(2026, 3, 11, 17, 0, tzinfo=UTC)
    assert move(meeting, target, NOW) is True
    assert move(meeting, target, NOW) is False
    meeting.refresh_from_db()
    assert (meeting.starts_at, meeting.minutes, meeting.sequence) == (target, 90, 1)
    assert list(series.meetings.exclude(pk=meeting.pk).values_list("pk", "starts_at")) == others
    assert told("change") == ["Fay Example", "Max Example"]


def test_who_has_left_is_not_told(series, meeting, seat):
    seat.leave(NOW)
    move(meeting, meeting.starts_at + timedelta(hours=1), NOW)
    assert told("change") == ["Fay Example"]


def test_cancelling_twice_is_cancelling_once(meeting, fay):
    cancel(meeting, by=fay, reason="Snow", now=NOW)
    cancel(meeting, by=fay, reason="More snow", now=NOW)
    assert Cancellation.objects.get().reason == "Snow"
    assert told("cancellation") == ["Fay Example", "Max Example"]


def test_what_is_over_or_cancelled_stays_as_it_is(series, meeting, fay):
    with pytest.raises(MeetingClosed):
        move(meeting, later(days=30), later(days=9))
    with pytest.raises(MeetingClosed):
        cancel(meeting, by=fay, reason="", now=later(days=9))
    second = series.meetings.order_by("slot")[1]
    cancel(second, by=fay, reason="", now=NOW)
    with pytest.raises(MeetingClosed):
        move(second, later(days=30), NOW)


@pytest.mark.django_db(transaction=True)
def test_extending_twice_at_once_makes_each_meeting_and_agenda_once(fay):
    table = found(fay)
    plan_series(table, fay)
    together([lambda: extend(Series.objects.all(), later(days=28))] * 5)
    assert Meeting.objects.count() == 8
    assert AgendaItem.objects.count() == 8 * 7


@pytest.mark.django_db(transaction=True)
def test_moving_to_the_same_time_at_once_tells_once(fay):
    table = found(fay)
    meeting = plan_series(table, fay).meetings.earliest("starts_at")
    together([lambda: move(meeting, meeting.starts_at + timedelta(hours=2), NOW)] * 5)
    assert told("change") == ["Fay Example"]
    assert Membership.objects.count() == 1


def test_a_move_back_before_anybody_heard_tells_nobody(meeting):
    was = meeting.starts_at
    for hours in (1, 2, 0):
        move(meeting, was + timedelta(hours=hours), NOW)
    assert deliver(lambda: NOW)["dropped"] == 6
    assert mail.outbox == []


def test_two_moves_tell_of_the_time_people_knew_whatever_else_changed_before(series, meeting):
    was = meeting.starts_at
    reassign(meeting, facilitator=None, place="Elsewhere", now=NOW)
    move(meeting, was + timedelta(hours=1), NOW)
    move(meeting, was + timedelta(hours=2), NOW)
    assert {each.data["was"] for each in Notice.objects.filter(data__sequence=2)} == {int(was.timestamp())}


def test_a_second_move_before_anybody_heard_names_the_time_people_know(meeting):
    was = meeting.starts_at
    move(meeting, was + timedelta(hours=1), NOW)
    move(meeting, was + timedelta(hours=2), NOW)
    assert deliver(lambda: NOW)["sent"] == 2
    assert all("18:00" in letter.body or "13:00" in letter.body for letter in mail.outbox)
    assert not any("19:00 to" in letter.body or "14:00 to" in letter.body for letter in mail.outbox)


def test_notes_about_what_is_over_expire(series, meeting, fay):
    move(meeting, meeting.starts_at + timedelta(hours=1), NOW)
    cancel(series.meetings.order_by("slot")[1], by=fay, reason="", now=NOW)
    assert deliver(lambda: later(days=60))["expired"] == 4


@pytest.mark.django_db(transaction=True)
def test_cancelling_at_once_is_cancelling_once(fay):
    meeting = plan_series(found(fay), fay).meetings.earliest("starts_at")
    acts = [lambda: cancel(meeting, by=fay, reason="Snow", now=NOW)] * 4
    assert together(acts) == ["done"] * 4
    assert told("cancellation") == ["Fay Example"]


def test_a_series_that_gives_no_dates_any_more_stops_no_other(table, series, fay, caplog):
    other = plan_series(table, fay, starts_at=datetime(2026, 3, 12, 18, 0))
    Series.objects.filter(pk=series.pk).update(zone="Europe/Nowhere")
    assert extend(Series.objects.all(), later(days=14)) == 1
    assert other.meetings.count() == 7
    assert f"Series {series.pk} gives no dates." in caplog.text


def test_who_has_left_leads_nothing_any_more_but_what_has_been(table, fay, seat, max_):
    series = plan_series(table, fay, facilitator=max_)
    scheduling.release(later(days=9))
    assert set(series.meetings.values_list("facilitator", flat=True)) == {max_.pk}
    seat.leave(later(days=9))
    scheduling.release(later(days=9))
    leads = list(series.meetings.order_by("slot").values_list("facilitator", flat=True))
    assert leads == [max_.pk, *[None] * 5]
    series.refresh_from_db()
    assert series.facilitator is None
