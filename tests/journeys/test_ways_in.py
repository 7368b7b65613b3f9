"""The ways in, from sign-up to a first meeting; peers stand in `test_main_job.py`, buddies in `test_buddies.py`."""

import re
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from meetings.models import Meeting
from tests.journeys.conftest import Visit
from tests.journeys.steps import BRUSSELS, NEW_YORK, link, local, schedule, sign_up
from tests.running import Inbox

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
MEETS_AT = datetime.combine((datetime.now(UTC) + timedelta(days=3)).date(), time(18), ZoneInfo(BRUSSELS))


def take_first_steps(page: Page, *, offers: str = "", seeks: str = "") -> None:
    """Three short steps: something known, something sought, the rest skipped; to the six ways in."""
    page.goto("/welcome/expertise/")
    for legend, name in (("I can advise on", offers), ("I look for advice on", seeks)):
        if name:
            choose(page, legend, name)
    page.get_by_role("button", name="Keep and go on").click()
    page.get_by_role("link", name="Skip this step").click()
    page.get_by_role("button", name="Skip this step").click()
    expect(page.locator("h1")).to_contain_text("Your chair is ready")


def choose(page: Page, legend: str, name: str) -> None:
    """One entry of the shared list, found by typing."""
    field = page.get_by_role("group", name=legend).first
    field.get_by_role("searchbox").fill(name)
    field.get_by_label(name, exact=True).check()


def start(page: Page, name: str, *, joining: str, visibility: str = "Everyone", wanted: str = "") -> str:
    """A published group; answers its address."""
    page.get_by_label("Name of the group").fill(name)
    page.get_by_label("Purpose").fill("Owners who decide one thing a quarter.")
    page.get_by_text(joining, exact=True).click()
    page.get_by_text(visibility, exact=True).click()
    page.get_by_role("button", name="Set the table").click()
    expect(page.locator("h1")).to_contain_text(name)
    page.get_by_role("button", name="Publish the group").click()
    expect(page.get_by_role("status").first).to_contain_text("published")
    return page.url


def start_in(page: Page, name: str, *, community: str) -> str:
    """An open group for the people of one community; answers its address."""
    page.get_by_label("Community", exact=True).select_option(label=community)
    return start(page, name, joining="Open: whoever comes may sit down", visibility="My community")


def meet(page: Page, table: str) -> None:
    """Every two weeks from MEETS_AT on."""
    schedule(page, table.rstrip("/").rpartition("/")[2], MEETS_AT)


def sit_down(page: Page) -> None:
    """At an open table, and put one's name under its charter."""
    page.get_by_label("I have read the charter").check()
    page.get_by_role("button", name="Take a seat").click()
    expect(page.get_by_role("status").first).to_be_visible()
    sign(page)


def sign(page: Page) -> None:
    page.get_by_role("link", name="Read it and sign").click()
    page.get_by_role("button", name=re.compile("sign", re.IGNORECASE)).last.click()
    expect(page.get_by_role("status").first).to_contain_text("signed")


def sees_the_first_meeting(page: Page, group: str) -> None:
    """It stands on Today, by the reader's own clock."""
    page.goto("/")
    expect(page.locator("main")).to_contain_text(group)
    expect(page.locator("main")).to_contain_text(f"{local(MEETS_AT, NEW_YORK)} to ")


def test_an_association(visit: Visit, mail: Inbox):
    """Olga founds her guild, whose people come in by their address; Max finds a table there and sits down."""
    olga, max_ = visit(BRUSSELS), visit(NEW_YORK, viewport=PHONE)
    sign_up(olga, mail, "Olga Berg", "olga@guild.example")
    olga.goto("/communities/")
    olga.get_by_role("link", name="Start a community").first.click()
    olga.get_by_text("Association", exact=True).click()
    olga.get_by_label("Its name").fill("Makers Guild")
    olga.get_by_label("@guild.example").check()
    olga.get_by_role("button", name="Start the community").click()
    expect(olga.locator("h1")).to_contain_text("Makers Guild")
    olga.get_by_role("link", name="Start a group").first.click()
    table = start_in(olga, "The Guild Table", community="Makers Guild")
    meet(olga, table)

    sign_up(max_, mail, "Max Weber", "max@guild.example")
    take_first_steps(max_)
    max_.get_by_role("link", name="Your association’s groups").click()
    max_.get_by_role("link", name="Makers Guild").first.click()
    max_.get_by_role("button", name="Join the community").click()
    max_.get_by_role("link", name="The Guild Table").click()
    sit_down(max_)
    sees_the_first_meeting(max_, "The Guild Table")


def test_an_employer(visit: Visit, mail: Inbox, tmp_path: Path):
    """Olga imports her people; May signs up and starts a table, Max sits down, their manager is not let in."""
    olga, may, max_, mona = visit(BRUSSELS), visit(BRUSSELS), visit(NEW_YORK, viewport=PHONE), visit(BRUSSELS)
    sign_up(olga, mail, "Olga Berg", "olga@firm.example")
    olga.goto("/communities/new/")
    olga.get_by_text("Employer", exact=True).click()
    olga.get_by_label("Its name").fill("The Firm")
    olga.get_by_role("button", name="Start the community").click()
    olga.goto("/communities/the-firm/import/")
    people = tmp_path / "people.csv"
    people.write_text(
        "name;e-mail;expertise;line manager\n"
        "Mona Boss;mona@firm.example;delegating;\n"
        "May Wong;may@firm.example;interface-design;\n"
        "Max Weber;max@firm.example;pricing;mona@firm.example\n"
    )
    olga.locator("input[type=file]").set_input_files(people)
    olga.get_by_role("button", name="Read the list").click()
    expect(olga.locator("main")).to_contain_text("Nothing has been imported yet")
    olga.get_by_role("button", name="Import all of it").click()
    expect(olga.locator("main")).to_contain_text("The list is imported", timeout=60_000)

    for page, name in ((may, "May Wong"), (max_, "Max Weber"), (mona, "Mona Boss")):
        email = f"{name.split()[0].lower()}@firm.example"
        assert mail.wait(email, "The Firm")
        sign_up(page, mail, name, email)
    may.goto("/groups/new/")
    table = start_in(may, "New leads", community="The Firm")
    meet(may, table)
    max_.goto(table)
    sit_down(max_)
    sees_the_first_meeting(max_, "New leads")
    mona.goto("/communities/the-firm/")
    expect(mona.locator("main")).not_to_contain_text("New leads")
    olga.goto("/communities/the-firm/overview/")
    expect(olga.locator("main")).not_to_contain_text("New leads")


def test_an_advisory_board(visit: Visit, mail: Inbox):
    """Fay sets seats by what she does not know, and a lawyer who has never been here takes one."""
    fay, max_ = visit(BRUSSELS), visit(NEW_YORK, viewport=PHONE)
    sign_up(fay, mail, "Fay Lindgren", "fay@example.org")
    take_first_steps(fay)
    fay.get_by_role("link", name="An advisory board").click()
    expect(fay.get_by_label("Advisory board")).to_be_checked()
    fay.get_by_label("Name of the group").fill("A second studio, or not")
    fay.get_by_label("Purpose").fill("One decision, and people who know what I do not.")
    fay.get_by_text("Only its members, and who is invited", exact=True).click()
    fay.get_by_role("button", name="Set the table").click()
    expect(fay.locator("main")).to_contain_text("Who should sit at your table?")
    fay.get_by_label("Choosing software").uncheck()
    fay.get_by_role("button", name="Set these seats").click()
    expect(fay.locator("main")).to_contain_text("None of four seats are held.")
    fay.get_by_role("link", name=re.compile("Offer it.*Contracts")).click()
    fay.get_by_label("E-mail addresses").fill("Max Weber <max@example.org>")
    fay.get_by_label("Your words").fill("You see in a lease what I see in a photograph.")
    fay.get_by_role("button", name="Send the invitation").click()
    expect(fay.get_by_role("status").first).to_contain_text("1 invitation is on its way")
    meet(fay, "/groups/a-second-studio-or-not/")

    invitation = mail.wait("max@example.org", "A second studio")
    max_.goto(link(invitation, "/invitations/"))
    expect(max_.locator("main")).to_contain_text("You see in a lease what I see in a photograph.")
    expect(max_.locator("main")).to_contain_text("It is for one seat: Contracts.")
    sign_up(max_, mail, "Max Weber", "max@example.org")
    sees_the_first_meeting(max_, "A second studio, or not")
    assert mail.wait("fay@example.org", "Max Weber has sat down")
    fay.goto("/groups/a-second-studio-or-not/seats/")
    expect(fay.locator("main")).to_contain_text("One of four seats is held.")
    expect(fay.get_by_role("listitem").filter(has_text="Contracts")).to_contain_text("Max Weber")


def test_laser_focused_advice(visit: Visit, mail: Inbox):
    """Max asks one question, finds the table where somebody knows, and a hot seat is on its first agenda."""
    fay, max_ = visit(BRUSSELS), visit(NEW_YORK, viewport=PHONE)
    sign_up(fay, mail, "Fay Lindgren", "fay@example.org")
    take_first_steps(fay, offers="Export law")
    fay.goto("/groups/new/")
    table = start(fay, "The Export Table", joining="Open: whoever comes may sit down")
    meet(fay, table)

    sign_up(max_, mail, "Max Weber", "max@example.org")
    take_first_steps(max_, seeks="Export law")
    max_.get_by_role("link", name="Laser-focused advice").click()
    expect(max_.locator("h1")).to_have_text("One question, people who know")
    expect(max_.get_by_label("What is your question about?")).to_have_value("export-law")
    max_.get_by_role("button", name="Show the tables that know").click()
    expect(max_.locator("main")).to_contain_text("One person here knows export law")
    max_.goto("/find/?knows=pricing")
    expect(max_.get_by_role("link", name="The Export Table")).to_have_count(0)
    max_.go_back()
    max_.get_by_role("link", name="The Export Table").click()
    sit_down(max_)
    sees_the_first_meeting(max_, "The Export Table")
    max_.goto(Meeting.objects.earliest("starts_at").get_absolute_url())
    expect(max_.locator("main")).to_contain_text(re.compile("hot seat", re.IGNORECASE))
