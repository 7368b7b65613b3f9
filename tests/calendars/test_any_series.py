"""Any series with any changes, without a database: what is read back are its dates."""

from datetime import UTC, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.clock import instant
from groups.models import Group
from meetings import calendar
from meetings.course import Course
from meetings.models import Cancellation, Meeting, Series
from tests.calendars.test_readers import dates_in_python
from tests.calendars.world import FROM, TO, ZONES

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
RULES = [
    "FREQ=WEEKLY",
    "FREQ=WEEKLY;INTERVAL=2",
    "FREQ=WEEKLY;COUNT=30",
    "FREQ=WEEKLY;COUNT=1",
    "FREQ=WEEKLY;UNTIL=20270101",
    "FREQ=WEEKLY;INTERVAL=3;BYDAY=SU,WE",
    "FREQ=MONTHLY;BYDAY=-1SU",
    "FREQ=MONTHLY;BYMONTHDAY=-1",
    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
    "FREQ=DAILY;INTERVAL=10",
]
CLOCKS = st.one_of(
    st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45])),
    st.sampled_from([time(0, 30), time(1), time(1, 30), time(2), time(2, 15), time(2, 30), time(3)]),
)
CHANGES = st.sampled_from(["", "", "", "moved", "cancelled", "left out", "deleted"])


@st.composite
def courses(draw) -> Course:
    """A series with rows for some months, of which some were changed, seen from the beginning or from later on."""
    zone, rule, clock = draw(st.sampled_from(ZONES)), draw(st.sampled_from(RULES)), draw(CLOCKS)
    hours = draw(st.lists(CLOCKS, min_size=2, max_size=3, unique=True)) if draw(st.integers(0, 4)) == 0 else []
    series = _series(rule, datetime.combine(_first_day(rule), clock), zone, hours)
    dates = series.dates(NOW, NOW + timedelta(days=120))
    series.made_until = dates[-1].key if dates else None
    meetings = [meeting for date in dates if (meeting := _meeting(series, date, draw(CHANGES))) is not None]
    if dates and draw(st.booleans()):
        series.ends_before = draw(st.sampled_from(dates)).key
        meetings = [each for each in meetings if each.slot < series.ends_before]
    since = draw(st.one_of(st.none(), st.just(NOW + timedelta(days=45))))
    seen = [each for each in meetings if since is None or each.ends_at > since]
    return Course(series, seen, since, NOW.year)


def _first_day(rule: str) -> datetime:
    """A day the rules of the list all begin with, as the database asks of a series."""
    if "BYMONTHDAY" in rule or "BYSETPOS" in rule:
        return datetime(2026, 3, 31)
    return datetime(2026, 3, 29) if "SU" in rule else datetime(2026, 3, 8)


def _series(rule: str, starts_at: datetime, zone: str, hours: list[time]) -> Series:
    group = Group(pk=1, name="Second Thursday", slug="second-thursday")
    group._state.fields_cache["closure"] = None
    fields = {"created_at": NOW, "changed_at": NOW, "minutes": 90, "hours": hours}
    return Series(pk=1, group=group, rule=rule, starts_at=starts_at, zone=zone, **fields)


def _meeting(series: Series, date, change: str) -> Meeting | None:
    if change == "deleted":
        return None
    fields = {"slot": date.key, "starts_at": date.starts_at, "ends_at": date.ends_at, "changed_at": NOW}
    meeting = Meeting(pk=int(date.starts_at.timestamp()), series=series, group=series.group, **fields)
    meeting._state.fields_cache["cancellation"] = None
    if change == "moved":
        meeting.starts_at += timedelta(hours=29)
        meeting.ends_at += timedelta(hours=29)
        meeting.revision = 1
    elif change:
        meeting.cancellation = Cancellation(meeting=meeting, is_skip=change == "left out")
    return meeting


def truth(course: Course) -> list[tuple[datetime, datetime]]:
    """The rows that stand, and what the series gives beyond them."""
    standing = [(each.starts_at, each.ends_at) for each in course.meetings if not each.is_cancelled]
    made = course.series.made_until
    begin = instant(course.series.starts_at, course.series.zone) - timedelta(days=1)
    beyond = [each for each in course.series.dates(begin, TO) if made is None or each.key > made]
    return sorted(date for date in [*standing, *((each.starts_at, each.ends_at) for each in beyond)] if date[0] < TO)


@given(courses())
@settings(max_examples=150, deadline=None)
def test_the_dates_of_any_series_are_read_back(course):
    text = calendar.feed([course], name="Mastermind", zone="UTC", year=NOW.year)
    assert sorted(dates_in_python(text)) == [date for date in truth(course) if date[0] >= FROM]
