import zoneinfo
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.template import Context, Template
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts import clock

MORNING = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (timedelta(minutes=-1), "Now"),
        (timedelta(0), "Now"),
        (timedelta(minutes=1), "In 1 minute"),
        (timedelta(minutes=59), "In 59 minutes"),
        (timedelta(hours=1), "In 1 hour"),
        (timedelta(hours=3, minutes=20), "In 3 hours 20 minutes"),
        (timedelta(hours=11, minutes=59), "In 11 hours 59 minutes"),
        (timedelta(hours=24), "Tomorrow"),
        (timedelta(hours=38), "Tomorrow"),
        (timedelta(days=2), "In two days"),
        (timedelta(days=9), "In nine days"),
        (timedelta(days=10), "In ten days"),
        (timedelta(days=11), "In 11 days"),
        (timedelta(days=365), "In 365 days"),
    ],
)
def test_a_countdown_is_said_as_people_say_it(span: timedelta, said: str) -> None:
    assert clock.countdown(MORNING + span, MORNING) == said


def test_tomorrow_is_a_day_of_the_calendar_not_a_span() -> None:
    late = datetime(2026, 3, 2, 22, 0, tzinfo=UTC)

    assert clock.countdown(late + timedelta(hours=11), late) == "In 11 hours"  # nobody calls 9 in the morning far away
    assert clock.countdown(late + timedelta(hours=25, minutes=59), late) == "Tomorrow"
    assert clock.countdown(late + timedelta(hours=26), late) == "In two days"


def test_days_are_those_of_the_readers_calendar() -> None:
    evening, then = datetime(2026, 3, 2, 21, 0, tzinfo=UTC), datetime(2026, 3, 3, 17, 0, tzinfo=UTC)

    with timezone.override("America/New_York"):  # 2 March, 16:00, to 3 March, 12:00
        assert clock.countdown(then, evening) == "Tomorrow"
    with timezone.override("Pacific/Auckland"):  # 3 March, 10:00, to 4 March, 06:00
        assert clock.countdown(then, evening) == "Tomorrow"
    with timezone.override("Asia/Kolkata"):  # 3 March, 02:30, to 3 March, 22:30
        assert clock.countdown(then, evening) == "In 20 hours"


def test_a_night_with_a_clock_change_is_one_night() -> None:
    before = datetime(2026, 3, 28, 19, 0, tzinfo=zoneinfo.ZoneInfo("Europe/Brussels"))
    after = datetime(2026, 3, 29, 19, 0, tzinfo=zoneinfo.ZoneInfo("Europe/Brussels"))

    with timezone.override("Europe/Brussels"):
        assert clock.countdown(after, before) == "Tomorrow"
        assert clock.countdown(after + timedelta(days=1), before) == "In two days"


@given(st.integers(min_value=1, max_value=400 * 24 * 60))
def test_a_countdown_always_says_something(minutes: int) -> None:
    said = clock.countdown(MORNING + timedelta(minutes=minutes), MORNING)

    assert said == "Tomorrow" or said.startswith("In ")


def test_a_meeting_in_words_names_the_clock() -> None:
    starts, ends = datetime(2026, 10, 15, 16, 30, tzinfo=UTC), datetime(2026, 10, 15, 18, 0, tzinfo=UTC)

    assert clock.in_words(starts, ends, "Europe/Lisbon") == "Thursday 15 October, 17:30 to 19:00, Lisbon time"
    assert clock.in_words(starts, ends, "Asia/Kolkata") == "Thursday 15 October, 22:00 to 23:30, Kolkata time"
    assert clock.in_words(starts, ends, "UTC") == "Thursday 15 October, 16:30 to 18:00, UTC"


@pytest.mark.parametrize(("day", "said"), [(28, "18:00"), (29, "19:00")])
def test_one_instant_of_the_day_reads_differently_after_the_clock_change(day: int, said: str) -> None:
    moment = datetime(2026, 3, day, 17, 0, tzinfo=UTC)

    assert f", {said} to " in clock.in_words(moment, moment + timedelta(hours=1), "Europe/Brussels")


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("Europe/Lisbon", "Lisbon time"),
        ("America/New_York", "New York time"),
        ("America/Argentina/Salta", "Salta time"),
        ("UTC", "UTC"),
    ],
)
def test_a_clock_is_named_after_its_place(zone: str, said: str) -> None:
    assert clock.zone_label(zone) == said


def test_the_list_offers_places_and_utc() -> None:
    names = [name for name, _label in clock.zone_choices()]

    assert ("America/Argentina/Salta", "America, Argentina/Salta") in clock.zone_choices()
    assert ("America/New_York", "America, New York") in clock.zone_choices()
    assert names[-1] == "UTC"
    assert len(names) == len(set(names)) > 300
    assert not any(name.startswith(("Etc/", "SystemV/", "posix/", "right/")) for name in names)
    for name in names:
        zoneinfo.ZoneInfo(name)


@pytest.mark.parametrize("name", ["Europe/Lisbon", "UTC", "Asia/Calcutta", "Etc/UTC", "EST5EDT"])
def test_any_name_in_the_zone_database_is_valid(name: str) -> None:
    clock.validate_zone(name)


@pytest.mark.parametrize("name", ["", "Mars/Phobos", "europe/lisbon", "../etc/passwd", "Europe", "UTC\x00", "local"])
def test_nothing_else_is(name: str) -> None:
    with pytest.raises(ValidationError, match="Choose a time zone"):
        clock.validate_zone(name)


def test_templates_speak_the_active_clock() -> None:
    page = Template(
        "{{ at|day }}; {{ at|short_day }}; {{ at|hour }}; {% my_zone %}; {% when at end %}; {% countdown end at %};"
        " {{ 'Asia/Ho_Chi_Minh'|place_of }}; {{ 'UTC'|zone_label }}; {% countdown at %}"
    )

    with timezone.override("America/New_York"):
        said = page.render(Context({"at": MORNING, "end": MORNING + timedelta(minutes=90)}))

    assert said == (
        "Monday 2 March; Mon 2 Mar; 04:00; New York time; Monday 2 March, 04:00 to 05:30, New York time;"
        " In 1 hour 30 minutes; Ho Chi Minh; UTC; Now"
    )


@pytest.mark.parametrize(
    ("theirs", "mine", "words"),
    [
        ("Europe/Paris", "Europe/Brussels", "the same as yours"),
        ("America/New_York", "Europe/Brussels", "6 hours behind you"),
        ("Asia/Kathmandu", "UTC", "5 hours 45 minutes ahead of you"),
        ("Pacific/Kiritimati", "Pacific/Pago_Pago", "25 hours ahead of you"),
    ],
)
def test_how_another_clock_stands_is_said_in_hours(theirs, mine, words):
    assert clock.difference(zoneinfo.ZoneInfo(theirs), zoneinfo.ZoneInfo(mine), MORNING) == words
