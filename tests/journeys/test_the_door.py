"""Asking to join in a real browser, from both sides of the door, with axe looking at every page on the way."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from accounts.models import User
from groups import admissions, amending, proposing, waiting
from groups.models import Application, Group, JoinQuestion, Membership
from meetings.models import Meeting
from tests.conftest import found, person
from tests.journeys.conftest import Visit
from tests.journeys.test_accessibility import Eye, meeting  # noqa: F401 - the table with its first meeting

pytestmark = pytest.mark.browser

AT = "/groups/second-thursday"


def test_from_asking_over_words_and_a_visit_to_a_seat(meeting: Meeting, fay: User, stan: User, open_as: Visit):  # noqa: F811
    JoinQuestion.objects.replace(meeting.group, ["What can you help others with?"])
    outside, inside = Eye(open_as(stan)), Eye(open_as(fay))
    applicant, keeper = outside.page, inside.page

    outside.visit(f"{AT}/join/")
    applicant.get_by_label("What would you bring").fill("I make chairs.")
    applicant.get_by_label("What can you help others with?").fill("Wood, and customers who pay late.")
    applicant.get_by_label("I have read the charter").check()
    applicant.get_by_role("button", name="Ask for the seat").click()
    expect(applicant.get_by_role("status").first).to_contain_text("You have asked to join")
    door = reverse("meetings:applications.show", args=[meeting.group.slug, Application.objects.get().pk])

    inside.visit(f"{AT}/settings/questions/", f"{AT}/applications/", door)
    expect(keeper.get_by_text("It stays open.")).to_be_hidden()
    keeper.get_by_text("Ask for more", exact=True).click()
    expect(keeper.get_by_text("It stays open.")).to_be_visible()
    expect(keeper.get_by_text("comes as a visitor")).to_be_hidden()
    keeper.get_by_label("Your words").fill("Which evenings suit you?")
    keeper.get_by_role("button", name="Send the answer").click()
    expect(keeper.get_by_role("status").first).to_contain_text("on its way to Stan")

    applicant.goto("/")
    applicant.get_by_role("link", name="Write back").click()
    applicant.get_by_label("Your words").fill("Tuesdays.")
    outside.look()
    applicant.get_by_role("button", name="Write back").click()
    expect(applicant.get_by_role("status").first).to_contain_text("on their way")

    keeper.goto(door)
    expect(keeper.locator("main")).to_contain_text("Tuesdays.")
    keeper.get_by_text("Visit first", exact=True).click()
    keeper.get_by_role("button", name="Send the answer").click()
    expect(keeper.get_by_role("status").first).to_contain_text("invitation to visit")
    inside.visit(f"{AT}/applications/", door, meeting.get_absolute_url())
    expect(keeper.locator("main")).to_contain_text("Stan comes as a visitor.")

    applicant.goto(f"{AT}/join/")
    outside.look()
    applicant.get_by_role("link", name="See the meeting").click()
    expect(applicant.locator("main")).to_contain_text("You are invited as a visitor.")
    outside.look()
    assert applicant.goto(f"{AT}/members/").status == 404

    keeper.goto(door)
    keeper.get_by_text("Accept", exact=True).click()
    keeper.get_by_role("button", name="Send the answer").click()
    expect(keeper.get_by_role("status").first).to_contain_text("on its way to Stan")
    inside.visit(door)
    assert applicant.goto(f"{AT}/members/").status == 200

    found_out = [*outside.found, *inside.found]
    assert not found_out, "\n".join(found_out)


def test_before_the_members_and_in_line(meeting: Meeting, fay: User, max_: User, stan: User, open_as: Visit):  # noqa: F811
    now = datetime.now(UTC)
    amending.amend(meeting.group, {"decided_by": "members"}, by=fay, now=now)
    application = admissions.ask(meeting.group, stan, "I make chairs.", now)
    proposal = proposing.propose(application, by=fay, words="He makes chairs.", now=now)
    address = reverse("groups:objections.new", args=[meeting.group.slug, application.pk])
    door = reverse("meetings:applications.show", args=[meeting.group.slug, application.pk])
    member, keeper, outside = Eye(open_as(max_)), Eye(open_as(fay)), Eye(open_as(stan))

    member.visit("/", f"{AT}/", address)
    keeper.visit(door, f"{AT}/applications/")
    member.page.get_by_label("Why you would rather not").fill("We build the same chairs.")
    member.page.get_by_role("button", name="Say that I would rather not").click()
    expect(member.page.get_by_role("status").first).to_contain_text("have been told")
    member.visit(address)
    keeper.visit(f"{AT}/applications/", door)
    expect(keeper.page.locator("main")).to_contain_text("It is yours to decide.")
    outside.visit(f"{AT}/join/")
    assert proposal.objections.count() == 1

    small = found(person("Pia"), "Two chairs", size=2)
    waiting.wait(small, stan, now)
    outside.visit("/groups/two-chairs/waiting/", "/groups/")
    waiting.offer(now + timedelta(seconds=1))
    outside.visit("/groups/two-chairs/waiting/")
    outside.page.get_by_role("button", name="Take the seat").click()
    expect(outside.page.get_by_role("status").first).to_contain_text("You have a seat.")
    assert Membership.objects.present().filter(group=Group.objects.get(slug="two-chairs"), user=stan).exists()

    found_out = [*member.found, *keeper.found, *outside.found]
    assert not found_out, "\n".join(found_out)
