"""The dates a pattern comes to, before anything is sent: by every clock, with what changes and what stands against."""

import re
from datetime import UTC, datetime, time, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Availability, Notice, User
from groups.models import Membership, Role
from meetings import changing, preview, scheduling
from meetings.models import Cancellation, Meeting, Series
from tests.conftest import NOW, classic_90, found, later, person, plan_series
from tests.reading import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped")]

GOOD = {
    "rule": "FREQ=WEEKLY;INTERVAL=2",
    "on": "2026-03-10",
    "at": "18:00",
    "minutes": "90",
    "format": "classic-90",
    "zone": "Europe/Brussels",
}


@pytest.fixture
def fays(fay, client_of) -> Client:
    return client_of(fay)


def address(group) -> str:
    return reverse("meetings:series.new", args=[group.slug])


def shown(client, group, **changes) -> str:
    """What the page says of the dates, up to what publishing does."""
    page = text_of(client.get(address(group), {**GOOD, "preview": "1", **changes}))
    return page.partition("Next dates")[2].partition("When you publish")[0]


def draft(**fields) -> Series:
    fields = {"rule": GOOD["rule"], "starts_at": datetime(2026, 3, 10, 18), "zone": "Europe/Brussels", **fields}
    return Series(minutes=90, **fields)


def test_six_dates_stand_by_everybodys_own_clock_with_its_zone(table, fays):
    page = shown(fays, table)
    assert "Every second Tuesday at 18:00, Brussels time." in page
    assert page.count("Fay Brussels time 18:00") == page.count("New York time") == 6
    assert "the first 6, without an end" in page
    for day in ("10 March 2026, Brussels time", "24 March", "7 April", "21 April", "5 May", "19 May"):
        assert day in page


def test_a_date_between_two_clock_changes_is_marked_and_the_next_is_back_to_usual(table, fays):
    page = shown(fays, table, on="2026-03-03")  # New York changes on the 8th, Brussels on the 29th
    assert "Clocks change on 8 March in New York and on 29 March in Brussels." in page
    assert "On 17 March it is 13:00 in New York for Max." in page
    assert "Max New York time one hour later 13:00" in page
    assert "Max New York time back to usual 12:00" in page


def test_who_never_changes_is_told_from_when_on(table, fays):
    Membership.objects.seat(table, person("Amara", "Africa/Lagos"), role=Role.MEMBER, now=NOW)
    page = shown(fays, table)
    assert "From 7 April on it is 17:00 for Amara, because Lagos does not change." in page
    assert "one hour earlier 17:00" in page


def test_a_series_that_begins_late_in_the_horizon_knows_summer_and_winter_apart(table, fay, client_of, stopped):
    stopped.move_to(datetime(2026, 11, 25, 9, tzinfo=UTC))
    page = shown(client_of(fay), table, on="2027-02-20", zone="Asia/Amman")
    assert "Fay Brussels time one hour later 17:00" in page
    assert "back to usual" not in page.partition("3 April 2027")[2].partition("17 April")[0].partition("Max")[0]


def test_members_who_share_a_clock_stand_together_whatever_their_zone(table, fays):
    for name, zone in (("Leila", "Europe/Paris"), ("Yuki", "Asia/Tokyo")):
        Membership.objects.seat(table, person(name, zone), role=Role.MEMBER, now=NOW)
    page = shown(fays, table)
    assert "Fay and Leila Brussels and Paris time 18:00" in page
    assert "Yuki Tokyo time unsocial hour Wed 02:00" in page


def test_before_seven_and_after_ten_are_marked_and_a_social_hour_is_not(table, fays):
    assert "unsocial" not in shown(fays, table).lower()
    assert shown(fays, table, at="21:00").count("Fay Brussels time unsocial hour 21:00") == 6


def test_an_end_says_how_many_there_will_be(table, fays):
    assert "the first 6 of 10" in shown(fays, table, ends="after", count="10")
    assert "24 March" in shown(fays, table, ends="on", until="2026-03-24")
    assert "7 April" not in shown(fays, table, ends="on", until="2026-03-24")


def test_a_date_left_out_stays_in_sight_and_six_others_are_shown(table, fays):
    page = shown(fays, table, left_out="2026-03-24", others="2026-04-01 to 2026-04-10")
    assert "24 March is left out" in page
    assert "7 April is left out" in page
    assert page.count("Fay Brussels time") == 6
    assert "16 June" in page


def test_a_member_who_meets_elsewhere_is_busy_and_nothing_more_is_told(table, stan, fays, max_):
    other = found(stan, "Secret Table")
    Membership.objects.seat(other, max_, role=Role.MEMBER, now=NOW)
    Membership.objects.seat(other, person("Nora"), role=Role.MEMBER, now=NOW)
    plan_series(other, stan, starts_at=datetime(2026, 3, 10, 19))
    page = shown(fays, table)
    assert page.count("Busy then: Max") == 6  # also on 19 May... and beyond the 90 days that are meetings already
    for hidden in ("Secret", "Nora", "Stan"):
        assert hidden not in page
    assert "Busy" not in shown(fays, table, at="16:00")


def test_busy_is_told_beyond_the_dates_that_are_made_but_not_where_one_is_left_out(table, stan, fays, max_):
    other = found(stan, "Secret Table")
    Membership.objects.seat(other, max_, role=Role.MEMBER, now=NOW)
    series = plan_series(other, stan, rule="FREQ=WEEKLY")
    changing.leave_out(series, [datetime(2026, 7, 14, 18)], by=stan, now=NOW)
    changing.cancel(series.meetings.earliest("starts_at"), by=stan, reason="", now=NOW)
    page = shown(fays, table, rule="by_weekday")
    assert page.count("Busy then: Max") == 4  # not 10 March, which is off, nor 14 July


def test_where_the_group_meets_already_is_told_date_by_date(series, fays):
    page = shown(fays, series.group, rule="FREQ=WEEKLY", on="2026-03-03", at="18:30")
    assert page.count("Your group meets already then.") == 3
    assert "Busy" not in page


@pytest.mark.parametrize(
    ("own", "said"),
    [
        ("every tuesday", "is no part of a rule"),
        ("FREQ=HOURLY", "not by hours"),
        ("FREQ=WEEKLY;BYDAY=MO", "the next of them is Monday 16 March 2026, 18:00"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "This rule has no dates."),
        ("FREQ=WEEKLY;BYHOUR=18,19", "begin before the one before it has ended"),
        ("", "Paste a rule"),
    ],
)
def test_a_rule_that_is_none_is_refused_in_words_and_nothing_is_lost(table, fays, own, said):
    sent = {**GOOD, "rule": "own", "own": own, "place": "Rue Haute 3", "left_out": ["2026-03-24"]}
    page = fays.post(address(table), sent)
    assert said in text_of(page)
    form = page.context["form"]
    assert form["own"].value() == own
    assert form["place"].value() == "Rue Haute 3"
    assert form["left_out"].value() == ["2026-03-24"]
    assert not Series.objects.exists()


def test_many_dates_a_day_are_shown_and_cost_little(table, fays):
    hours = ",".join(str(hour) for hour in range(24))
    page = shown(fays, table, rule="own", own=f"FREQ=DAILY;BYHOUR={hours}", minutes="25", format="buddy-25")
    assert page.count("Fay Brussels time") == 6


def test_a_rule_of_ones_own_is_published(table, fays):
    fays.post(address(table), {**GOOD, "rule": "own", "own": "rrule:freq=weekly;byday=tu,th"})
    series = Series.objects.get()
    assert series.rule == "FREQ=WEEKLY;BYDAY=TU,TH"
    assert series.rhythm == "every Tuesday and Thursday at 18:00, Brussels time"


def test_nothing_is_sent_until_it_is_published(table, fays):
    before = Notice.objects.count()
    shown(fays, table)
    fays.get(address(table), {"weekday": "3", "at": "18:30"})
    fays.post(address(table), {**GOOD, "preview": "1"})
    fays.post(address(table), {**GOOD}, headers={"HX-Request": "true"})
    assert (Series.objects.count(), Notice.objects.count()) == (0, before)


def test_htmx_gets_the_dates_alone(table, fays):
    page = fays.post(address(table), {**GOOD, "preview": "1"}, headers={"HX-Request": "true"}).content.decode()
    assert page.lstrip().startswith('<p id="said" hx-swap-oob="innerHTML">Every second Tuesday at 18:00')
    assert '<section class="stack" id="dates"' in page
    assert "<html" not in page


def test_what_is_published_is_what_was_chosen_with_one_note_to_each(table, fay, max_, fays):
    sent = {
        **GOOD,
        "ends": "after",
        "count": "10",
        "left_out": ["2026-03-24"],
        "others": "2026-06-30",
        "facilitator": max_.pk,
        "minimum": "2",
        "asks_hours": "72",
        "second": "08:00",
    }
    page = fays.get(address(table), {**sent, "preview": "1"})
    ticket = {"ticket": page.context["form"]["ticket"].value()}
    for _twice in range(2):
        assert fays.post(address(table), {**sent, **ticket}).status_code == 302
    series = Series.objects.get()
    assert series.rule == "FREQ=WEEKLY;INTERVAL=2;COUNT=10"
    assert (series.facilitator, series.minimum, series.asks_hours) == (max_, 2, 72)
    assert series.hours == [time(18), time(8)]
    standing = series.meetings.standing().order_by("slot").values_list("slot", flat=True)
    assert [f"{slot:%m-%d %H}" for slot in standing] == ["03-10 18", "04-07 18", "04-21 08", "05-05 18", "05-19 08"]
    assert sorted(f"{each.meeting.slot:%m-%d}" for each in Cancellation.objects.filter(is_skip=True)) == [
        "03-24",
        "06-30",
    ]
    told = Notice.objects.filter(kind__in=["schedule", "skip"]).values_list("kind", "user")
    assert sorted(told) == sorted([("schedule", fay.pk), ("schedule", max_.pk)])


def test_a_date_left_out_is_never_made_by_the_days_that_pass(table, fays):
    fays.post(address(table), {**GOOD, "others": "2026-06-30"})
    scheduling.extend([Series.objects.get()], later(days=40))
    assert not Meeting.objects.standing().filter(slot=datetime(2026, 6, 30, 18)).exists()


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"ends": "on"}, "until", "Choose a date after the first one, 10 March 2026."),
        ({"ends": "on", "until": "2026-03-09"}, "until", "Choose a date after the first one"),
        ({"ends": "after"}, "count", "Say after how many meetings"),
        ({"others": "all of August"}, "others", "as 2026-12-24"),
        ({"others": "2026-03-01 to 2026-09-30"}, "others", "Keep one of them"),
        ({"others": "2026-09-30 to 2026-03-01"}, "others", "as 2026-12-24"),
        ({"rule": "by_last"}, "rule", "has that weekday once more"),
        ({"second": "18:00"}, "rule", "differ from each other"),
        ({"minimum": "1"}, "minimum", ""),
        ({"facilitator": "0"}, "facilitator", ""),
    ],
)
def test_what_cannot_be_says_what_would_be_right(table, fays, changes, field, said):
    page = fays.post(address(table), {**GOOD, **changes})
    errors = page.context["form"].errors
    assert set(errors) == {field}
    assert said in str(errors[field][0])
    assert not Series.objects.exists()


def test_hours_that_take_turns_are_suggested_and_their_share_is_shown(table, fays):
    for name, zone in (("Aoi", "Australia/Sydney"), ("Lou", "America/Los_Angeles")):
        Membership.objects.seat(table, person(name, zone), role=Role.MEMBER, now=NOW)
    page = fays.get(address(table), {**GOOD, "preview": "1"})
    assert "Aoi 0 12" in text_of(page)
    assert "in turn would share them more evenly" in text_of(page)
    link = re.search(r'href="(\?[^"]*)#dates" data-fills="at second third"', page.content.decode())
    assert link
    tried = fays.get(address(table) + link[1].replace("&amp;", "&"))
    shares = [share.coming for share in tried.context["preview"].shares]
    assert len(tried.context["form"].draft.hours) in (2, 3)
    assert max(shares) < 12


def test_one_of_a_lists_links_fills_day_time_and_zone_and_keeps_what_was_sent(table, fay, fays):
    Availability.objects.keep(fay, range(3 * 48 + 36, 3 * 48 + 40))  # Thursday, 18:00 to 20:00
    page = fays.get(address(table), {**GOOD, "preview": "1", "place": "Rue Haute 3", "left_out": "2026-03-24"})
    html = page.content.decode()
    cell = r'href="(\?[^"]*)#pattern"\s+data-fills="on at zone"\s+aria-label="([^"]*)"\s*>([^<]*)<'
    links = re.findall(cell, html)
    assert [(label, number) for _link, label, number in links] == [
        ("Thursday 18:00: 1 of 2", "1"),
        ("Thursday 18:30: 1 of 2", "1"),
    ]
    sent = parse_qs(urlsplit(links[0][0].replace("&amp;", "&")).query)
    assert (sent["on"], sent["at"], sent["zone"]) == (["2026-03-05"], ["18:00"], ["Europe/Brussels"])
    assert (sent["place"], sent["left_out"]) == (["Rue Haute 3"], ["2026-03-24"])
    assert "Thursday 18:00 suits 1 of 2." in text_of(page)
    assert "1 of 2 has said their hours" in text_of(page)
    filled = fays.get(address(table), {"weekday": "3", "at": "18:30"}).context["form"]
    assert (str(filled["on"].value()), f"{filled['at'].value():%H:%M}") == ("2026-03-05", "18:30")


def test_a_group_without_hours_is_told_so(table, fays):
    assert "Nobody has said yet when they could meet." in text_of(fays.get(address(table)))


def test_a_group_of_one_sets_its_rhythm_alone(fay, fays):
    page = shown(fays, found(fay, "Alone"))
    assert page.count("Fay Brussels time 18:00") == 6


@pytest.mark.parametrize("count", [1, 3])
def test_the_dates_cost_the_same_for_one_and_for_three(fay, fays, stan, django_assert_num_queries, count):
    group = found(fay)
    for number in range(count - 1):
        peer = person(f"Peer{number}", "Asia/Tokyo")
        Membership.objects.seat(group, peer, role=Role.MEMBER, now=NOW)
        Membership.objects.seat(found(stan, f"Other {number}"), peer, role=Role.MEMBER, now=NOW)
    classic_90()
    with django_assert_num_queries(16):
        page = fays.get(address(group), {**GOOD, "preview": "1", "ends": "after", "count": str(count + 1)})
    assert len(page.context["preview"].rows) == count + 1


def test_the_module_alone_counts_hours_that_take_turns_against_the_hour_whose_turn_it_is(table):
    dates = preview.of(draft(hours=[time(18), time(8)]), table, [], NOW)
    assert [f"{row.date.key:%d %H}" for row in dates.rows] == ["10 18", "24 08", "07 18", "21 08", "05 18", "19 08"]
    assert [reading.change for row in dates.rows for reading in row.readings if reading.change] == ["usual"]
    assert timedelta(hours=1) in {reading.shift for row in dates.rows for reading in row.readings}


def test_two_members_of_one_first_name_are_two_who_are_busy(table, stan, fays, max_):
    other = found(stan, "Elsewhere")
    namesake = User.objects.create_user("other.max@example.org", name="Max Planck", time_zone="Europe/Brussels")
    Membership.objects.seat(table, namesake, role=Role.MEMBER, now=NOW)
    for each in (max_, namesake):
        Membership.objects.seat(other, each, role=Role.MEMBER, now=NOW)
    plan_series(other, stan, starts_at=datetime(2026, 3, 10, 19))
    assert "Busy then: Max and Max" in shown(fays, table)
