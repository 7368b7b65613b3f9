"""Reporting: only what one can see, once, frozen as it was, and known to nobody else."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import Block, CommunityMembership, Goal, User
from groups import admissions, reporting
from groups.models import ApplicationMessage, Group, Report
from tests.conftest import NOW, later
from tests.races import together

pytestmark = pytest.mark.django_db
About = Report.About


@pytest.fixture
def application(table, stan):
    return admissions.ask(table, stan, "I make chairs", NOW)


@pytest.fixture
def message(application, fay):
    return ApplicationMessage.objects.create(application=application, by=fay, words="You again", created_at=NOW)


def address(about: str, piece) -> str:
    return reverse("groups:reports.new", args=[about, piece.pk])


def sees(client, about: str, piece) -> bool:
    return client.get(address(about, piece)).status_code == 200


def test_a_report_freezes_the_piece_and_thanks(stopped, message, stan, fay, client_of):
    client = client_of(stan)
    page = client.get(address("message", message)).content.decode()
    assert "You again" in page
    assert "Nobody but those who moderate learns that it was you" in page

    answer = client.post(address("message", message), {"words": "She mocks me"}, follow=True)

    made = Report.objects.get()
    assert answer.redirect_chain == [(reverse("groups:reports.show", args=[made.pk]), 302)]
    assert "Thank you. We look at it" in answer.content.decode()
    assert (made.reporter, made.accused, made.message, made.words) == (stan, fay, message, "She mocks me")
    assert made.frozen == {"by": "Fay Example", "at": NOW.isoformat(), "words": "You again"}


def test_what_is_frozen_does_not_change_with_the_piece(table, max_, fay):
    made = reporting.report(About.GROUP, table, by=max_, words="No", now=NOW)
    Group.objects.update(purpose="Something kind.")

    made.refresh_from_db()
    assert made.accused == fay
    assert made.frozen["purpose"] == "Owners who decide one thing a quarter."


def test_an_application_is_frozen_with_its_answers(application, fay):
    application.answers.create(position=1, question="Why us?", text="Why not")
    made = reporting.report(About.APPLICATION, application, by=fay, words="No", now=NOW)
    assert made.frozen["words"] == "I make chairs"
    assert made.frozen["answers"] == [{"question": "Why us?", "text": "Why not"}]


def test_what_is_shown_stands_in_the_order_of_the_form(application, fay, client_of):
    application.answers.create(position=1, question="Why us?", text="Why not")
    page = client_of(fay).get(address("application", application)).content.decode()
    assert page.index("I make chairs") < page.index("Why us?") < page.index("Why not")


def test_a_person_is_frozen_as_the_profile_reads(table, max_, fay):
    Goal.objects.create(user=max_, text="Sell boats", family="sell", stage="idea")
    made = reporting.report(About.PERSON, max_, by=fay, words="No", now=NOW)
    assert made.frozen == {
        "name": "Max Example",
        "work": "",
        "industry": "",
        "languages": [],
        "offers": [],
        "seeks": [],
        "goal": "Sell boats",
    }


def test_what_a_stranger_may_not_read_is_not_frozen_either(max_, stan):
    Goal.objects.create(user=max_, text="Sell boats", family="sell", stage="idea")
    User.objects.update(shown_to="everyone")
    made = reporting.report(About.PERSON, max_, by=stan, words="No", now=NOW)
    assert made.frozen["goal"] == "Sell more, An idea"


def test_sending_twice_reports_once(stopped, table, max_, fay, client_of):
    client = client_of(fay)
    for words in ("Rude", "Rude", "Very rude"):
        client.post(address("person", max_), {"words": words})
    assert Report.objects.get().words == "Rude"
    assert client.get(address("person", max_)).status_code == 302


def test_a_decided_report_can_be_followed_by_another(table, max_, fay):
    first = reporting.report(About.PERSON, max_, by=fay, words="No", now=NOW)
    Report.objects.update(state="decided")
    assert reporting.report(About.PERSON, max_, by=fay, words="Again", now=later(days=1)) != first


@pytest.mark.django_db(transaction=True)
def test_twenty_reports_at_once_are_one(fay, max_):
    def act():
        reporting.report(About.PERSON, max_, by=fay, words="No", now=NOW)

    assert together([act] * 20) == ["done"] * 20
    assert Report.objects.count() == 1


def test_two_open_reports_of_one_piece_are_refused_by_the_database(table, max_, fay):
    fields = {"about": "person", "reporter": fay, "person": max_, "words": "No"}
    Report.objects.create(**fields)
    with pytest.raises(IntegrityError, match="one_open_report_per_person"), transaction.atomic():
        Report.objects.create(**fields)
    with pytest.raises(IntegrityError, match="report_names_one_piece"), transaction.atomic():
        Report.objects.create(**{**fields, "about": "group"})


def test_saying_nothing_keeps_the_page_and_says_what_would_be_right(stopped, table, max_, fay, client_of):
    page = client_of(fay).post(address("person", max_), {"words": " "}).content.decode()
    assert "Say in a sentence what is wrong." in page
    assert not Report.objects.exists()


def test_a_message_is_seen_at_its_door_alone(stopped, message, fay, max_, stan, olga, client_of):
    seen = {user.first_name: sees(client_of(user), "message", message) for user in (fay, max_, stan, olga)}
    assert seen == {"Fay": False, "Max": False, "Stan": True, "Olga": False}  # it is Fay's own


def test_an_application_is_seen_by_those_who_answer_alone(stopped, application, fay, max_, stan, olga, client_of):
    seen = {user.first_name: sees(client_of(user), "application", application) for user in (fay, max_, stan, olga)}
    assert seen == {"Fay": True, "Max": False, "Stan": False, "Olga": False}


def test_a_group_is_seen_by_who_sees_its_front_page_and_does_not_own_it(stopped, table, fay, max_, stan, client_of):
    assert [sees(client_of(user), "group", table) for user in (fay, max_, stan)] == [False, True, True]
    Group.objects.update(visibility="unlisted")
    assert [sees(client_of(user), "group", table) for user in (fay, max_, stan)] == [False, True, False]


def test_a_person_is_seen_as_far_as_the_profile_is_shown(stopped, table, guild, fay, max_, stan, olga, client_of):
    User.objects.update(shown_to="tables")
    assert [sees(client_of(user), "person", max_) for user in (fay, max_, stan, olga)] == [True, False, False, False]
    User.objects.update(shown_to="everyone")
    assert sees(client_of(stan), "person", max_)
    User.objects.update(shown_to="communities")
    assert not sees(client_of(stan), "person", olga)
    CommunityMembership.objects.create(community=guild, user=stan)
    assert sees(client_of(stan), "person", olga)


def test_those_at_one_door_can_report_each_other(stopped, application, fay, max_, stan, client_of):
    User.objects.update(shown_to="tables")
    assert sees(client_of(fay), "person", stan)
    assert sees(client_of(stan), "person", fay)
    assert not sees(client_of(stan), "person", max_)
    assert not sees(client_of(max_), "person", stan)


def test_who_blocks_can_still_report_and_who_is_blocked_cannot_tell(stopped, fay, stan, client_of):
    User.objects.update(shown_to="everyone")
    Block.objects.create(user=stan, blocked=fay)
    assert sees(client_of(stan), "person", fay)
    assert not sees(client_of(fay), "person", stan)


def test_a_piece_of_no_kind_is_404(stopped, stan, client_of):
    assert client_of(stan).get("/reports/new/weather/1/").status_code == 404


def test_a_report_is_read_by_its_reporter_alone(stopped, table, max_, fay, ada, client_of):
    made = reporting.report(About.PERSON, max_, by=fay, words="No", now=NOW)
    page = reverse("groups:reports.show", args=[made.pk])
    assert [client_of(user).get(page).status_code for user in (fay, max_, ada)] == [200, 404, 404]


def test_the_link_stands_beside_people_and_pieces(stopped, table, application, fay, max_, stan, client_of, client):
    members = client_of(fay).get(reverse("groups:memberships.index", args=[table.slug])).content.decode()
    assert address("person", max_) in members
    assert address("person", fay) not in members
    door = client_of(fay).get(reverse("meetings:applications.show", args=[table.slug, application.pk])).content.decode()
    assert address("application", application) in door
    assert address("person", stan) in door
    for browser in (client_of(max_), client_of(stan), client):
        assert address("group", table) in browser.get(table.get_absolute_url()).content.decode()
    assert address("group", table) not in client_of(fay).get(table.get_absolute_url()).content.decode()
