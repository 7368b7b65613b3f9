"""A report on its way through the browser: shown at the door, decided in the admin, felt and read by both sides."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from accounts.models import User
from groups import admissions
from groups.models import ApplicationMessage, Group, Report, Verdict
from tests.groups.conftest import moderator
from tests.journeys.conftest import Visit
from tests.journeys.test_accessibility import Eye

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_message_is_reported_hidden_and_answered(table: Group, fay: User, stan: User, open_as: Visit):
    now = datetime.now(UTC)
    application = admissions.ask(table, stan, "I make chairs and cannot price them.", now)
    ApplicationMessage.objects.create(application=application, by=fay, words="You are a fraud.", created_at=now)
    stans, fays, monas = open_as(stan), open_as(fay), open_as(moderator())
    door = reverse("groups:applications.new", args=[table.slug])

    stans.goto(door)
    stans.get_by_role("link", name="Report this message").click()
    eye = Eye(stans)
    eye.look()
    stans.get_by_label("What is wrong").fill("She insults me.")
    stans.get_by_role("button", name="Send the report").click()
    stans.get_by_role("heading", name="Thank you. We look at it").wait_for()
    eye.look()

    monas.goto(reverse("admin:groups_report_changelist"))
    monas.locator("#result_list tbody a").first.click()
    monas.get_by_role("button", name="Claim").click()
    monas.get_by_label("Decision").select_option("hide")
    monas.get_by_label("Why").fill("An insult.")
    monas.get_by_role("button", name="Decide").click()
    monas.get_by_text("An insult.").first.wait_for()

    stans.goto(door)
    assert stans.get_by_text("You are a fraud.").count() == 0
    eye.visit(reverse("groups:reports.show", args=[Report.objects.get().pk]))
    accused = Eye(fays)
    accused.visit(reverse("groups:verdicts.show", args=[Verdict.objects.get().pk]))
    assert fays.get_by_text("You are a fraud.").count() == 1
    assert fays.get_by_text("Stan").count() == 0

    found = [*eye.found, *accused.found]
    assert not found, "\n".join(found)


def test_blocking_somebody_and_taking_it_back(table: Group, fay: User, max_: User, open_as: Visit):
    eye = Eye(page := open_as(fay))
    page.goto(reverse("groups:memberships.index", args=[table.slug]))
    page.get_by_role("link", name="Block this person, Max Example").click()
    eye.look()
    page.get_by_role("button", name="Block", exact=True).click()
    page.get_by_role("heading", name="People you have blocked").wait_for()
    eye.look()
    page.get_by_role("link", name="Unblock").click()
    eye.look()
    page.get_by_role("button", name="Unblock").click()
    page.get_by_text("You no longer block Max Example.").wait_for()

    assert not eye.found, "\n".join(eye.found)
