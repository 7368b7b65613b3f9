"""The first three steps: each kept, skipped or changed later; nobody is held up by them."""

import re
from collections.abc import Callable, Iterable
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from django.test import Client

from accounts.models import Availability, Expertise, Goal, PersonExpertise, User
from tests.accounts.conftest import words
from tests.conftest import NOW, person

pytestmark = pytest.mark.django_db

STEPS = ["/welcome/expertise/", "/welcome/goal/", "/welcome/availability/"]
LATER = ["/settings/expertise/", "/settings/goal/", "/settings/availability/"]
GOAL = {"text": "Decide about a second studio.", "family": "grow", "stage": "growing", "due_on": "2026-06-01"}


@pytest.fixture
def nora(db: None) -> User:
    """She has just come, and has told nothing."""
    return person("Nora", onboarded_at=None)


@pytest.fixture
def browser(nora: User, client_of: Callable[[User], Client], stopped: Any) -> Client:
    return client_of(nora)


def kept(user: User, side: str) -> set[str]:
    return set(PersonExpertise.objects.filter(user=user, side=side).values_list("expertise__slug", flat=True))


def checked(page: Any, name: str) -> list[str]:
    """The values of a form's field as the page shows them."""
    return [str(value) for value in page.context["form"][name].value() or ()]


def marked(page: Any) -> list[str]:
    """The spoken labels of the half hours that are marked."""
    boxes = re.findall(r"<input[^>]*aria-label[^>]*>", page.content.decode())
    return [label for box in boxes if " checked" in box for label in re.findall(r'aria-label="([^"]*)"', box)]


# Step by step ---------------------------------------------------------------------------------------------------------


def test_the_steps_lead_from_one_to_the_next_and_end_at_the_six_ways(browser: Client, nora: User) -> None:
    first = browser.post(STEPS[0], {"offers": ["export-law", "pricing"], "seeks": ["hiring"]})
    second = browser.post(STEPS[1], GOAL)
    third = browser.post(STEPS[2], {"slots": ["85", "84"]})

    assert [first.url, second.url, third.url] == [STEPS[1], STEPS[2], "/welcome/"]
    assert (kept(nora, "offers"), kept(nora, "seeks")) == ({"export-law", "pricing"}, {"hiring"})
    assert (nora.goal.text, nora.goal.due_on, nora.goal.updated_at) == (GOAL["text"], date(2026, 6, 1), NOW)
    assert nora.availability.slots == [84, 85]
    nora.refresh_from_db()
    assert nora.onboarded_at == NOW
    end = words(browser.get("/welcome/"))
    assert "You can advise on 2 things" in end
    for more in ("profile", "privacy"):  # whom to keep apart from is said before anybody is met
        assert f'href="/settings/{more}/"' in end[end.index("<main") : end.index("</main")]
    assert "You look for advice on one thing" in end
    assert "Your goal: Grow what I have (Growing)" in end
    assert "You could meet in 2 half hours of the week" in end


def test_every_step_can_be_skipped_and_nothing_is_kept(browser: Client, nora: User) -> None:
    for step, further in pairwise(STEPS):
        assert f'href="{further}"' in words(browser.get(step))
    assert 'action="/welcome/end/"' in words(browser.get(STEPS[2]))

    assert browser.post("/welcome/end/").url == "/welcome/"

    nora.refresh_from_db()
    assert nora.onboarded_at == NOW
    assert not PersonExpertise.objects.exists() | Goal.objects.exists() | Availability.objects.exists()


@pytest.mark.parametrize("step", STEPS)
def test_every_step_can_be_the_last_for_now(step: str, browser: Client) -> None:
    assert words(browser.get(step)).count('action="/welcome/end/"') >= 1


def test_ending_again_keeps_the_first_moment(browser: Client, nora: User, stopped: Any) -> None:
    browser.post("/welcome/end/")
    stopped.shift(3600)
    browser.post("/welcome/end/")

    nora.refresh_from_db()
    assert nora.onboarded_at == NOW


def test_looking_ends_nothing(browser: Client, nora: User) -> None:
    for page in [*STEPS, "/welcome/"]:
        assert browser.get(page).status_code == 200
    assert browser.get("/welcome/end/").status_code == 405

    nora.refresh_from_db()
    assert nora.onboarded_at is None


def test_today_reminds_of_the_steps_and_never_holds_anybody_up(browser: Client) -> None:
    page = browser.get("/")
    assert page.status_code == 200
    assert "Three short steps" in words(page)

    browser.post("/welcome/end/")

    assert "Three short steps" not in words(browser.get("/"))


@pytest.mark.parametrize(("step", "later"), [*zip(STEPS, LATER, strict=True)])
def test_what_was_told_stands_in_the_step_and_in_the_settings(step: str, later: str, browser: Client) -> None:
    browser.post(STEPS[0], {"offers": ["export-law"], "seeks": ["hiring"]})
    browser.post(STEPS[1], GOAL)
    browser.post(STEPS[2], {"slots": ["85"]})

    for page in (browser.get(step), browser.get(later)):
        form = page.context["form"]
        stands = {name: form[name].value() for name in form.fields}
        assert stands in (
            {"offers": ["export-law"], "seeks": ["hiring"]},
            {**GOAL, "due_on": date(2026, 6, 1)},
            {"slots": [85]},
        )


# Expertise ------------------------------------------------------------------------------------------------------------


def test_expertise_is_changed_later_and_can_be_emptied(browser: Client, nora: User) -> None:
    browser.post(LATER[0], {"offers": ["export-law", "tax"], "seeks": ["hiring"]})
    answer = browser.post(LATER[0], {"offers": ["tax", "pricing"]})

    assert answer.url == LATER[0]
    assert (kept(nora, "offers"), kept(nora, "seeks")) == ({"tax", "pricing"}, set())
    assert "Saved." in words(browser.get(LATER[0]))

    browser.post(LATER[0])
    assert not PersonExpertise.objects.exists()


@pytest.mark.parametrize("address", [STEPS[0], LATER[0]])
def test_what_is_not_on_the_list_is_said_and_the_rest_stays_chosen(address: str, browser: Client, nora: User) -> None:
    page = browser.post(address, {"offers": ["export-law", "witchcraft"], "seeks": ["hiring"]})

    assert list(page.context["form"].errors) == ["offers"]
    assert "no longer on the list" in words(page)
    assert page.content.decode().count(" checked") == 2
    assert 'id="id_offers_0"' in words(page)
    assert kept(nora, "offers") == set()


def test_a_fold_names_what_is_chosen_in_it(browser: Client) -> None:
    browser.post(LATER[0], {"offers": ["export-law", "customs"]})

    assert "Customs and duties, Export law</span>" in words(browser.get(LATER[0]))


def test_an_entry_of_the_admins_is_in_its_family(browser: Client, nora: User) -> None:
    Expertise.objects.create(slug="ceramics", name="Ceramics and kilns", family="operations")

    assert "Ceramics and kilns" in words(browser.get(LATER[0]))
    browser.post(LATER[0], {"offers": ["ceramics"]})
    assert kept(nora, "offers") == {"ceramics"}


# Goal -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("text", ""),
        ("text", "x" * 301),
        ("family", ""),
        ("family", "fame"),
        ("stage", ""),
        ("due_on", "soon"),
        ("due_on", "2026-03-01"),
    ],
)
@pytest.mark.parametrize("address", [STEPS[1], LATER[1]])
def test_what_is_wrong_with_a_goal_is_said_and_stays(address: str, field: str, value: str, browser: Client) -> None:
    page = browser.post(address, {**GOAL, field: value})

    form = page.context["form"]
    assert list(form.errors) == [field]
    assert {name: form[name].value() for name in form.fields} == {**GOAL, field: value}
    assert not Goal.objects.exists()


def test_a_goal_needs_no_date_and_one_that_has_passed_may_stay(browser: Client, nora: User, stopped: Any) -> None:
    browser.post(LATER[1], {**GOAL, "due_on": ""})
    assert nora.goal.due_on is None
    browser.post(LATER[1], {**GOAL, "due_on": "2026-03-02"})

    stopped.shift(7 * 24 * 3600)
    assert browser.post(LATER[1], {**GOAL, "due_on": "2026-03-02", "stage": "leading"}).url == LATER[1]

    nora.goal.refresh_from_db()
    assert nora.goal.stage == "leading"


def test_a_goal_is_taken_off_the_table(browser: Client) -> None:
    browser.post(LATER[1], GOAL)
    assert "/settings/goal/removal/" in words(browser.get(LATER[1]))

    assert browser.get("/settings/goal/removal/").status_code == 405
    browser.post("/settings/goal/removal/")
    browser.post("/settings/goal/removal/")

    assert not Goal.objects.exists()
    assert "/settings/goal/removal/" not in words(browser.get(LATER[1]))


# The week -------------------------------------------------------------------------------------------------------------


def test_the_week_has_a_spoken_box_for_each_half_hour(browser: Client) -> None:
    html = words(browser.get(LATER[2]))

    assert html.count('name="slots"') == 336
    assert re.search(r'value="85"\s+aria-label="Tuesday 18:30"', html)
    assert html.count("<details") == 5
    assert len(re.findall(r"<details[^>]*\sopen", html)) == 1  # the evening, where nothing is marked


def test_marked_hours_are_seen_and_nothing_marked_clears(browser: Client, nora: User) -> None:
    browser.post(LATER[2], {"slots": ["85", "0", "85"]})
    assert nora.availability.slots == [0, 85]
    page = browser.get(LATER[2])
    assert marked(page) == ["Monday 00:00", "Tuesday 18:30"]
    assert len(re.findall(r"<details[^>]*\sopen", words(page))) == 2  # what is marked is not folded away

    browser.post(LATER[2])

    nora.availability.refresh_from_db()
    assert nora.availability.slots == []


@pytest.mark.parametrize("wrong", ["336", "-1", "noon", "1.5", "9" * 5000, "²"])
@pytest.mark.parametrize("address", [STEPS[2], LATER[2]])
def test_a_half_hour_that_is_none_is_refused_and_the_others_stay(
    address: str, wrong: str, browser: Client, nora: User
) -> None:
    page = browser.post(address, {"slots": ["85", wrong]})

    assert "Mark half hours of one week" in words(page)
    assert 'id="id_slots_0"' in words(page)
    assert marked(page) == ["Tuesday 18:30"]
    assert not Availability.objects.exists()


def test_the_week_is_in_the_readers_zone_and_says_so(browser: Client) -> None:
    for page in (STEPS[2], LATER[2]):
        assert "Brussels time" in words(browser.get(page))


# What it costs --------------------------------------------------------------------------------------------------------


def tell(user: User, entries: Iterable[Expertise]) -> None:
    PersonExpertise.objects.keep(user, PersonExpertise.Side.OFFERS, entries)
    Availability.objects.keep(user, range(len([*entries])))


@pytest.mark.parametrize("items", [1, 3])
@pytest.mark.parametrize(
    ("address", "queries"),
    [
        (STEPS[0], 7),
        (STEPS[1], 6),
        (STEPS[2], 6),
        ("/welcome/", 5),
        (LATER[0], 4),
        (LATER[1], 3),
        (LATER[2], 3),
    ],
)
def test_the_pages_cost_the_same_however_much_was_told(
    address: str, queries: int, items: int, browser: Client, nora: User, django_assert_num_queries: Any
) -> None:
    tell(nora, Expertise.objects.all()[:items])

    with django_assert_num_queries(queries):
        browser.get(address)
