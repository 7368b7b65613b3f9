"""Meetings that never drift: a poll becomes a series, one date moves, one is off, the rest change; Max reads along.

Max lives by another clock. At each step he gets one mail, and the calendar he subscribed to, read by a library that
calendars are built on, says the same as his page, date by date.
"""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import recurring_ical_events
from django.test import Client
from icalendar import Calendar
from playwright.sync_api import Page, expect

from accounts.clock import zone_data
from accounts.models import Notice, User
from groups.models import Membership, Role
from meetings.models import Meeting, Poll, ZoneData
from meetings.subscribing import feed_for
from tests.calendars.programs import dates_in_khal
from tests.calendars.world import dates_of
from tests.conftest import expertise, found, person
from tests.journeys.conftest import Visit, session_of
from tests.journeys.steps import BRUSSELS, NEW_YORK, link, local, of_kind, wait_for_kind
from tests.running import Inbox, Stack, wait_for

pytestmark = pytest.mark.browser

FAY, MAX = "fay@example.org", "max@example.org"
HOUR = re.compile(r"(\d\d:\d\d) to")
PLACE = "/groups/second-thursday"


def sign_in(page: Page, user: User, site: Stack) -> None:
    page.context.add_cookies([{"name": "sessionid", "value": session_of(user), "url": site.address}])


def day_of(moment: datetime, zone: str) -> str:
    return f"{moment.astimezone(ZoneInfo(zone)):%A %-d %B}"


def shown(page: Page) -> list[str]:
    """The coming dates as somebody's page lists them: "Tuesday 8 December 12:00"."""
    page.goto(f"{PLACE}/meetings/")
    rows = page.locator("section[aria-labelledby=coming] li").filter(has_not_text="Cancelled")
    return [f"{row.locator('h3').inner_text()} {HOUR.search(row.inner_text())[1]}" for row in rows.all()]


def subscribed(site: Stack, user: User, dates: int) -> list[str]:
    """The same from the calendar, as a reader of calendars unfolds it."""
    answer = Client().get(feed_for(user, None).get_absolute_url())
    calendar = Calendar.from_ical(answer.content)
    now = datetime.now(UTC)
    events: list[Any] = recurring_ical_events.of(calendar).between(now, now + timedelta(days=200))
    standing = [each for each in events if each.get("STATUS") != "CANCELLED"]
    starts = sorted(each["DTSTART"].dt.astimezone(ZoneInfo(user.time_zone)) for each in standing)
    return [f"{each:%A %-d %B %H:%M}" for each in starts][:dates]


def agrees(page: Page, site: Stack, user: User) -> list[str]:
    """Page and calendar say the same; answers what."""
    dates = shown(page)
    assert subscribed(site, user, len(dates)) == dates
    return dates


def has_one_of_each(mail: Inbox, kinds: dict[str, int]) -> None:
    """Max got so many mails of each kind, once all that is owed has gone out."""
    wait_for(lambda: not Notice.objects.filter(state="due", due_at__lte=datetime.now(UTC)), 60, "all to be sent")
    assert {kind: len(of_kind(mail, MAX, kind)) for kind in kinds} == kinds


def test_from_a_poll_to_a_split_series_in_two_zones(visit: Visit, mail: Inbox, site: Stack, tmp_path: Path):
    expertise()
    people = person("Fay", BRUSSELS), person("Max", NEW_YORK)
    table = found(people[0], now=datetime.now(UTC))
    Membership.objects.seat(table, people[1], role=Role.MEMBER, now=datetime.now(UTC))
    fay, max_ = visit(BRUSSELS), visit(NEW_YORK, viewport={"width": 390, "height": 844})
    sign_in(fay, people[0], site)
    sign_in(max_, people[1], site)

    # As the worker started it saw to it that all dates lie by the zone data we have.
    wait_for(lambda: ZoneData.objects.filter(version=zone_data().wheel), 30, "the times to be refreshed")

    # Fay proposes two times; Max answers by the link in his mail, by his own clock.
    first = datetime.combine((datetime.now(UTC) + timedelta(days=9)).date(), datetime.min.time(), ZoneInfo(BRUSSELS))
    times = [first.replace(hour=18), first.replace(hour=8)]
    fay.goto(f"{PLACE}/polls/new/")
    for number, each in enumerate(times):
        fay.locator("input[type=date]").nth(number).fill(f"{each:%Y-%m-%d}")
        fay.locator("input[type=time]").nth(number).fill(f"{each:%H:%M}")
    fay.get_by_text("Every week", exact=True).click()
    fay.get_by_role("button", name="Ask everyone").click()
    expect(fay.get_by_role("status").first).to_contain_text("Everyone is asked.")
    asked = wait_for_kind(mail, MAX, "poll")
    for each in times:
        assert f"{local(each, NEW_YORK)} to" in asked.get_body(("plain",)).get_content()
    assert "New York time" in asked.get_body(("plain",)).get_content()
    max_.goto(link(asked, "/polls/answer/"))
    choose(max_, times[0], NEW_YORK, "Yes")
    choose(max_, times[1], NEW_YORK, "No")
    max_.get_by_role("button", name="Send my answers").click()

    # Fay chooses; the series is made.
    fay.goto(Poll.objects.get().get_absolute_url())
    fay.get_by_role("link", name=re.compile("Choose")).first.click()
    fay.get_by_label(re.compile(f"{local(times[0], BRUSSELS)} to")).check()
    fay.get_by_role("button", name="Set it and tell everyone").click()
    planned = wait_for_kind(mail, MAX, "schedule").get_body(("plain",)).get_content()
    assert f"{day_of(times[0], NEW_YORK)}, {local(times[0], NEW_YORK)}" in planned
    dates = agrees(max_, site, people[1])
    assert dates[0] == f"{day_of(times[0], NEW_YORK)} {local(times[0], NEW_YORK)}"
    assert len(dates) == Meeting.objects.count()

    # The second date moves.
    second, third, fourth = Meeting.objects.order_by("slot")[1:4]
    moved = second.starts_at + timedelta(days=1, hours=1)
    wall = moved.astimezone(ZoneInfo(BRUSSELS))
    fay.goto(f"{second.get_absolute_url()}time/")
    fay.get_by_label("Date").fill(f"{wall:%Y-%m-%d}")
    fay.get_by_label("Starts at").fill(f"{wall:%H:%M}")
    fay.get_by_role("button", name="Move and tell everyone").click()
    changed = wait_for_kind(mail, MAX, "change").get_body(("plain",)).get_content()
    assert f"{day_of(moved, NEW_YORK)}, {local(moved, NEW_YORK)} to" in changed
    assert "New York time" in changed
    dates = agrees(max_, site, people[1])
    assert dates[1] == f"{day_of(moved, NEW_YORK)} {local(moved, NEW_YORK)}"

    # The third is off.
    fay.goto(f"{third.get_absolute_url()}cancellation/")
    fay.locator("main form button[type=submit]").last.click()
    wait_for_kind(mail, MAX, "cancellation")
    dates = agrees(max_, site, people[1])
    assert f"{day_of(third.starts_at, NEW_YORK)} {local(third.starts_at, NEW_YORK)}" not in dates

    # From the fourth on they meet two hours later.
    fay.goto(f"{fourth.get_absolute_url()}following/")
    fay.get_by_label("Starts at").fill("20:00")
    fay.get_by_role("button", name="Change and tell everyone").click()
    following = wait_for_kind(mail, MAX, "series_change").get_body(("plain",)).get_content()
    later_on = fourth.starts_at + timedelta(hours=2)
    assert f"{day_of(later_on, NEW_YORK)}, {local(later_on, NEW_YORK)}" in following
    dates = agrees(max_, site, people[1])
    assert dates[0] == f"{day_of(times[0], NEW_YORK)} {local(times[0], NEW_YORK)}"
    assert dates[1] == f"{day_of(moved, NEW_YORK)} {local(moved, NEW_YORK)}"
    assert dates[2] == f"{day_of(later_on, NEW_YORK)} {local(later_on, NEW_YORK)}"
    assert len(agrees(fay, site, people[0])) == len(dates)
    has_one_of_each(mail, {"poll": 1, "schedule": 1, "change": 1, "cancellation": 1, "series_change": 1})

    # A calendar program that subscribed over the network shows the same for two years.
    address = site.address + feed_for(people[1], None).get_absolute_url()
    assert sorted(dates_in_khal(address, tmp_path)) == dates_of(table)


def choose(page: Page, moment: datetime, zone: str, word: str) -> None:
    """One of the three answers to one time."""
    times = page.get_by_role("group", name=re.compile(f"{local(moment, zone)} to"))
    times.get_by_text(word, exact=True).click()
