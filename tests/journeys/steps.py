"""What people do again and again in the stories, with the words they see."""

import re
from datetime import datetime
from email.message import EmailMessage
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect

from tests.running import Inbox, wait_for

BRUSSELS, NEW_YORK = "Europe/Brussels", "America/New_York"
PASSWORD = "a long table and a lamp"


def links(mail: EmailMessage) -> list[str]:
    """The addresses in the plain text, in order."""
    return re.findall(r"https?://\S+", mail.get_body(("plain",)).get_content())


def link(mail: EmailMessage, part: str) -> str:
    return next(address for address in links(mail) if part in address)


def sign_up(page: Page, mail: Inbox, name: str, email: str) -> None:
    """Through the form, the verification mail and its button, past the first steps, to Today."""
    confirm(page, mail, name, email)
    page.goto("/")
    expect(page.locator("h1")).to_contain_text(name.split()[0])


def confirm(page: Page, mail: Inbox, name: str, email: str) -> None:
    """Through the form, the verification mail and its button."""
    page.goto("/accounts/signup/")
    page.get_by_label("Your name").fill(name)
    page.get_by_label(re.compile("e-?mail", re.IGNORECASE)).fill(email)
    page.get_by_label("Password", exact=False).first.fill(PASSWORD)
    page.get_by_role("button", name="Take your seat").click()
    expect(page.locator("h1")).to_contain_text("Look into your mailbox")
    page.goto(wait_for(lambda: confirmation(mail, email), 30, f"the way to confirm {email}"))
    page.get_by_role("button", name="This is my address").click()
    if "login" in page.url:
        page.get_by_label(re.compile("e-?mail", re.IGNORECASE)).fill(email)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).click()


def confirmation(mail: Inbox, email: str) -> str:
    """The address that proves the mailbox, among whatever else it got; none yet is nothing."""
    addresses = (address for letter in mail.to(email) for address in links(letter))
    return next((address for address in addresses if "/confirm-email/" in address), "")


def start_a_group(page: Page, name: str) -> None:
    page.goto("/groups/new/")
    page.get_by_label("Name of the group").fill(name)
    page.get_by_label("Purpose").fill("Owners who decide one thing a quarter.")
    page.locator("main form button[type=submit]").click()
    expect(page.locator("h1")).to_contain_text(name)
    page.get_by_role("button", name=re.compile("publish", re.IGNORECASE)).click()
    expect(page.get_by_role("status").first).to_contain_text("published")


def schedule(page: Page, slug: str, starts_at: datetime) -> None:
    """Every two weeks, by the clock the browser told at sign-up."""
    page.goto(f"/groups/{slug}/schedule/")
    page.locator("[name=on]").fill(f"{starts_at:%Y-%m-%d}")
    page.get_by_label("Starts at").fill(f"{starts_at:%H:%M}")
    expect(page.get_by_label("The clock that decides")).to_have_value(BRUSSELS)
    page.get_by_role("button", name="Publish the meetings").click()
    expect(page.get_by_role("status").first).to_contain_text("7 meetings are on the calendar")


def join(max_: Page, fay: Page, slug: str, words: str) -> None:
    """Max finds the group and asks; Fay lets him in."""
    max_.goto("/find/?q=owners+quarter")
    max_.get_by_role("link", name="Second Thursday").click()
    max_.get_by_role("link", name=re.compile("ask", re.IGNORECASE)).first.click()
    max_.get_by_label("What would you bring").fill(words)
    max_.get_by_label("I have read the charter").check()
    max_.locator("main form button[type=submit]").last.click()
    expect(max_.get_by_role("status").first).to_contain_text("You have asked to join")
    fay.goto(f"/groups/{slug}/applications/")
    fay.get_by_role("link", name=re.compile("Max")).first.click()
    expect(fay.locator("main")).to_contain_text(words)
    fay.get_by_text("Accept", exact=True).click()
    fay.locator("main form button[type=submit]").last.click()
    expect(fay.get_by_role("status").first).to_contain_text("on its way to Max")


def of_kind(mail: Inbox, address: str, kind: str) -> list[EmailMessage]:
    """What an address got of one kind of notice."""
    return [letter for letter in mail.to(address) if f"<{kind}." in (letter["List-Id"] or "")]


def wait_for_kind(mail: Inbox, address: str, kind: str) -> EmailMessage:
    """The first of a kind, as soon as it is there: a reminder may be two minutes away."""
    return wait_for(lambda: of_kind(mail, address, kind), 200, f"a {kind} to {address}")[0]


def local(moment: datetime, zone: str) -> str:
    return f"{moment.astimezone(ZoneInfo(zone)):%H:%M}"
