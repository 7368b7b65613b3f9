"""New clock rules move the dates not yet held, and tell their people; what was moved by hand stays."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db.models import F

from accounts.clock import zone_data
from accounts.delivery import deliver
from accounts.models import Notice
from meetings.changing import move
from meetings.models import Meeting, Series, ZoneData
from meetings.refreshing import refresh_times
from tests.conftest import NOW, found, later, plan_series
from tests.races import together

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def as_under_older_rules() -> None:
    """All meetings an hour off, as if a government had changed its mind since they were placed."""
    Meeting.objects.update(starts_at=F("starts_at") + HOUR, ends_at=F("ends_at") + HOUR)


def test_coming_dates_are_placed_again_once_and_people_told_once(series):
    right = dict(series.meetings.values_list("pk", "starts_at"))
    as_under_older_rules()
    first = series.meetings.earliest("slot")
    assert refresh_times(later(days=9)) == 5
    assert refresh_times(later(days=9)) == 0
    placed = dict(series.meetings.values_list("pk", "starts_at"))
    assert placed == {**right, first.pk: right[first.pk] + HOUR}
    assert Notice.objects.filter(kind="times").count() == 2
    assert ZoneData.objects.get().version == zone_data().wheel


def test_what_was_moved_by_hand_stays_where_it_was_put(series, meeting):
    move(meeting, meeting.starts_at + timedelta(days=1), NOW)
    as_under_older_rules()
    meeting.refresh_from_db()
    assert refresh_times(NOW) == 5
    assert Meeting.objects.get(pk=meeting.pk).starts_at == meeting.starts_at


def test_nothing_changed_tells_nobody(series):
    assert refresh_times(NOW) == 0
    assert not Notice.objects.filter(kind="times").exists()


def test_the_letter_says_why_and_gives_the_dates(series):
    deliver(lambda: NOW)
    mail.outbox.clear()
    as_under_older_rules()
    refresh_times(NOW)
    deliver(lambda: NOW)
    assert len(mail.outbox) == 2
    assert "New clock rules, new times" in mail.outbox[0].body
    assert "24 March" in mail.outbox[0].body


@pytest.mark.django_db(transaction=True)
def test_refreshing_twice_at_once_places_and_tells_once(fay):
    plan_series(found(fay), fay)
    as_under_older_rules()
    together([lambda: refresh_times(NOW)] * 4)
    assert Notice.objects.filter(kind="times").count() == 1
    assert set(Meeting.objects.values_list("sequence", flat=True)) == {1}


def test_a_zone_that_is_gone_keeps_no_other_series_waiting(series, table, fay):
    gone = plan_series(table, fay, starts_at=series.starts_at + timedelta(days=1))
    Series.objects.filter(pk=gone.pk).update(zone="Atlantis/Port")
    as_under_older_rules()
    assert refresh_times(NOW) == series.meetings.count()
