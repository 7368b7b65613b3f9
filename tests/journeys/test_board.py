"""An advisory board: from sign-up to a seat that is held and a date on both calendars."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Visit
from tests.journeys.steps import BRUSSELS, NEW_YORK, PASSWORD, link, local, schedule, sign_up
from tests.running import Inbox

pytestmark = pytest.mark.browser


def test_from_sign_up_to_a_seat_on_a_board(visit: Visit, mail: Inbox):
    fay, nadia = visit(BRUSSELS), visit(NEW_YORK, viewport={"width": 390, "height": 844})
    sign_up(fay, mail, "Fay Lindgren", "fay@example.org")

    fay.goto("/groups/new/?kind=board")
    fay.get_by_label("Name of the group").fill("A second workshop")
    fay.get_by_label("Purpose").fill("One decision: open a second workshop, or not.")
    fay.get_by_role("button", name="Set the table").click()
    expect(fay.locator("main")).to_contain_text("Who should sit at your table?")
    fay.get_by_label("Choosing software").uncheck()
    fay.get_by_role("button", name="Set these seats").click()
    expect(fay.locator("main")).to_contain_text("None of four seats are held.")

    fay.get_by_role("listitem").filter(has_text="Bookkeeping").get_by_role("link", name="Offer it").click()
    expect(fay.get_by_label("For the seat")).to_contain_text("Bookkeeping")
    fay.get_by_label("E-mail addresses").fill("Nadia Karim <nadia@example.org>")
    fay.get_by_label("Your words").fill("You see in a ledger what I see in oak.")
    fay.get_by_role("button", name="Send the invitation").click()
    expect(fay.get_by_role("status").first).to_contain_text("1 invitation is on its way")
    day = datetime.now(UTC) + timedelta(days=3)
    starts_at = datetime.combine(day.date(), time(18), ZoneInfo(BRUSSELS))
    schedule(fay, "a-second-workshop", starts_at)

    nadia.goto(link(mail.wait("nadia@example.org", "Fay Lindgren invites you"), "/invitations/"))
    expect(nadia.locator("main")).to_contain_text("You see in a ledger what I see in oak.")
    expect(nadia.locator("main")).to_contain_text("It is for one seat: Bookkeeping.")
    nadia.get_by_role("link", name="Join and come back").click()
    nadia.get_by_label("Your name").fill("Nadia Karim")
    nadia.get_by_label("E-mail address").fill("nadia@example.org")
    nadia.get_by_label("Password", exact=False).first.fill(PASSWORD)
    nadia.get_by_role("button", name="Take your seat").click()
    expect(nadia.locator("h1")).to_contain_text("Look into your mailbox")
    nadia.goto(link(mail.wait("nadia@example.org", "onfirm"), "/confirm-email/"))
    nadia.get_by_role("button", name="This is my address").click()

    nadia.goto("/groups/a-second-workshop/")
    expect(nadia.locator("main")).to_contain_text(f"{local(starts_at, NEW_YORK)} to ")
    assert mail.wait("fay@example.org", "Nadia Karim has sat down")
    fay.goto("/groups/a-second-workshop/seats/")
    expect(fay.locator("main")).to_contain_text("One of four seats is held.")
    expect(fay.get_by_role("listitem").filter(has_text="Bookkeeping")).to_contain_text("Nadia Karim")
