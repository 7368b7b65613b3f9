"""What people can type when they schedule, move, cancel and answer."""

import uuid
from datetime import UTC, datetime

import pytest

from groups.models import Group
from meetings.forms import LENGTHS, AnswerForm, CancelForm, MoveForm, SeriesForm, SkipForm, coming_dates
from meetings.models import Format, Series
from tests.conftest import NOW, found, plan_series

pytestmark = pytest.mark.django_db

GOOD = {
    "rule": Series.Rhythm.FORTNIGHTLY.value,
    "on": "2026-03-10",
    "at": "18:00",
    "format": "classic-90",
    "minutes": "90",
    "zone": "Europe/Brussels",
    "place": "",
}


def filled(now: datetime = NOW, **changes: str) -> SeriesForm:
    return SeriesForm({**GOOD, **changes}, now=now)


def wrong(form) -> set[str]:
    """The fields something is wrong with."""
    return set() if form.is_valid() else set(form.errors)


def test_what_was_filled_in_is_what_a_series_takes():
    form = filled(place="https://meet.example.org/x", ticket=str(uuid.uuid4()))
    assert form.is_valid(), form.errors
    fields = form.series_fields()
    assert fields.pop("ticket")
    assert fields == {
        "rule": "FREQ=WEEKLY;INTERVAL=2",
        "format": Format.objects.get(slug="classic-90"),
        "minutes": 90,
        "zone": "Europe/Brussels",
        "place": "https://meet.example.org/x",
        "starts_at": datetime(2026, 3, 10, 18, 0),
        "facilitator": None,
        "minimum": None,
        "asks_hours": 48,
        "hours": [],
        "without": [],
    }


@pytest.mark.parametrize("name", ["rule", "on", "at", "format", "minutes", "zone"])
def test_what_is_missing_is_asked_for(name):
    assert wrong(filled(**{name: ""})) == {name}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("rule", "FREQ=SECONDLY"),
        ("on", "tomorrow"),
        ("on", "2026-02-30"),
        ("at", "25:00"),
        ("at", "noon"),
        ("format", "karaoke"),
        ("minutes", "91"),
        ("minutes", "ninety"),
        ("zone", "Mars/Olympus"),
        ("zone", "../../etc/passwd"),
        ("place", "x" * 301),
    ],
)
def test_what_is_of_the_wrong_kind_is_refused_and_kept(name, value):
    form = filled(**{name: value})
    assert wrong(form) == {name}
    assert form[name].value() == value


def test_a_zone_that_is_not_offered_but_exists_is_taken():
    assert filled(zone="Asia/Calcutta").is_valid()
    assert filled(zone="UTC").is_valid()


def test_a_time_that_has_passed_by_the_clock_that_decides_is_refused():
    form = filled(on="2026-03-02", at="09:30")  # half past eight in London
    assert wrong(form) == {"on"}
    assert "Choose a time ahead of us." in form.errors["on"][0]
    assert filled(on="2026-03-02", at="09:30", zone="America/New_York").is_valid()
    assert wrong(filled(on="2026-03-02", at="10:00")) == {"on"}  # this very moment
    assert filled(on="2026-03-02", at="10:01").is_valid()


def test_a_first_date_beyond_the_horizon_is_refused():
    last = NOW + SeriesForm.furthest
    assert filled(on=f"{last:%Y-%m-%d}", at="11:00").is_valid()  # clocks have changed since
    form = filled(on=f"{last:%Y-%m-%d}", at="11:01")
    assert form.errors == {"on": ["That is more than 90 days away. Choose a nearer date."]}
    assert wrong(filled(on="9999-12-31", at="23:59")) == {"on"}


@pytest.mark.parametrize(
    ("on", "at", "zone"), [("0001-01-01", "00:00", "Asia/Tokyo"), ("9999-12-31", "23:59", "America/New_York")]
)
def test_the_ends_of_the_calendar_are_refused(on, at, zone):
    assert wrong(filled(on=on, at=at, zone=zone)) == {"on"}


def test_a_time_in_a_gap_moves_forward_by_the_gap():
    form = filled(on="2026-03-29", at="02:30")
    assert form.is_valid(), form.errors
    assert form.settle("Europe/Brussels") == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert form.series_fields()["starts_at"] == datetime(2026, 3, 29, 2, 30)  # the wall clock people asked for stays


@pytest.mark.parametrize(
    "place", ["Café 🪵 am Dom", "רחוב הרצל 14", "Rua Áurea 1\u200f", "  https://meet.example.org  "]
)
def test_a_place_is_kept_in_any_script(place):
    form = filled(place=place)
    assert form.is_valid()
    assert form.cleaned_data["place"] == place.strip()


def test_a_place_with_a_null_is_refused():
    assert wrong(filled(place="a\x00b")) == {"place"}


def test_the_same_form_is_the_same_ticket_and_other_words_are_another():
    ticket = str(uuid.uuid4())
    first, again, other = (filled(ticket=ticket, place=place) for place in ("a", "a", "b"))
    assert first.is_valid()
    assert again.is_valid()
    assert other.is_valid()
    assert first.cleaned_data["ticket"] == again.cleaned_data["ticket"] != other.cleaned_data["ticket"]
    assert filled(ticket="torn").is_valid()  # nobody typed it, so nobody is asked to mend it


def test_an_agenda_longer_than_the_meeting_is_refused():
    form = filled(minutes="25")
    assert form.errors == {
        "minutes": ["Classic 90 takes 90 minutes. Let the meeting last that long, or meet in another way."]
    }
    assert filled(minutes="25", format="buddy-25").is_valid()
    assert filled(minutes="120", format="first-meeting-90").is_valid()


def test_buddies_begin_from_25_minutes_every_week(fay):
    pair = found(fay, "Fay and Max", kind=Group.Kind.BUDDIES, size=2)
    form = SeriesForm(now=NOW, group=pair, initial={"zone": "Europe/Brussels"})
    chosen = {name: form[name].value() for name in ("rule", "format", "minutes", "zone")}
    assert chosen == {"rule": "FREQ=WEEKLY", "format": "buddy-25", "minutes": 25, "zone": "Europe/Brussels"}
    assert SeriesForm(now=NOW, group=found(fay))["format"].value() == "classic-90"


@pytest.mark.parametrize(("slug", "minutes"), [("classic-90", 90), ("buddy-25", 25), ("first-meeting-90", 90)])
def test_the_formats_that_ship_take_what_their_names_say(slug, minutes):
    assert sum(phase.minutes for phase in Format.objects.get(slug=slug).phases.all()) == minutes


def test_every_length_on_offer_is_one_a_series_can_have():
    assert all(10 <= minutes <= 480 for minutes, _ in LENGTHS)


def test_a_move_starts_from_where_the_meeting_is_by_the_clock_of_its_series(meeting):
    form = MoveForm(meeting=meeting, now=NOW)
    assert (form["on"].value(), str(form["at"].value())) == (datetime(2026, 3, 10).date(), "18:00:00")
    assert 'value="18:00"' in str(form["at"])


def test_a_move_is_by_the_clock_of_the_series(table, fay):
    meeting = plan_series(table, fay, zone="America/New_York").meetings.earliest("starts_at")
    form = MoveForm({"on": "2026-03-12", "at": "09:00"}, meeting=meeting, now=NOW)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["starts_at"] == datetime(2026, 3, 12, 13, 0, tzinfo=UTC)


def test_a_move_out_of_a_gap_goes_forward_by_the_gap(meeting):
    form = MoveForm({"on": "2026-03-29", "at": "02:30"}, meeting=meeting, now=NOW)
    assert form.is_valid()
    assert form.cleaned_data["starts_at"] == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "fields"),
    [
        ({}, {"on", "at"}),
        ({"on": "2026-03-12"}, {"at"}),
        ({"on": "soon", "at": "18:00"}, {"on"}),
        ({"on": "2026-03-01", "at": "18:00"}, {"on"}),
        ({"on": "2028-03-01", "at": "18:00"}, {"on"}),
    ],
)
def test_a_move_to_nowhere_is_refused_and_kept(meeting, words, fields):
    form = MoveForm(words, meeting=meeting, now=NOW)
    assert wrong(form) == fields
    assert form["on"].value() == words.get("on")


@pytest.mark.parametrize("reason", ["", "Half of us are at the fair 🎪", "אנחנו ביריד", "x" * 300])
def test_a_reason_can_be_anything_short_or_nothing(reason):
    form = CancelForm({"reason": reason})
    assert form.is_valid()
    assert form.cleaned_data["reason"] == reason


def test_a_long_reason_is_refused_and_kept():
    form = CancelForm({"reason": "x" * 301})
    assert wrong(form) == {"reason"}
    assert form["reason"].value() == "x" * 301


@pytest.mark.parametrize("word", ["yes", "maybe", "no"])
def test_three_answers_are_answers(word):
    assert AnswerForm({"answer": word}).is_valid()


@pytest.mark.parametrize("word", [None, "", "YES", "perhaps", "yes\x00"])
def test_nothing_else_is(word):
    form = AnswerForm({} if word is None else {"answer": word})
    assert wrong(form) == {"answer"}


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "9999-01-01 to 9999-12-31"])
def test_days_at_the_ends_of_the_calendar_leave_nothing_out(day, table, fay):
    form = filled(others=day)
    assert (form.errors, form.slots_left_out) == ({}, [])
    series = plan_series(table, fay)
    dates = coming_dates(series, NOW)
    form = SkipForm({"others": day}, series=series, dates=dates, now=NOW)
    assert form.errors == {"others": ["The series has no meeting on these days."]}
