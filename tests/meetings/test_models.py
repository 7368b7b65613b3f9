"""Wall clocks as stored, and the tasks beat wakes."""

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from accounts.models import Notice
from accounts.tasks import deliver
from meetings.models import Meeting, Series
from meetings.models.wall_clock import WallClockField
from meetings.tasks import digest, extend, remind

WALL = datetime(2026, 3, 29, 2, 30)  # does not exist in Brussels


@pytest.mark.django_db
def test_a_wall_clock_comes_back_as_it_was_given(series):
    Series.objects.update(starts_at=WALL)
    assert Series.objects.get().starts_at == WALL
    assert Series.objects.filter(starts_at__lt=WALL + timedelta(minutes=1)).exists()


def test_a_wall_clock_is_read_from_text_and_written_back():
    field = WallClockField()
    field.set_attributes_from_name("starts_at")
    assert field.to_python("2026-03-29T02:30:00") == WALL
    assert (field.to_python(WALL), field.to_python(None)) == (WALL, None)
    assert field.value_to_string(Series(starts_at=WALL)) == "2026-03-29T02:30:00"
    for wrong in ("tomorrow", "2026-03-29T02:30:00Z"):
        with pytest.raises(ValidationError):
            field.to_python(wrong)


@pytest.mark.django_db
def test_beat_wakes_the_whole_path(meeting, stopped, mailoutbox):
    """A day before: the plan, the digest, the sending, and the next dates; each may be woken any number of times."""
    stopped.move_to(meeting.starts_at - timedelta(days=1))
    for _ in range(2):
        for task in (remind, digest, deliver, extend):
            task()
    assert len(mailoutbox) == 4
    assert set(Notice.objects.values_list("state", flat=True)) == {"sent"}
    assert Meeting.objects.count() == 7
