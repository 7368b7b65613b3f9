"""The main job, end to end: people sign up, a group forms, a series is scheduled, and the mail arrives."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Notice
from tests.journeys.conftest import Visit
from tests.journeys.steps import (
    BRUSSELS,
    NEW_YORK,
    join,
    link,
    local,
    of_kind,
    schedule,
    sign_up,
    start_a_group,
    wait_for_kind,
)
from tests.running import Inbox, Stack, wait_for

pytestmark = pytest.mark.browser


def says(page: Page, meeting: str, name: str) -> str:
    """What somebody answered, as the meeting's page shows it."""
    page.goto(meeting)
    row = page.locator("aside li").filter(has_text=name)
    return row.locator(".meta").inner_text().strip()


def test_from_sign_up_to_a_moved_meeting(visit: Visit, mail: Inbox, site: Stack):
    fay, max_ = visit(BRUSSELS), visit(NEW_YORK, viewport={"width": 390, "height": 844})
    sign_up(fay, mail, "Fay Lindgren", "fay@example.org")
    sign_up(max_, mail, "Max Müller", "max@example.org")
    assert mail.wait("max@example.org", "Welcome")

    start_a_group(fay, "Second Thursday")
    # A day and a little ahead: time enough for Max to join before the reminder and the digest fall due.
    starts_at = (datetime.now(UTC) + timedelta(days=1, seconds=120)).replace(second=0, microsecond=0)
    schedule(fay, "second-thursday", starts_at.astimezone(ZoneInfo(BRUSSELS)))
    join(max_, fay, "second-thursday", "I make chairs and cannot price them.")
    max_.goto("/groups/second-thursday/charter/")
    max_.get_by_role("button", name=re.compile("sign", re.IGNORECASE)).click()
    expect(max_.get_by_role("status").first).to_contain_text("signed")

    # The reminder and the digest, each reader by their own clock.
    for address, zone, label in (
        ("fay@example.org", BRUSSELS, "Brussels time"),
        ("max@example.org", NEW_YORK, "New York time"),
    ):
        waited_for = f"{local(starts_at, zone)} to {local(starts_at + timedelta(minutes=90), zone)}, {label}"
        for kind in ("reminder", "digest"):
            letter = wait_for_kind(mail, address, kind)
            assert waited_for in letter.get_body(("plain",)).get_content()
            assert waited_for in letter.get_body(("html",)).get_content()
            assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    # The link answers without signing in; looking at it answers nothing.
    fay.goto("/groups/second-thursday/meetings/")
    fay.get_by_role("link", name=f"{starts_at.astimezone(ZoneInfo(BRUSSELS)):%A %-d %B}").first.click()
    meeting = fay.url
    phone = visit(NEW_YORK)
    phone.goto(link(wait_for_kind(mail, "max@example.org", "reminder"), "/rsvp/"))
    expect(phone.locator("main")).to_contain_text(f"{local(starts_at, NEW_YORK)} to")
    assert says(fay, meeting, "Max Müller") == "No answer yet"
    phone.get_by_text("I’ll be there").click()
    phone.get_by_role("button", name="Send my answer").click()
    expect(phone.locator("main")).to_contain_text("Noted: you’re coming.")
    assert says(fay, meeting, "Max Müller") == "Coming"

    # Fay moves it, and everybody hears once.
    moved = starts_at + timedelta(days=1, hours=1)
    wall = moved.astimezone(ZoneInfo(BRUSSELS))
    fay.get_by_role("link", name="Move this meeting").click()
    fay.get_by_label("Date").fill(f"{wall:%Y-%m-%d}")
    fay.get_by_label("Starts at").fill(f"{wall:%H:%M}")
    fay.get_by_role("button", name="Move and tell everyone").click()
    expect(fay.get_by_role("status").first).to_contain_text("moved")
    for address, zone in (("fay@example.org", BRUSSELS), ("max@example.org", NEW_YORK)):
        letter = wait_for_kind(mail, address, "change")
        assert f"{local(moved, zone)} to" in letter.get_body(("plain",)).get_content()
    wait_for(lambda: not Notice.objects.filter(state="due", due_at__lte=datetime.now(UTC)), 30, "all to be sent")
    ids = [letter["Message-ID"] for letter in mail.mails]
    assert len(ids) == len(set(ids))
    for address in ("fay@example.org", "max@example.org"):
        assert len(of_kind(mail, address, "change")) == 1
        assert len(of_kind(mail, address, "reminder")) == 1
