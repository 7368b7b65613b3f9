"""Times to propose from the hours members could: the next of the week's best."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.models import Availability
from meetings.suggesting import suggest
from tests.conftest import NOW, plan_series

pytestmark = pytest.mark.django_db
BRUSSELS, HOUR = "Europe/Brussels", timedelta(hours=1)


def could(user, *slots: int) -> None:
    Availability.objects.create(user=user, slots=list(slots))


def test_they_are_the_next_of_the_best_weekly_hours_in_order(table, fay):
    could(fay, 36, 37, 38, 39, 132, 133)  # Monday 18:00 to 20:00 and Wednesday 18:00 to 19:00, by the clock of Brussels
    found = suggest(table, BRUSSELS, HOUR, NOW)  # on a Monday morning
    assert found == [datetime(2026, 3, 4, 18), datetime(2026, 3, 9, 18), datetime(2026, 3, 9, 19)]


def test_what_is_less_than_two_days_away_comes_a_week_later(table, fay):
    could(fay, 36, 37)
    assert suggest(table, BRUSSELS, HOUR, NOW) == [datetime(2026, 3, 9, 18)]


def test_when_the_group_meets_already_the_week_after_is_proposed(table, fay):
    could(fay, 36, 37)
    plan_series(table, fay, starts_at=datetime(2026, 3, 9, 18, 30), rule="FREQ=WEEKLY;COUNT=2")
    assert suggest(table, BRUSSELS, HOUR, NOW) == [datetime(2026, 3, 23, 18)]


def test_an_hour_that_is_never_free_is_not_proposed(table, fay):
    could(fay, 36, 37)
    plan_series(table, fay, starts_at=datetime(2026, 3, 9, 18, 30), rule="FREQ=WEEKLY")
    assert suggest(table, BRUSSELS, HOUR, NOW) == []


def test_instead_of_a_meeting_that_is_far_ahead_the_times_are_near_it(table, fay):
    could(fay, 36, 37, 132, 133)  # Monday 18:00 and Wednesday 18:00
    meeting = datetime(2026, 6, 4, 16, tzinfo=UTC)  # a Thursday
    found = suggest(table, BRUSSELS, HOUR, NOW, instead_of=meeting)
    assert found == [datetime(2026, 6, 3, 18), datetime(2026, 6, 8, 18)]


def test_at_most_so_many_and_none_without_hours(table, fay):
    assert suggest(table, BRUSSELS, HOUR, NOW) == []
    could(fay, *range(20, 40))
    assert len(suggest(table, BRUSSELS, HOUR, NOW)) == 5
    assert len(suggest(table, BRUSSELS, HOUR, NOW, number=2)) == 2


def test_suggesting_costs_two_queries(table, fay, django_assert_num_queries):
    could(fay, 36, 37)
    with django_assert_num_queries(2):
        suggest(table, BRUSSELS, HOUR, NOW)
