"""A buddy: from sign-up to the first half hour on both calendars."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from accounts.models import Community, CommunityMembership, User
from tests.journeys.conftest import Visit
from tests.journeys.steps import BRUSSELS, NEW_YORK, link, local, sign_up
from tests.running import Inbox

pytestmark = pytest.mark.browser


def test_from_sign_up_to_a_table_for_two(visit: Visit, mail: Inbox):
    fay, max_ = visit(BRUSSELS), visit(NEW_YORK, viewport={"width": 390, "height": 844})
    sign_up(fay, mail, "Fay Lindgren", "fay@example.org")
    sign_up(max_, mail, "Max Müller", "max@example.org")
    guild = Community.objects.create(kind="association", name="Makers Guild", slug="makers-guild")
    CommunityMembership.objects.bulk_create(
        CommunityMembership(community=guild, user=user) for user in User.objects.all()
    )

    fay.get_by_role("navigation", name="Main", exact=True).get_by_role("link", name="Buddy").click()
    fay.get_by_role("button", name="I look for a buddy").click()
    expect(fay.get_by_role("status").first).to_contain_text("among those who look")

    max_.get_by_role("navigation", name="Main, phone").get_by_role("link", name="Buddy").click()
    max_.get_by_role("link", name="Fay Lindgren", exact=True).click()
    max_.get_by_role("link", name="Ask to be buddies").click()
    max_.get_by_label("A few words").fill("We both price by hand. Half an hour a week?")
    max_.get_by_role("button", name="Ask to be buddies").click()
    expect(max_.get_by_role("status").first).to_contain_text("Fay has been asked")

    fay.goto(link(mail.wait("fay@example.org", "Max Müller asks you to be buddies"), "/buddies/requests/"))
    expect(fay.locator("main")).to_contain_text("Half an hour a week?")
    fay.get_by_role("button", name="Yes, let us try").click()
    expect(fay.get_by_role("status").first).to_contain_text("You and Max are buddies")
    expect(fay.locator("main")).to_contain_text("You try it out until")
    home = fay.url

    fay.get_by_role("link", name="Set the rhythm").click()
    day = datetime.now(UTC) + timedelta(days=3)
    starts_at = datetime.combine(day.date(), time(8), ZoneInfo(BRUSSELS))
    fay.locator("[name=on]").fill(f"{starts_at:%Y-%m-%d}")
    fay.get_by_label("Starts at").fill("08:00")
    expect(fay.get_by_label("How you meet")).to_have_value("buddy-25")
    fay.get_by_role("button", name="Publish the meetings").click()
    expect(fay.get_by_role("status").first).to_contain_text("13 meetings are on the calendar")

    assert mail.wait("max@example.org", "says yes")
    max_.goto(home)
    expect(max_.locator("main")).to_contain_text(f"{local(starts_at, NEW_YORK)} to ")
    max_.get_by_role("button", name="Let us go on").click()
    expect(max_.get_by_role("status").first).to_contain_text("Your buddy sees that you would like to go on")
    fay.goto(home)
    fay.get_by_role("button", name="Let us go on").click()
    expect(fay.get_by_role("status").first).to_contain_text("You both go on")
