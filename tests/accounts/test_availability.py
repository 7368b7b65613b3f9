"""Weekly hours as instants, and what several people have in common: by hand, and against a walk minute by minute."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.availability import Weekly, Window, common_windows
from accounts.clock import zone_names

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
ANY, HOUR = timedelta(0), timedelta(hours=1)
MONDAY = datetime(2026, 6, 1, tzinfo=UTC)  # a week in which no clock changes


def weekly(zone: str, *windows: str) -> Weekly:
    """ "Mon 09:00-17:00", by the clock of the zone."""
    said = [window.replace("-", " ").split() for window in windows]
    at = time.fromisoformat
    return Weekly(zone, [Window(DAYS.index(day), at(start), at(end)) for day, start, end in said])


def in_words(spans: list[tuple[datetime, datetime]]) -> list[str]:
    assert all(moment.tzinfo is UTC for span in spans for moment in span)
    return [f"{start:%a %H:%M} - {end:%a %H:%M}" for start, end in spans]


def common(*people: Weekly, week_start: datetime = MONDAY, shortest: timedelta = ANY) -> list[str]:
    return in_words(common_windows(people, week_start, shortest))


@pytest.mark.parametrize(
    ("zone", "window", "monday", "instants"),
    [
        # London, 29 March, 01:00 becomes 02:00, at 01:00 UTC; 25 October, 02:00 becomes 01:00, at 01:00 UTC.
        ("Europe/London", "Sun 00:30-03:00", date(2026, 3, 23), "Sun 00:30 - Sun 02:00"),
        ("Europe/London", "Sun 01:30-04:00", date(2026, 3, 23), "Sun 01:30 - Sun 03:00"),
        ("Europe/London", "Sat 22:00-01:30", date(2026, 3, 23), "Sat 22:00 - Sun 01:30"),
        ("Europe/London", "Sun 00:30-03:00", date(2026, 10, 19), "Sat 23:30 - Sun 03:00"),
        ("Europe/London", "Sun 01:30-02:30", date(2026, 10, 19), "Sun 00:30 - Sun 02:30"),
        ("Europe/London", "Sun 00:00-01:30", date(2026, 10, 19), "Sat 23:00 - Sun 00:30"),
        # New York, 8 March, 02:00 becomes 03:00, at 07:00 UTC; 1 November, 02:00 becomes 01:00, at 06:00 UTC.
        ("America/New_York", "Sun 01:30-03:30", date(2026, 3, 2), "Sun 06:30 - Sun 07:30"),
        ("America/New_York", "Sun 02:15-04:00", date(2026, 3, 2), "Sun 07:15 - Sun 08:00"),
        ("America/New_York", "Sun 01:30-02:30", date(2026, 10, 26), "Sun 05:30 - Sun 07:30"),
        # Sydney, 5 April, 03:00 becomes 02:00, at 16:00 UTC the day before; 4 October, 02:00 becomes 03:00, likewise.
        ("Australia/Sydney", "Sun 02:30-03:30", date(2026, 3, 30), "Sat 15:30 - Sat 17:30"),
        ("Australia/Sydney", "Sun 01:00-04:00", date(2026, 9, 28), "Sat 15:00 - Sat 17:00"),
        # Lord Howe, 5 April, 02:00 becomes 01:30, at 15:00 UTC the day before; 4 October, 02:00 to 02:30, at 15:30.
        ("Australia/Lord_Howe", "Sun 01:45-02:15", date(2026, 3, 30), "Sat 14:45 - Sat 15:45"),
        ("Australia/Lord_Howe", "Sun 02:15-03:00", date(2026, 9, 28), "Sat 15:45 - Sat 16:00"),
        # Casablanca goes back for Ramadan on 15 February and forward on 22 March, and on 20 September back for ever.
        ("Africa/Casablanca", "Sun 02:30-04:00", date(2026, 2, 9), "Sun 01:30 - Sun 04:00"),
        ("Africa/Casablanca", "Sun 01:00-04:00", date(2026, 3, 16), "Sun 01:00 - Sun 03:00"),
        ("Africa/Casablanca", "Sun 01:30-03:00", date(2026, 9, 14), "Sun 00:30 - Sun 03:00"),
        # Chatham, 5 April, 03:45 becomes 02:45, at 14:00 UTC the day before; 27 September, 02:45 to 03:45, likewise.
        ("Pacific/Chatham", "Sun 03:15-04:00", date(2026, 3, 30), "Sat 13:30 - Sat 15:15"),
        ("Pacific/Chatham", "Sun 02:00-04:00", date(2026, 9, 21), "Sat 13:15 - Sat 14:15"),
        ("Asia/Kathmandu", "Mon 09:00-10:00", date(2026, 6, 1), "Mon 03:15 - Mon 04:15"),
        ("Australia/Eucla", "Tue 00:15-01:00", date(2026, 6, 1), "Mon 15:30 - Mon 16:15"),
        # Apia had no Friday, 30 December 2011: its hours are the same hours of Saturday.
        ("Pacific/Apia", "Thu 10:00-12:00", date(2011, 12, 26), "Thu 20:00 - Thu 22:00"),
        ("Pacific/Apia", "Fri 10:00-12:00", date(2011, 12, 26), "Fri 20:00 - Fri 22:00"),
        ("Pacific/Apia", "Sat 10:00-12:00", date(2011, 12, 26), "Fri 20:00 - Fri 22:00"),
    ],
)
def test_hours_keep_their_wall_clock_also_where_it_changes(zone, window, monday, instants):
    week_start = datetime.combine(monday, time.min, UTC)
    assert common(weekly(zone, window), week_start=week_start) == [instants]


@pytest.mark.parametrize(
    ("zone", "window", "monday"),
    [
        ("Europe/London", "Sun 01:30-02:00", date(2026, 3, 23)),
        ("Australia/Lord_Howe", "Sun 02:10-02:30", date(2026, 9, 28)),
        ("Pacific/Kwajalein", "Sat 22:00-02:00", date(1993, 8, 16)),
    ],
)
def test_hours_that_a_clock_change_leaves_out_are_none(zone, window, monday):
    assert common(weekly(zone, window), week_start=datetime.combine(monday, time.min, UTC)) == []


def test_all_hours_of_a_week_are_the_week_also_where_a_day_is_left_out():
    for zone, monday in [("Pacific/Apia", date(2011, 12, 26)), ("Pacific/Kwajalein", date(1993, 8, 16))]:
        always = weekly(zone, *(f"{day} 00:00-00:00" for day in DAYS))
        assert common(always, week_start=datetime.combine(monday, time.min, UTC)) == ["Mon 00:00 - Mon 00:00"]


def test_a_week_may_begin_and_end_where_a_clock_is_changed():
    """On Saturday in Apia, with hours of Thursday that end on the Friday left out; in a Saturday night of St John's
    that comes again when Sunday had begun."""
    apia, st_johns = weekly("Pacific/Apia", "Thu 23:00-22:00"), weekly("America/St_Johns", "Sun 00:00-01:00")
    saturday = datetime(2011, 12, 30, 12, tzinfo=UTC)
    assert common(apia, week_start=saturday) == ["Fri 12:00 - Sat 08:00", "Thu 09:00 - Fri 08:00"]
    sunday = datetime(2010, 10, 31, 3, tzinfo=UTC)
    assert common(st_johns, week_start=sunday) == ["Sun 03:00 - Sun 03:30", "Sun 02:30 - Sun 03:00"]


def test_what_people_in_three_zones_have_in_common():
    brussels = weekly("Europe/Brussels", "Tue 14:00-19:00", "Thu 09:00-12:00", "Fri 18:00-22:00")
    new_york = weekly("America/New_York", "Tue 08:30-11:00", "Fri 09:00-13:00")
    kolkata = weekly("Asia/Kolkata", "Tue 18:00-20:30", "Thu 09:00-18:00", "Fri 21:00-23:00")
    assert common(brussels, new_york, kolkata) == ["Tue 12:30 - Tue 15:00", "Fri 16:00 - Fri 17:00"]
    assert common(brussels, new_york, kolkata, shortest=2 * HOUR) == ["Tue 12:30 - Tue 15:00"]


def test_an_end_not_after_the_start_lies_on_the_next_day():
    assert common(weekly("UTC", "Tue 22:00-02:00")) == ["Tue 22:00 - Wed 02:00"]
    assert common(weekly("UTC", "Tue 09:00-09:00")) == ["Tue 09:00 - Wed 09:00"]


def test_the_days_before_and_after_reach_into_the_week():
    assert common(weekly("UTC", "Sun 22:00-03:00")) == ["Mon 00:00 - Mon 03:00", "Sun 22:00 - Mon 00:00"]
    assert common(weekly("Pacific/Auckland", "Mon 08:00-13:00")) == ["Mon 00:00 - Mon 01:00", "Sun 20:00 - Mon 00:00"]
    assert common(weekly("Pacific/Honolulu", "Sun 12:00-20:00")) == ["Mon 00:00 - Mon 06:00", "Sun 22:00 - Mon 00:00"]


def test_ones_own_hours_are_joined_where_they_overlap_or_touch():
    pieces = weekly(
        "UTC", "Tue 10:00-11:00", "Tue 09:00-10:00", "Tue 09:30-10:15", "Mon 23:00-00:00", "Tue 00:00-01:00"
    )
    assert common(pieces, shortest=2 * HOUR) == ["Mon 23:00 - Tue 01:00", "Tue 09:00 - Tue 11:00"]


def test_joined_hours_that_a_clock_change_leaves_out_are_none():
    """One by one the first would be the half hour after the change; together they are an hour that there is not."""
    halves = weekly("Europe/London", "Sun 01:00-01:30", "Sun 01:30-02:00")
    assert common(halves, week_start=datetime(2026, 3, 23, tzinfo=UTC)) == []


def test_hours_are_long_enough_only_as_cut_to_the_week():
    late = weekly("UTC", "Sun 23:00-02:00")
    assert common(late, shortest=2 * HOUR) == ["Mon 00:00 - Mon 02:00"]
    assert common(late, shortest=3 * HOUR) == []


def test_hours_that_only_touch_are_not_in_common():
    assert common(weekly("UTC", "Tue 09:00-10:00"), weekly("UTC", "Tue 10:00-11:00")) == []


def test_nobody_has_nothing_in_common():
    assert common() == []
    assert common(weekly("UTC", "Tue 09:00-10:00"), weekly("UTC")) == []


def test_seven_days_are_those_of_the_clock_the_week_starts_by():
    always = weekly("UTC", *(f"{day} 00:00-00:00" for day in DAYS))
    autumn = datetime(2026, 10, 19, tzinfo=ZoneInfo("Europe/Brussels"))
    [(start, end)] = common_windows([always], autumn, ANY)
    assert end - start == timedelta(hours=169)
    [(start, end)] = common_windows([always], autumn.astimezone(UTC), ANY)
    assert end - start == timedelta(hours=168)


def test_a_week_without_a_zone_is_refused():
    for people in ([], [weekly("UTC", "Tue 09:00-10:00")]):
        with pytest.raises(ValueError, match="no zone"):
            common_windows(people, datetime(2026, 6, 1), ANY)
    with pytest.raises(ValueError, match="no zone"):
        weekly("UTC").between(MONDAY, datetime(2026, 6, 8))


@pytest.mark.parametrize("zone", ["", "Factory", "Mars/Olympus", "../etc/passwd", "europe/brussels "])
def test_a_zone_that_is_not_known_is_refused(zone):
    with pytest.raises(ValueError, match="not known"):
        Weekly(zone, [])


@pytest.mark.parametrize(
    "window", [(7, time(9), time(10)), (-1, time(9), time(10)), (0, time(9, tzinfo=UTC), time(10))]
)
def test_a_window_is_of_a_week_and_has_no_zone(window):
    with pytest.raises(ValueError, match="no window"):
        Window(*window)


@given(st.sets(st.integers(0, 335)))
def test_marked_half_hours_are_those_hours(slots):
    found = Weekly.of_slots("UTC", slots).between(MONDAY, MONDAY + timedelta(weeks=1))
    assert all(first[1] < then[0] for first, then in pairwise(found))
    half_hours = [MONDAY + slot * HOUR / 2 for slot in range(336)]
    assert {slot for slot, at in enumerate(half_hours) if any(start <= at < end for start, end in found)} == slots


def test_a_number_that_is_no_half_hour_is_refused():
    with pytest.raises(ValueError, match="no half hour"):
        Weekly.of_slots("UTC", {336})


# Against a walk through the week, minute by minute. Minutes are numbered from 1970, those of a wall clock likewise.

A_DAY = 24 * 60


@cache
def changes(zone: str) -> list[datetime]:
    """Days on which a clock changed, or will, in some forty years."""
    days = [datetime(1993, 1, 1, tzinfo=UTC) + timedelta(days=day) for day in range(40 * 365)]
    offsets = [day.astimezone(ZoneInfo(zone)).utcoffset() for day in days]
    return [day for day, (before, after) in zip(days, pairwise(offsets), strict=False) if before != after]


def clock(zone: str, begin: int, end: int) -> dict[int, int]:
    """When a wall clock first shows each of its minutes; those it jumps over follow on the last before."""
    shown: dict[int, int] = {}
    last = None
    for minute in range(begin, end):
        offset = datetime.fromtimestamp(minute * 60, ZoneInfo(zone)).utcoffset()
        wall = minute + int(offset.total_seconds()) // 60
        if last is not None:
            for ahead, missing in enumerate(range(last + 1, wall)):
                shown[missing] = minute + ahead
        shown.setdefault(wall, minute)
        last = wall
    return shown


def minutes_of(person: Weekly, begin: int, end: int) -> set[int]:
    """The minutes of a week within somebody's hours."""
    wall: set[int] = set()
    for day in range(begin // A_DAY - 4, end // A_DAY + 4):
        for window in person.windows:
            if (day + 3) % 7 == window.weekday:  # 1 January 1970 was a Thursday
                start, stop = (at.hour * 60 + at.minute for at in (window.start, window.end))
                wall.update(range(day * A_DAY + start, day * A_DAY + stop + (A_DAY if stop <= start else 0)))
    shown = clock(person.zone, begin - 8 * A_DAY, end + 8 * A_DAY)
    starts = sorted(minute for minute in wall if minute - 1 not in wall)
    ends = sorted(minute + 1 for minute in wall if minute + 1 not in wall)
    found: set[int] = set()
    for start, stop in zip(starts, ends, strict=True):
        found.update(range(max(shown[start], begin), min(shown[stop], end)))
    return found


TIMES = st.builds(time, st.integers(0, 23), st.sampled_from([0, 0, 15, 30, 45, 59]))
EARLY = st.builds(time, st.integers(0, 4), st.sampled_from([0, 0, 1, 15, 30, 45]))
WINDOWS = st.builds(Window, st.integers(0, 6), TIMES | EARLY, TIMES | EARLY)


@st.composite
def weeks(draw: st.DrawFn) -> tuple[list[Weekly], datetime]:
    """Up to three people, and a week, most often one in which a clock of theirs changes."""
    zones = draw(st.lists(st.sampled_from(sorted(zone_names())), min_size=1, max_size=3))
    people = [Weekly(zone, draw(st.lists(WINDOWS, max_size=8))) for zone in zones]
    changing = [day for zone in zones for day in changes(zone)]
    near = st.builds(lambda day, back: day - timedelta(days=back), st.sampled_from(changing), st.integers(-2, 8))
    week_start = draw(near if changing else st.just(MONDAY))
    return people, week_start + timedelta(minutes=draw(st.sampled_from([0, 0, 1, 345, 1430])))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(weeks(), st.sampled_from([0, 1, 30, 90]))
def test_it_is_what_a_walk_through_the_week_finds(week, shortest):
    people, week_start = week
    begin = int(week_start.timestamp()) // 60
    minutes = set.intersection(*(minutes_of(person, begin, begin + 7 * A_DAY) for person in people))
    starts = sorted(minute for minute in minutes if minute - 1 not in minutes)
    ends = sorted(minute + 1 for minute in minutes if minute + 1 not in minutes)
    walked = [(start, end) for start, end in zip(starts, ends, strict=True) if end - start >= shortest]
    found = common_windows(people, week_start, timedelta(minutes=shortest))
    assert [tuple(int(moment.timestamp()) // 60 for moment in span) for span in found] == walked
    assert all(moment.tzinfo is UTC for span in found for moment in span)
