"""The best hours of a week, in all weeks of the year: by hand, and against a look at each meeting of 52 weeks."""

from bisect import bisect_right
from collections import Counter
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.availability import Weekly
from accounts.clock import instant, zone_names
from accounts.models import Availability
from accounts.week import SLOTS, between, slot_of
from meetings import heat
from meetings.heat import Cell, Heat, best, measure
from tests.conftest import NOW, found

BRUSSELS, NEW_YORK, KOLKATA = "Europe/Brussels", "America/New_York", "Asia/Kolkata"
TUESDAY, HALF_HOUR, HOUR = 1, timedelta(minutes=30), timedelta(hours=1)


def tuesdays(zone: str, first: int, end: int) -> Weekly:
    """Somebody's Tuesday, from one full hour to another by their clock."""
    return Weekly.of_slots(zone, between([TUESDAY], first, end))


def cell(heat: Heat, hour: int, minute: int = 0) -> tuple[int, int, int]:
    """Tuesday at that time: always, sometimes, unsocial."""
    found = heat.cells[slot_of(TUESDAY, time(hour, minute))]
    return found.always, found.sometimes, found.unsocial


def test_an_hour_counts_only_if_it_holds_while_one_side_has_changed_its_clock():
    """From 8 to 29 March, and from 25 October to 1 November, New York is five hours behind Brussels, else six."""
    people = [tuesdays(BRUSSELS, 14, 20), tuesdays(NEW_YORK, 10, 12)]
    found = measure(people, BRUSSELS, HOUR, NOW)
    assert [cell(found, hour) for hour in range(14, 20)] == [
        (1, 0, 0),
        (1, 1, 0),  # 10:00 in New York in March only, else 9:00
        (2, 0, 0),  # 10:00 or 11:00
        (1, 1, 0),  # 11:00, but 12:00 in March
        (1, 0, 0),
        (1, 0, 0),
    ]
    assert cell(found, 16, 30) == (1, 1, 0)  # in March it would end half an hour after twelve
    assert best(found, 1) == [Cell(slot_of(TUESDAY, time(16)), 2, 0, 0)]


def test_a_clock_that_never_changes_shifts_against_one_that_does():
    """Kolkata is four and a half hours ahead of Brussels in winter, three and a half in summer."""
    found = measure([tuesdays(KOLKATA, 17, 19)], BRUSSELS, HOUR, NOW)
    assert cell(found, 12, 30) == (0, 1, 0)  # 17:00 in winter, 16:00 in summer
    assert cell(found, 13) == (0, 1, 0)
    assert cell(found, 13, 30) == (1, 0, 0)  # 18:00 or 17:00
    assert cell(found, 14) == (0, 1, 0)  # 18:30 is too late for an hour
    assert cell(found, 15) == (0, 0, 0)
    half = measure([tuesdays(KOLKATA, 17, 19)], BRUSSELS, HALF_HOUR, NOW)
    assert [cell(half, 13, minute)[0] for minute in (0, 30)] == [0, 1]
    assert cell(half, 14) == (1, 0, 0)


def test_three_continents_agree_on_one_hour():
    people = [tuesdays(BRUSSELS, 13, 18), tuesdays(NEW_YORK, 8, 11), tuesdays(KOLKATA, 17, 21)]
    found = measure(people, BRUSSELS, HOUR, NOW)
    assert best(found, 1) == [Cell(slot_of(TUESDAY, time(14)), 3, 0, 0)]
    assert cell(found, 13, 30) == (2, 1, 0)  # 7:30 in New York, but in March


def test_the_same_hours_in_the_same_zone_hold_all_year():
    found = measure([tuesdays(BRUSSELS, 9, 12), tuesdays(BRUSSELS, 10, 12)], BRUSSELS, HOUR, NOW)
    assert [cell(found, hour) for hour in range(8, 13)] == [(0, 0, 0), (1, 0, 0), (2, 0, 0), (2, 0, 0), (0, 0, 0)]
    assert (found.members, found.said) == (2, 2)


def test_an_hour_that_one_sunday_leaves_out_is_not_there_always():
    night = Weekly.of_slots(BRUSSELS, between([6], 2, 3))
    half_past_two = slot_of(6, time(2, 30))
    assert measure([night], BRUSSELS, HALF_HOUR, NOW).cells[half_past_two] == Cell(half_past_two, 0, 1, 1)


def test_a_clock_may_change_just_as_the_week_begins_elsewhere():
    """It is Monday on Kiritimati when one o'clock on Sunday comes again in Anchorage, where the hours are the first."""
    early = Weekly.of_slots("America/Anchorage", {slot_of(6, time(1)), slot_of(6, time(2))})
    winter = NOW - timedelta(weeks=4)  # a week like others, before that one
    assert measure([early], "Pacific/Kiritimati", HALF_HOUR, winter).cells[0] == Cell(0, 0, 1, 1)


def test_the_year_begins_today_on_a_monday_else_on_the_next():
    """Casablanca changed its clock for the last time on Sunday, 20 September: from then on it stands one way only."""
    monday = datetime(2026, 9, 14, 12, tzinfo=UTC)
    nine = tuesdays("Africa/Casablanca", 9, 10)
    assert cell(measure([nine], "UTC", HOUR, monday), 9) == (0, 1, 0)
    assert cell(measure([nine], "UTC", HOUR, monday + timedelta(days=1)), 9) == (1, 0, 0)


def test_hours_go_on_over_the_end_of_the_week():
    found = measure([Weekly.of_slots(BRUSSELS, {335, 0})], BRUSSELS, HOUR, NOW)
    assert [each.slot for each in best(found)] == [335]


def test_unsocial_is_before_seven_or_after_ten_by_anybodys_own_clock():
    """Also in some weeks only, and whether or not they have said their hours."""
    found = measure([Weekly(BRUSSELS, []), Weekly(NEW_YORK, []), Weekly(KOLKATA, [])], BRUSSELS, HOUR, NOW)
    assert (found.members, found.said) == (3, 0)
    assert {(each.always, each.sometimes) for each in found.cells} == {(0, 0)}
    assert [cell(found, hour)[2] for hour in (6, 7, 12, 13, 16, 17, 18, 20, 21, 22)] == [2, 1, 1, 0, 0, 1, 1, 1, 1, 2]


def test_nobody_could_be_there():
    empty = measure([], BRUSSELS, HOUR, NOW)
    assert (len(empty.cells), empty.members, best(empty)) == (SLOTS, 0, [])
    assert best(measure([Weekly(BRUSSELS, [])], BRUSSELS, HOUR, NOW)) == []


@pytest.mark.parametrize(
    ("zone", "length", "now"),
    [
        ("Mars/Olympus", HOUR, NOW),
        (BRUSSELS, timedelta(0), NOW),
        (BRUSSELS, timedelta(hours=25), NOW),
        (BRUSSELS, HOUR, NOW.replace(tzinfo=None)),
    ],
)
def test_what_is_no_meeting_is_refused(zone, length, now):
    with pytest.raises(ValueError, match="No meeting"):
        measure([], zone, length, now)


def heat_of(cells: dict[int, tuple[int, int]], length: timedelta = HOUR) -> Heat:
    """By slot, how many could always be there, and for how many it is unsocial."""
    counts = ((slot, *cells.get(slot, (0, 0))) for slot in range(SLOTS))
    return Heat("UTC", length, tuple(Cell(slot, always, 0, unsocial) for slot, always, unsocial in counts), 5, 5)


@pytest.mark.parametrize(
    ("cells", "slots"),
    [
        ({10: (3, 0), 20: (4, 4), 30: (2, 0)}, [20, 10, 30]),  # most people first
        ({10: (3, 1), 20: (3, 0), 30: (3, 2)}, [20, 10, 30]),  # then fewest unsocial hours
        ({30: (3, 0), 20: (3, 0), 10: (3, 0)}, [10, 20, 30]),  # then earliest in the week
        ({10: (3, 0), 11: (4, 0), 12: (3, 0), 13: (3, 0)}, [11, 13]),  # none that overlap
        ({335: (4, 0), 0: (3, 0), 1: (2, 0)}, [335, 1]),  # not across Sunday's midnight either
        (dict.fromkeys(range(0, 40, 2), (1, 0)), [0, 2, 4, 6, 8]),  # five
        ({10: (0, 0)}, []),
    ],
)
def test_the_best_are_chosen_in_order(cells, slots):
    assert [each.slot for each in best(heat_of(cells))] == slots


def test_lengths_that_are_no_half_hours_do_not_overlap_either():
    cells = dict.fromkeys(range(10, 20), (1, 0))
    assert [each.slot for each in best(heat_of(cells, timedelta(minutes=45)))] == [10, 12, 14, 16, 18]
    assert len(best(heat_of(cells), number=2)) == 2


@pytest.mark.django_db
def test_a_group_is_measured_by_its_present_members_in_one_query(
    table, fay, max_, olga, seat, django_assert_num_queries
):
    Availability.objects.keep(fay, between([TUESDAY], 14, 20))
    Availability.objects.keep(olga, between([TUESDAY], 14, 20))  # who sits at no table
    with django_assert_num_queries(1):
        alone = heat.of_group(table, BRUSSELS, HOUR, NOW)
    assert (alone.members, alone.said) == (2, 1)
    Availability.objects.keep(max_, between([TUESDAY], 10, 12))
    with django_assert_num_queries(1):
        both = heat.of_group(table, BRUSSELS, HOUR, NOW)
    assert (both.members, both.said) == (2, 2)
    assert best(both, 1) == [Cell(slot_of(TUESDAY, time(16)), 2, 0, 0)]
    seat.leave(NOW)
    assert heat.of_group(table, BRUSSELS, HOUR, NOW).members == 1


@pytest.mark.django_db
def test_no_hours_marked_is_none_said_and_an_unknown_zone_is_utc(fay):
    fay.time_zone = "Mars/Olympus"
    fay.save()
    Availability.objects.keep(fay, [])
    group = found(fay)
    assert heat.of_group(group, BRUSSELS, HOUR, NOW).said == 0
    Availability.objects.keep(
        fay, [slot_of(TUESDAY, time(9)), slot_of(TUESDAY, time(9, 30)), slot_of(TUESDAY, time(10))]
    )
    assert [each.slot for each in best(heat.of_group(group, "UTC", HOUR, NOW), 1)] == [slot_of(TUESDAY, time(9))]


# Against a look at each meeting of the year, by everybody's wall clock. No clock changes in the hours used here, so
# that what a wall clock shows each quarter of an hour says all.

ZONES = st.sampled_from(
    [BRUSSELS, NEW_YORK, KOLKATA, "Africa/Cairo", "Africa/Casablanca", "America/St_Johns", "UTC"]
) | (st.sampled_from(["Asia/Kathmandu", "Australia/Lord_Howe", "Australia/Sydney", "Europe/London", "Pacific/Chatham"]))
BY_DAY = [slot for slot in range(SLOTS) if slot % 48 >= 10]  # from five in the morning on
STRETCHES = st.builds(
    lambda first, length: set(range(first, first + length)), st.sampled_from(BY_DAY), st.integers(1, 9)
)
HOURS = st.lists(STRETCHES, max_size=6).map(lambda some: set().union(*some).intersection(BY_DAY))


def year(people: list[tuple[str, set[int]]], zone: str, length: timedelta, now: datetime) -> dict[int, tuple[int, ...]]:
    """Always, sometimes and unsocial of each slot from five to eleven at night."""
    first = now.astimezone(ZoneInfo(zone)).date()
    while first.weekday():
        first += timedelta(days=1)
    quarters = [timedelta(minutes=minutes) for minutes in range(0, int(length.total_seconds()) // 60, 15)]
    said = {}
    for slot in [slot for slot in BY_DAY if slot % 48 < 46]:
        could, unsocial = Counter(), set()
        for week in range(52):
            wall = datetime.combine(first, time.min) + timedelta(weeks=week, minutes=30 * slot)
            start = wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
            for number, (theirs, slots) in enumerate(people):
                clock = [(start + each).astimezone(ZoneInfo(theirs)) for each in [*quarters, length]]
                could[number] += all(
                    each.weekday() * 48 + each.hour * 2 + each.minute // 30 in slots for each in clock[:-1]
                )
                begin, end = clock[0], clock[-1]
                late = end.date() > begin.date() or end.time() > time(22)
                unsocial |= {number} if begin.hour < 7 or late else set()
        always = sum(weeks == 52 for weeks in could.values())
        said[slot] = always, sum(0 < weeks < 52 for weeks in could.values()), len(unsocial)
    return said


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    people=st.lists(st.tuples(ZONES, HOURS), min_size=1, max_size=3),
    zone=ZONES,
    length=st.sampled_from([30, 60, 90]).map(lambda minutes: timedelta(minutes=minutes)),
    now=st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),
)
def test_it_is_what_a_look_at_each_meeting_of_the_year_finds(people, zone, length, now):
    found = measure([Weekly.of_slots(theirs, slots) for theirs, slots in people], zone, length, now)
    looked = year(people, zone, length, now)
    cells = {slot: found.cells[slot] for slot in looked}
    assert {slot: (each.always, each.sometimes, each.unsocial) for slot, each in cells.items()} == looked


@settings(max_examples=25, deadline=None)
@given(
    theirs=st.sampled_from(sorted(zone_names())),
    slots=st.sets(st.integers(0, SLOTS - 1))
    | st.just(set(range(SLOTS)))
    | st.sets(st.sampled_from([0, 2, 3, 4, 5, 292])),
    zone=st.sampled_from(sorted(zone_names())),
    length=st.integers(1, 8 * 60).map(lambda minutes: timedelta(minutes=minutes)),
    now=st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),
)
def test_weeks_left_out_are_like_others_also_at_night(theirs, slots, zone, length, now):
    """Each meeting of 52 weeks, against somebody's hours of all that time."""
    person = Weekly.of_slots(theirs, slots)
    hours = person.between(now - timedelta(days=9), now + timedelta(weeks=55))
    could: Counter[int] = Counter()
    monday = datetime.combine(now.astimezone(ZoneInfo(zone)).date(), time.min)
    monday += timedelta(days=-monday.weekday() % 7)
    for week in range(52):
        for slot in range(SLOTS):
            start = instant(monday + timedelta(weeks=week) + slot * HALF_HOUR, zone)
            at = bisect_right(hours, start, key=lambda span: span[0]) - 1
            could[slot] += at >= 0 and start + length <= hours[at][1]
    found = measure([person], zone, length, now)
    assert [each.always for each in found.cells] == [int(could[slot] == 52) for slot in range(SLOTS)]
    assert [each.sometimes for each in found.cells] == [int(0 < could[slot] < 52) for slot in range(SLOTS)]
