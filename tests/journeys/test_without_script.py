"""The same path without script, by the keys alone, and from right to left."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.models import User
from groups.models import Application, Group, Membership
from meetings.answering import answer
from meetings.models import Attendance, Meeting
from meetings.models.attendance import Answer
from tests.conftest import plan_series
from tests.journeys.conftest import Visit

pytestmark = pytest.mark.browser

OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def meeting(transactional_db: None, table: Group, fay: User, max_: User) -> Meeting:
    """The first of Fay's meetings, tomorrow; she will be there."""
    now = datetime.now(UTC)
    tomorrow = (now + timedelta(days=1)).replace(tzinfo=None, second=0, microsecond=0)
    series = plan_series(table, fay, now=now, starts_at=tomorrow, place="https://meet.example/table")
    meeting = series.meetings.select_related("group").earliest("starts_at")
    answer(meeting, Membership.objects.get(group=table, user=fay), Answer.YES, now)
    return meeting


def focused(page: Page) -> str:
    """What the keys are on: its words, its label, or its name and value."""
    return str(
        page.evaluate(
            "() => { const e = document.activeElement;"
            " return e.type === 'radio' ? e.value : (e.labels?.[0] ?? e).innerText.trim() || e.name }"
        )
    )


def tab_to(page: Page, what: str) -> list[str]:
    """Press Tab until the keys are there; answers what they passed."""
    passed = []
    for _ in range(40):
        page.keyboard.press("Tab")
        if focused(page) == what:
            return passed
        passed.append(focused(page))
    raise AssertionError(f"{what} is not among {passed}")


def test_an_answer_is_given_without_script(meeting: Meeting, max_: User, open_as: Visit):
    page = open_as(max_, java_script_enabled=False)
    page.goto(meeting.get_absolute_url())

    page.get_by_text("I’ll be there").click()
    assert not Attendance.objects.filter(membership__user=max_).exists()
    page.get_by_role("button", name="Keep this answer").click()

    expect(page.get_by_role("status").first).to_contain_text("Noted for this date")
    assert Attendance.objects.get(membership__user=max_).answer == Answer.YES


def test_a_group_is_started_and_joined_without_script(fay: User, stan: User, open_as: Visit):
    page = open_as(fay, java_script_enabled=False)
    page.goto(reverse("groups:groups.new"))
    page.get_by_label("Name of the group").fill("The Export Table")
    page.get_by_label("Purpose").fill("Owners who sell abroad.")
    page.get_by_role("button", name="Set the table").click()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("status").first).to_contain_text("published")

    page = open_as(stan, java_script_enabled=False)
    page.goto(reverse("groups:applications.new", args=["the-export-table"]))
    page.get_by_label("What would you bring").fill("I sell chairs in nine countries.")
    page.get_by_label("I have read the charter").check()
    page.get_by_role("button", name="Ask for the seat").click()

    expect(page.get_by_role("status").first).to_contain_text("You have asked to join")
    assert Application.objects.get().user == stan


def test_an_answer_is_given_by_the_keys_alone(meeting: Meeting, max_: User, open_as: Visit):
    page = open_as(max_)
    posts = []
    page.on("request", lambda request: request.method == "POST" and posts.append(request.url))
    page.goto(meeting.get_absolute_url())
    button = page.get_by_role("button", name="Keep this answer")
    expect(button).to_be_hidden()

    passed = tab_to(page, "yes")
    assert passed[0] == "Skip to content"
    assert passed[-1] == "Add to calendar"
    expect(button).to_be_visible()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert focused(page) == "no"
    expect(page.locator("input[value=no]")).to_be_checked()
    assert tab_to(page, "Keep this answer") == []
    assert (posts, Attendance.objects.filter(membership__user=max_).count()) == ([], 0)
    page.keyboard.press("Enter")

    expect(page.get_by_role("status").first).to_contain_text("Noted for this date")
    assert Attendance.objects.get(membership__user=max_).answer == Answer.NO
    assert len(posts) == 1


def test_a_pointer_answers_with_one_press(meeting: Meeting, max_: User, open_as: Visit):
    page = open_as(max_)
    page.goto(meeting.get_absolute_url())

    page.get_by_text("Not sure yet").click()

    expect(page.get_by_role("status").first).to_contain_text("Noted for this date")
    assert Attendance.objects.get(membership__user=max_).answer == Answer.MAYBE


def test_the_skip_link_leads_to_the_page(meeting: Meeting, max_: User, open_as: Visit):
    page = open_as(max_)
    page.goto(meeting.get_absolute_url())

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.evaluate("() => document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert focused(page) == meeting.group.name


def test_pages_turn_round_from_right_to_left(meeting: Meeting, fay: User, open_as: Visit):
    page = open_as(fay, viewport=PHONE)
    slug = meeting.group.slug
    wide = {}

    for address in (
        reverse("home"),
        reverse("find"),
        reverse("group", args=[slug]),
        reverse("groups:memberships.index", args=[slug]),
        reverse("groups:groups.new"),
        reverse("meetings:series.new", args=[slug]),
        meeting.series.get_absolute_url(),
        reverse("meetings:successions.new", args=[meeting.pk]),
        reverse("meetings:meetings.index", args=[slug]),
        meeting.get_absolute_url(),
        reverse("accounts:profiles.edit"),
    ):
        page.goto(address)
        page.evaluate("() => { document.documentElement.dir = 'rtl' }")
        if over := page.evaluate(OVERFLOW):
            wide[address] = over

    assert wide == {}
