"""Half hours of a week as numbers, and the other way round."""

from datetime import time

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from accounts import week


@given(st.integers(0, week.SLOTS - 1))
def test_a_slot_is_its_day_and_time_and_back(slot: int) -> None:
    assert week.slot_of(*week.day_and_time(slot)) == slot


@pytest.mark.parametrize(("slot", "label"), [(0, "Monday 00:00"), (85, "Tuesday 18:30"), (335, "Sunday 23:30")])
def test_a_slot_is_spoken_as_people_say_it(slot: int, label: str) -> None:
    assert week.spoken(slot) == label


@pytest.mark.parametrize("slot", [-1, 336, 9999])
def test_a_number_outside_the_week_is_no_slot(slot: int) -> None:
    with pytest.raises(ValueError, match="no half hour"):
        week.day_and_time(slot)


@pytest.mark.parametrize(("day", "at"), [(7, time(9)), (-1, time(9)), (0, time(9, 15)), (0, time(9, 30, 1))])
def test_no_half_hour_begins_at_another_time(day: int, at: time) -> None:
    with pytest.raises(ValueError, match="No half hour"):
        week.slot_of(day, at)


def test_the_parts_of_the_day_are_the_whole_week_once() -> None:
    parts = week.parts({85, 0})
    cells = [cell for part in parts for row in part.rows for cell in row.cells]

    assert sorted(slot for slot, _label, _marked in cells) == [*range(week.SLOTS)]
    assert {label for _slot, label, marked in cells if marked} == {"Tuesday 18:30", "Monday 00:00"}
    assert [part.key for part in parts if part.aside] == ["night", "late"]
    assert {part.key: part.marked for part in parts if part.marked} == {"night": 1, "evening": 1}


def test_days_are_named_in_the_readers_language() -> None:
    with translation.override("nl"):
        assert week.heads()[1][1] == "dinsdag"


def test_neighbours_are_one_stretch_of_their_day() -> None:
    assert [*week.stretches({3, 2, 47, 48, 49, 335, 0})] == [(0, 1), (2, 4), (47, 48), (48, 50), (335, 336)]
