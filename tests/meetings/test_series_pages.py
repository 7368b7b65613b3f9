"""A series on its page, and what a facilitator changes about it and about one of its dates."""

import re
import uuid
from datetime import datetime, time, timedelta

import pytest
from django.urls import reverse

from accounts.models import Notice
from groups.models import Membership, Role
from meetings import changing, splitting
from meetings.forms import as_it_is
from meetings.letters import compose_schedule
from meetings.models import Meeting, Series
from tests.conftest import NOW, later, person, plan_series
from tests.reading import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped")]

GOOD = {
    "rule": "FREQ=WEEKLY;INTERVAL=2",
    "on": "2026-04-07",
    "at": "19:00",
    "minutes": "90",
    "format": "classic-90",
    "zone": "Europe/Brussels",
}


def address(name: str, thing) -> str:
    return reverse(f"meetings:{name}", args=[thing.pk])


def told(*kinds: str) -> list[tuple[str, str]]:
    """The notes that wait to be sent, with their readers."""
    due = Notice.objects.filter(state="due", kind__in=kinds).order_by("user")
    return [(each.kind, each.reader.first_name) for each in due]


def third(series) -> Meeting:
    """Tuesday 7 April."""
    return series.meetings.select_related("group", "series").order_by("slot")[2]


def test_a_series_stands_in_words_with_its_dates_also_those_that_are_off(series, fay, max_, client_of):
    first, second, third_, *_others = series.meetings.order_by("slot")
    changing.cancel(first, by=fay, reason="", now=NOW)
    changing.leave_out(series, [second.slot], by=fay, now=NOW)
    changing.move(third_, third_.starts_at + timedelta(days=1), NOW)
    page = text_of(client_of(max_).get(series.get_absolute_url()))
    assert "Every second Tuesday at 18:00, Brussels time" in page
    assert "Tuesday 10 March" in page
    assert "Cancelled" in page
    assert "Left out Tuesday 24 March, 13:00 to 14:30, New York time" in page
    assert "Wednesday 8 April" in page
    assert "Change the series" not in page
    assert "Change the series" in text_of(client_of(fay).get(series.get_absolute_url()))


def test_who_bears_unsocial_hours_is_seen_by_all_of_the_table(table, fay, max_, client_of):
    series = plan_series(table, fay, starts_at=datetime(2026, 3, 10, 9))
    page = text_of(client_of(max_).get(series.get_absolute_url()))
    assert "Max 0 12 Fay 0 0" in page
    assert "A like share would be 6 for each of you." in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_one_and_for_three(table, fay, max_, client_of, django_assert_num_queries, count):
    for number in range(count - 1):
        Membership.objects.seat(table, person(f"Peer{number}"), role=Role.MEMBER, now=NOW)
    series = plan_series(table, fay, rule=f"FREQ=WEEKLY;COUNT={count + 1}", facilitator=max_)
    changing.leave_out(series, [series.meetings.latest("slot").slot], by=fay, now=NOW)
    client = client_of(fay)
    with django_assert_num_queries(10):
        page = client.get(series.get_absolute_url())
    assert page.content.decode().count('class="date"') == count
    assert "Max leads" in text_of(page)


def test_this_and_all_following_begins_from_the_series_as_it_is(table, fay, max_):
    series = plan_series(
        table,
        fay,
        rule="FREQ=WEEKLY;INTERVAL=2;COUNT=6",
        hours=[time(18), time(8), time(13)],
        facilitator=max_,
        minimum=3,
        place="Rue Haute 3",
    )
    initial = as_it_is(series.meetings.select_related("series").order_by("slot")[1])
    assert (initial["rule"], initial["ends"], initial["count"]) == ("FREQ=WEEKLY;INTERVAL=2", "after", 5)
    assert (initial["on"], initial["at"]) == (datetime(2026, 3, 24).date(), time(8))
    assert (initial["second"], initial["third"]) == (time(13), time(18))
    assert (initial["facilitator"], initial["minimum"], initial["place"]) == (max_, 3, "Rue Haute 3")


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("FREQ=MONTHLY;BYDAY=2TU", {"rule": "by_weekday", "own": ""}),
        ("FREQ=MONTHLY;BYMONTHDAY=10;UNTIL=20270101", {"rule": "by_date", "ends": "on"}),
        ("FREQ=WEEKLY;UNTIL=20261231T230000Z", {"rule": "FREQ=WEEKLY", "ends": "on"}),
        ("FREQ=DAILY;INTERVAL=3;COUNT=4", {"rule": "own", "own": "FREQ=DAILY;INTERVAL=3", "count": 4}),
        ("FREQ=WEEKLY;COUNT=1", {"rule": "FREQ=WEEKLY;COUNT=1"}),
    ],
)
def test_any_rule_is_chosen_again(table, fay, rule, expected):
    meeting = plan_series(table, fay, rule=rule).meetings.select_related("series").earliest("slot")
    assert as_it_is(meeting).items() >= expected.items()


def test_a_change_from_a_date_on_is_shown_first_and_then_made_once(series, fay, max_, client_of):
    meeting, client = third(series), client_of(fay)
    page = client.get(address("successions.new", meeting))
    assert page.context["form"]["at"].value() == "18:00"
    assert "Max New York time 12:00" in text_of(page)  # the dates stand there before anything is changed
    shown = text_of(client.post(address("successions.new", meeting), {**GOOD, "preview": "1"}))
    assert "Max New York time 13:00" in shown
    assert "Your group meets already" not in shown
    assert client.post(address("successions.new", meeting), {}).status_code == 200  # nothing sent is no wish
    assert told("series_change") == []
    sent = {**GOOD, "ticket": str(uuid.uuid4()), "left_out": ["2026-04-21"]}
    for _twice in range(2):
        answer = client.post(address("successions.new", meeting), sent)
    new = Series.objects.get(follows=series)
    assert answer.url in (new.get_absolute_url(), meeting.get_absolute_url())
    assert Series.objects.count() == 2
    assert [f"{slot:%m-%d %H}" for slot in series.meetings.order_by("slot").values_list("slot", flat=True)] == [
        "03-10 18",
        "03-24 18",
    ]
    standing = new.meetings.standing().order_by("slot").values_list("slot", flat=True)
    assert [f"{slot:%m-%d %H}" for slot in standing][:2] == ["04-07 19", "05-05 19"]
    assert told("series_change", "skip", "schedule") == [("series_change", "Fay"), ("series_change", "Max")]
    before, after = (text_of(client.get(each.get_absolute_url())) for each in (series, new))
    assert "on it is: Every second Tuesday at 19:00, Brussels time" in before
    assert "Before, it was: Every second Tuesday at 18:00, Brussels time" in after


def test_what_was_called_off_before_stays_so_where_the_series_goes_on(series, fay, client_of):
    meeting = third(series)
    changing.leave_out(series, [datetime(2026, 4, 21, 18)], by=fay, now=NOW)
    page = client_of(fay).get(address("successions.new", meeting), {**GOOD, "preview": "1"})
    row = next(row for row in page.context["preview"].rows if row.date.key == datetime(2026, 4, 21, 19))
    assert (row.is_left_out, row.is_gone) == (True, True)
    assert 'value="2026-04-21"' not in page.content.decode()


def test_leaving_out_says_who_is_told_and_tells_once(series, fay, client_of):
    meeting, client = third(series), client_of(fay)
    asked = client.get(f"{address('skips.new', series)}?slot={meeting.slot.isoformat()}")
    assert "Everyone gets one mail that names the dates" in text_of(asked)
    assert re.search(rf'value="{meeting.slot.isoformat()}"[^>]*checked', asked.content.decode())
    assert "Tuesday 7 April 2026, 18:00, Brussels time" in text_of(asked)
    sent = {"slots": [meeting.slot.isoformat()], "others": "2026-08-01 to 2026-08-31"}
    assert client.post(address("skips.new", series), sent).url == series.get_absolute_url()
    off = Meeting.objects.filter(series=series, cancellation__is_skip=True).order_by("slot")
    assert [f"{each.slot:%m-%d}" for each in off] == ["04-07", "08-11", "08-25"]
    assert told("skip") == [("skip", "Fay"), ("skip", "Max")]


def test_a_date_that_was_moved_is_offered_where_it_is_now(series, fay, client_of):
    meeting = third(series)
    changing.move(meeting, meeting.starts_at + timedelta(days=1), NOW)
    for name in ("skips.new", "endings.new"):
        page = text_of(client_of(fay).get(address(name, series)))
        assert "Wednesday 8 April 2026, 18:00, Brussels time" in page
        assert "Tuesday 7 April" not in page


def test_a_date_that_was_moved_says_whence_by_the_readers_clock(series, max_, client_of):
    meeting = third(series)
    changing.move(meeting, meeting.starts_at + timedelta(days=1), NOW)
    reader = client_of(max_)
    assert "moved from Tuesday 7 April, 12:00, New York time" in text_of(reader.get(meeting.get_absolute_url()))
    for page in (series.get_absolute_url(), reverse("meetings:meetings.index", args=[series.group.slug])):
        assert "moved from Tuesday 7 April, 12:00" in text_of(reader.get(page))


def test_a_date_that_is_left_out_does_not_say_that_it_is_cancelled(series, fay, max_, client_of):
    meeting = third(series)
    changing.leave_out(series, [meeting.slot], by=fay, now=NOW)
    page = text_of(client_of(max_).get(meeting.get_absolute_url()))
    assert "This date is left out." in page
    assert "Fay left it out on" in page
    assert "ancelled" not in page


def test_who_would_set_a_second_rhythm_is_led_to_the_first(series, fay, client_of, stopped):
    new = reverse("meetings:series.new", args=[series.group.slug])
    assert f'href="{series.get_absolute_url()}"' in client_of(fay).get(new).content.decode()
    splitting.end(series, third(series).slot, by=fay, now=NOW)
    assert "You meet already." not in text_of(client_of(fay).get(new))


def test_the_last_button_says_the_same_before_and_after_the_dates_are_shown(series, fay, client_of):
    path = address("successions.new", third(series))
    assert "Change and tell everyone" in text_of(client_of(fay).get(path))
    swapped = client_of(fay).post(path, {**GOOD, "ticket": str(uuid.uuid4())}, headers={"HX-Request": "true"})
    assert "Change and tell everyone" in text_of(swapped)
    assert "Publish the meetings" not in text_of(swapped)


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({}, "slots"),
        ({"slots": ["2026-03-11T18:00:00"]}, "slots"),
        ({"slots": ["soon"]}, "slots"),
        ({"others": "2026-03-11"}, "others"),
        ({"others": "soon"}, "others"),
    ],
)
def test_leaving_out_what_is_no_date_is_refused(series, fay, client_of, sent, field):
    page = client_of(fay).post(address("skips.new", series), sent)
    assert set(page.context["form"].errors) == {field}
    assert not Meeting.objects.filter(cancellation__isnull=False).exists()


def test_a_series_ends_after_a_date_and_everyone_is_told_once(series, fay, max_, client_of, stopped):
    client, gone = client_of(fay), third(series)
    assert "None of these: it ends now" in text_of(client.get(address("endings.new", series)))
    for _twice in range(2):
        assert client.post(address("endings.new", series), {"gone": gone.slot.isoformat()}).status_code in (200, 302)
    series.refresh_from_db()
    assert series.ends_before == gone.slot
    assert series.meetings.standing().count() == 2
    assert told("series_change", "skip", "cancellation") == [("series_change", "Fay"), ("series_change", "Max")]
    letter = compose_schedule(Notice.objects.get(kind="series_change", user=max_), NOW)
    words = {str(key): str(value) for key, value in letter.context.items()}
    assert "Tuesday 24 March, 13:00 to 14:30, New York time" in str(words)
    assert "It ends before Tuesday 7 April 2026, Brussels time." in text_of(client.get(series.get_absolute_url()))


def test_a_series_that_ended_makes_no_dates_any_more(series, fay, stopped):
    assert splitting.end(series, third(series).slot, by=fay, now=NOW)
    assert not splitting.end(series, third(series).slot, by=fay, now=NOW)
    series.refresh_from_db()
    assert len(series.dates(NOW, later(days=900))) == 2
    with pytest.raises(changing.NoSuchDate):
        splitting.end(series, datetime(2026, 3, 11, 18), by=fay, now=NOW)


def test_a_series_ends_at_once(series, fay, client_of, max_):
    first = series.meetings.earliest("slot")
    client_of(fay).post(address("endings.new", series), {"gone": first.slot.isoformat()})
    assert not series.meetings.standing().exists()
    letter = compose_schedule(Notice.objects.get(kind="series_change", user=max_), NOW)
    assert "It has no more meetings." in str({str(key): str(value) for key, value in letter.context.items()})
    assert client_of(fay).get(address("endings.new", series)).url == series.get_absolute_url()


def test_who_leads_and_where_changes_for_one_date_and_everyone_is_told(series, fay, max_, client_of):
    meeting, client = third(series), client_of(fay)
    assert "Everyone gets a mail" in text_of(client.get(address("arrangements.edit", meeting)))
    sent = {"facilitator": max_.pk, "place": "Rue Haute 3"}
    for _twice in range(2):
        assert client.post(address("arrangements.edit", meeting), sent).url == meeting.get_absolute_url()
    meeting.refresh_from_db()
    assert (meeting.facilitator, meeting.place) == (max_, "Rue Haute 3")
    assert told("change") == [("change", "Fay"), ("change", "Max")]
    assert "Max leads" in text_of(client.get(meeting.get_absolute_url()))
    assert text_of(client.get(reverse("meetings:meetings.index", args=[series.group.slug]))).count("Max leads") == 1


def test_a_stranger_does_not_lead(series, fay, stan, client_of):
    page = client_of(fay).post(address("arrangements.edit", third(series)), {"facilitator": stan.pk})
    assert set(page.context["form"].errors) == {"facilitator"}


@pytest.mark.parametrize("name", ["arrangements.edit", "successions.new"])
def test_what_is_off_is_not_changed_any_more(series, fay, client_of, name):
    meeting = third(series)
    changing.cancel(meeting, by=fay, reason="", now=NOW)
    assert client_of(fay).get(address(name, meeting)).url == meeting.get_absolute_url()


def test_a_meetings_page_leads_to_all_that_can_be_changed(series, fay, max_, client_of):
    meeting = third(series)
    page = client_of(fay).get(meeting.get_absolute_url()).content.decode()
    for name in ("meetings.edit", "cancellations.new", "arrangements.edit", "successions.new"):
        assert address(name, meeting) in page
    assert f"{address('skips.new', series)}?slot={meeting.slot.isoformat()}" in page
    assert address("successions.new", meeting) not in client_of(max_).get(meeting.get_absolute_url()).content.decode()
