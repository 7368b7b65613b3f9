"""A time poll for everybody: axe finds nothing, the keys alone are enough, and no script is needed."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.clock import in_words
from accounts.models import User
from groups.models import Group, Membership, Role
from meetings import concluding, polling
from meetings.models import Meeting, Poll, PollAnswer, PollOutcome
from meetings.poll_letters import answer_url
from tests.conftest import classic_90, person, plan_poll, plan_series
from tests.journeys.conftest import Visit
from tests.journeys.test_accessibility import Eye
from tests.journeys.test_without_script import focused, tab_to

pytestmark = pytest.mark.browser

NEW_YORK = "America/New_York"


@pytest.fixture
def poll(transactional_db: None, table: Group, fay: User, max_: User) -> Poll:
    """Fay asks about three hours of next week; somebody in Tokyo, with a name that is one long word, has answered."""
    now = datetime.now(UTC)
    first = (now + timedelta(days=7)).replace(hour=17, minute=0, second=0, microsecond=0)
    far = person("Donaudampfschifffahrtsgesellschaftskapitän", "Asia/Tokyo")
    membership = Membership.objects.seat(table, far, role=Role.MEMBER, now=now)
    starts = [first, first + timedelta(hours=2), first + timedelta(days=1)]
    poll = plan_poll(table, fay, now=now, starts=starts, words="The lease", closes_at=first - timedelta(days=1))
    say = dict(zip(poll.slots.values_list("pk", flat=True), ("no", "if_need_be", "yes"), strict=True))
    polling.answer(poll, membership, say, now)
    return poll


def test_all_of_it_can_be_seen_and_heard(poll: Poll, table: Group, fay: User, max_: User, open_as: Visit):
    now = datetime.now(UTC)
    series = plan_series(
        table, fay, now=now, starts_at=(now + timedelta(days=2)).replace(tzinfo=None, second=0, microsecond=0)
    )
    eye = Eye(open_as(fay))
    eye.visit(
        reverse("meetings:polls.new", args=[table.slug]),
        poll.get_absolute_url(),
        reverse("meetings:polls.edit", args=[poll.pk]),
        reverse("meetings:outcomes.new", args=[poll.pk]),
        reverse("meetings:meetings.index", args=[table.slug]),
        reverse("home"),
    )
    eye.page.goto(
        f"{reverse('meetings:polls.new', args=[table.slug])}?moves={series.meetings.earliest('starts_at').pk}"
    )
    eye.look()
    eye.page.get_by_role("button", name="Ask everyone").click()
    eye.look()
    eye.page.goto(poll.get_absolute_url())
    eye.page.get_by_role("button", name="Send my answers").click()
    expect(eye.page.get_by_role("alert")).to_be_focused()
    eye.look()
    link = urlsplit(answer_url(poll, Membership.objects.get(group=table, user=max_))).path
    eye.visit(link)
    concluding.close(poll, poll.slots.first(), by=fay, now=now)
    eye.visit(poll.get_absolute_url(), link)

    assert eye.found == []


def test_the_keys_alone_answer_it(poll: Poll, max_: User, open_as: Visit):
    page = open_as(max_, zone=NEW_YORK)
    page.goto(poll.get_absolute_url())
    first, second, third = poll.slots.all()

    tab_to(page, "yes")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    assert focused(page) == "yes"
    page.keyboard.press("ArrowRight")
    assert focused(page) == "if_need_be"
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowLeft")
    assert focused(page) == "no"
    assert radio(page, third, "No").is_checked()
    page.keyboard.press("Tab")
    assert focused(page) == "Send my answers"
    page.keyboard.press("Enter")

    expect(page.get_by_role("status").first).to_contain_text("Noted.")
    assert radio(page, first, "Yes").is_checked()
    assert radio(page, second, "If need be").is_checked()
    words = PollAnswer.objects.filter(membership__user=max_).order_by("slot__starts_at").values_list("word", flat=True)
    assert list(words) == ["yes", "if_need_be", "no"]


def radio(page: Page, slot: object, word: str):
    """One of the three answers, as a screen reader finds it: in the group that says when, by whose clock."""
    group = page.get_by_role("group", name=in_words(slot.starts_at, slot.ends_at, NEW_YORK), exact=True)
    return group.get_by_role("radio", name=word, exact=True)


def test_a_screen_reader_hears_the_hours_elsewhere_and_who_said_what(poll: Poll, max_: User, open_as: Visit):
    page = open_as(max_, zone=NEW_YORK)
    page.goto(poll.get_absolute_url())
    slot = poll.slots.last()

    group = page.get_by_role("group", name=in_words(slot.starts_at, slot.ends_at, NEW_YORK), exact=True)
    described = page.evaluate(
        "e => e.getAttribute('aria-describedby').split(' ').map(id => document.getElementById(id).innerText).join(' ')",
        group.element_handle(),
    )
    for words in ("Tokyo", "Brussels", "1 yes"):
        assert words in described


def test_without_script_it_is_asked_answered_and_closed(
    transactional_db: None, table: Group, fay: User, max_: User, open_as: Visit
):
    classic_90()
    page = open_as(fay, java_script_enabled=False)
    page.goto(reverse("meetings:polls.new", args=[table.slug]))
    for number in (1, 2):
        day = datetime.now(UTC) + timedelta(days=6 + number)
        page.get_by_label(f"Date {number}", exact=True).fill(f"{day:%Y-%m-%d}")
        page.get_by_label(f"Time {number}", exact=True).fill("18:00")
    page.get_by_role("button", name="Ask everyone").click()
    expect(page.locator("h1")).to_have_text("Which time suits you?")
    page.get_by_text("Yes", exact=True).last.click()
    page.get_by_role("button", name="Send my answers").click()
    expect(page.get_by_role("status").first).to_contain_text("Noted.")

    other = open_as(max_, java_script_enabled=False)
    poll = Poll.objects.get()
    other.goto(urlsplit(answer_url(poll, Membership.objects.get(group=table, user=max_))).path)
    for choice in other.get_by_text("If need be", exact=True).all():
        choice.click()
    other.get_by_role("button", name="Send my answers").click()
    expect(other.get_by_role("alert").or_(other.get_by_role("status")).first).to_contain_text("Noted.")

    page.get_by_role("link", name="Choose a time").click()
    page.get_by_role("button", name="Set it and tell everyone").click()
    expect(page.get_by_role("status").first).to_contain_text("It is set, and everyone is told.")
    assert PollOutcome.objects.get().slot == poll.slots.last()
    assert Meeting.objects.get().starts_at == poll.slots.last().starts_at
