"""The first steps as people take them: by the keys, by touch, by mouse, and without script."""

from typing import Any

import pytest
from django.db.models import QuerySet
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from accounts.models import Availability, Conflict, Goal, PersonExpertise, User
from tests.conftest import expertise, person
from tests.journeys.conftest import Visit
from tests.journeys.steps import confirm
from tests.journeys.test_accessibility import Eye
from tests.running import Inbox

pytestmark = pytest.mark.browser

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
TARGET = 24  # CSS pixels, WCAG 2.5.8
WEEK = "/welcome/availability/"
# How much of a box lies under the fingers: smaller than it looks if another lies on it.
SIZE = "box => { const r = box.getBoundingClientRect(); return [r.width, r.height] }"


@pytest.fixture
def nora(transactional_db: None) -> User:
    """She has just come; the shared list is there."""
    expertise()
    return person("Nora", onboarded_at=None)


def hour(page: Page, label: str) -> Locator:
    return page.get_by_role("checkbox", name=label, exact=True)


def slots(user: User) -> list[int]:
    return Availability.objects.get(user=user).slots


def offered(user: User) -> QuerySet[Any, Any]:
    offers = PersonExpertise.objects.filter(user=user, side="offers")
    return offers.order_by("expertise__slug").values_list("expertise__slug", flat=True)


def test_the_week_is_filled_by_the_keys_alone(nora: User, open_as: Visit):
    page = open_as(nora)
    page.goto(WEEK)

    hour(page, "Monday 07:00").focus()  # by Tab, past the three buttons that fill
    page.keyboard.press("Shift+Tab")
    for _ in range(8):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.getAttribute('aria-label')") == "Monday 07:00":
            break
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Space")
    for label in ("Monday 07:00", "Tuesday 07:00", "Wednesday 08:00", "Tuesday 07:30"):
        expect(hour(page, label)).to_be_checked()
    page.keyboard.press("Enter")

    page.wait_for_url("**/welcome/")
    assert slots(nora) == [14, 62, 63, 112]


def test_arrows_step_over_what_is_folded_away_and_stop_at_the_edge(nora: User, open_as: Visit):
    page = open_as(nora)
    page.goto(WEEK)
    focused = "() => document.activeElement.getAttribute('aria-label')"

    hour(page, "Monday 07:00").focus()
    for key in ("ArrowUp", "ArrowLeft"):
        page.keyboard.press(key)
        assert page.evaluate(focused) == "Monday 07:00"
    page.evaluate("() => { document.documentElement.dir = 'rtl' }")
    page.keyboard.press("ArrowLeft")
    assert page.evaluate(focused) == "Tuesday 07:00"


def test_the_week_is_filled_by_touch_on_a_phone(nora: User, open_as: Visit):
    page = open_as(nora, **PHONE)
    page.goto(WEEK)

    expect(hour(page, "Tuesday 18:30")).to_be_visible()
    expect(hour(page, "Tuesday 09:00")).to_be_hidden()
    for box in (hour(page, "Tuesday 18:30"), hour(page, "Sunday 21:30")):
        assert min(box.evaluate(SIZE)) >= TARGET
        box.tap()
    page.locator("summary", has_text="Morning").tap()
    hour(page, "Tuesday 09:00").tap()
    expect(page.locator("summary", has_text="Evening").locator("[data-marked]")).to_have_text("2")
    page.get_by_role("button", name="Show me the ways in").tap()

    page.wait_for_url("**/welcome/")
    assert slots(nora) == [66, 85, 331]


def test_a_mouse_paints_and_buttons_fill_and_clear(nora: User, open_as: Visit):
    page = open_as(nora)
    page.goto("/settings/availability/")

    hour(page, "Monday 12:00").hover()
    page.mouse.down()
    hour(page, "Monday 13:00").hover()
    hour(page, "Monday 12:30").hover()
    hour(page, "Monday 12:00").hover()
    page.mouse.up()
    for label in ("Monday 12:00", "Monday 12:30", "Monday 13:00"):
        expect(hour(page, label)).to_be_checked()
    hour(page, "Monday 12:30").click()
    expect(hour(page, "Monday 12:30")).not_to_be_checked()
    page.get_by_role("button", name="Weekday evenings").click()
    expect(page.locator("input[name=slots]:checked")).to_have_count(2 + 5 * 6)
    page.get_by_role("button", name="Clear").click()
    expect(page.locator("input[name=slots]:checked")).to_have_count(0)
    page.get_by_role("button", name="Weekday mornings").click()
    page.get_by_role("button", name="Save my hours").click()

    expect(page.get_by_role("status").first).to_contain_text("Saved")
    assert len(slots(nora)) == 5 * 8


def test_the_three_steps_are_taken_without_script(nora: User, open_as: Visit):
    page = open_as(nora, java_script_enabled=False)
    page.goto("/welcome/expertise/")

    offers = page.locator("#div_id_offers")
    expect(offers.get_by_role("searchbox")).to_be_hidden()
    offers.locator("summary", has_text="Buying, selling abroad").click()
    offers.get_by_role("checkbox", name="Export law").check()
    page.get_by_role("button", name="Keep and go on").click()
    page.get_by_label("What I work towards").fill("Decide about a second studio.")
    page.get_by_label("Kind of goal").select_option("grow")
    page.get_by_text("Growing", exact=True).click()
    page.get_by_role("button", name="Keep and go on").click()
    expect(page.get_by_role("button", name="Weekday evenings")).to_be_hidden()
    hour(page, "Tuesday 18:30").check()
    page.get_by_role("button", name="Show me the ways in").click()

    expect(page.locator("h1")).to_have_text("Your chair is ready")
    assert [*offered(nora)] == ["export-law"]
    assert Goal.objects.get().stage == "growing"
    assert slots(nora) == [85]
    nora.refresh_from_db()
    assert nora.onboarded_at


def test_the_list_is_filtered_as_one_types(nora: User, open_as: Visit):
    page = open_as(nora)
    page.goto("/welcome/expertise/")
    offers = page.locator("#div_id_offers")
    field = offers.get_by_role("searchbox")

    field.fill("ÉXPORT la")
    expect(offers.locator("summary:visible")).to_have_count(1)
    field.press("Enter")  # sends nothing
    offers.get_by_role("checkbox", name="Export law").check()
    expect(offers.locator("summary", has_text="Buying")).to_contain_text("Export law")
    field.fill("marketing")
    expect(offers.locator("label:visible", has_text="Positioning")).to_be_visible()
    expect(offers.locator("summary", has_text="Export law")).to_be_visible()  # what is chosen stays in sight
    field.fill("zzz")
    expect(offers.get_by_role("status")).to_contain_text("Nothing here is called that")
    field.fill("")
    expect(offers.locator("summary:visible")).to_have_count(12)
    expect(offers.locator("label:visible")).to_have_count(1)  # the search's own
    page.get_by_role("button", name="Keep and go on").click()

    page.wait_for_url("**/welcome/goal/")
    assert [*offered(nora)] == ["export-law"]


def test_a_newcomer_is_led_from_the_mail_through_the_steps_to_the_ways(site: Any, mail: Inbox, visit: Visit):
    expertise()
    page = visit()
    confirm(page, mail, "Nora Novak", "nora@example.org")

    expect(page.locator("h1")).to_contain_text("What could you help with")
    page.get_by_role("link", name="Skip this step").click()
    page.get_by_role("link", name="Skip this step").click()
    page.get_by_role("button", name="Skip this step").click()
    expect(page.locator("h1")).to_have_text("Your chair is ready")
    page.get_by_role("link", name="An advisory board").click()
    expect(page.get_by_role("radio", name="Advisory board")).to_be_checked()
    page.goto("/")
    expect(page.locator("h1")).to_contain_text("Nora")
    expect(page.get_by_text("Three short steps")).to_be_hidden()


def test_every_page_is_for_everybody(nora: User, open_as: Visit):
    Conflict.objects.create(user=nora, kind="competitor", name="Donaudampfschifffahrtsgesellschaft" * 3)
    PersonExpertise.objects.create(user=nora, expertise=expertise(), side="offers")
    eye = Eye(open_as(nora))

    eye.visit(
        reverse("accounts:expertises.new"),
        reverse("accounts:goals.new"),
        reverse("accounts:availabilities.new"),
        reverse("accounts:welcomes.show"),
        reverse("accounts:profiles.edit"),
        reverse("accounts:expertises.edit"),
        reverse("accounts:goals.edit"),
        reverse("accounts:availabilities.edit"),
        reverse("accounts:privacy.edit"),
        reverse("home"),
    )
    for address in (reverse("accounts:expertises.new"), reverse("accounts:availabilities.new")):
        eye.page.goto(address)
        eye.page.evaluate("() => { for (const fold of document.querySelectorAll('details')) fold.open = true }")
        eye.page.get_by_role("checkbox").first.check()
        eye.look()
    eye.page.goto(reverse("accounts:goals.new"))
    eye.page.get_by_role("button", name="Keep and go on").click()
    eye.look()

    assert not eye.found, "\n".join(eye.found)
