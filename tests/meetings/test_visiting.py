"""Visiting before joining: one or two meetings, those and nothing else, and the charter counts them."""

import uuid

import pytest
from django.core import mail
from django.urls import reverse

from accounts.delivery import deliver
from accounts.models import Block, Notice
from groups import admissions, amending, expiring, proposing
from groups.models import Application, ApplicationMessage, Membership
from groups.models.application import LAST_WEEK
from meetings import changing, visiting
from meetings.models import Meeting, Visit
from tests.conftest import NOW, found, later, names, person, plan_series
from tests.reading import said, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped")]

AT = "/groups/second-thursday"
ROOM = "persimmon"


@pytest.fixture
def application(series, stan) -> Application:
    """Stan asks to join Fay's table, which meets every other Tuesday from 10 March."""
    return admissions.ask(series.group, stan, "I make chairs", NOW)


def coming(application: Application, number: int = 1) -> list[Meeting]:
    return list(visiting.coming(application, NOW)[:number])


def invite(application: Application, meetings: list[Meeting], by, now=NOW, words: str = "") -> None:
    visiting.invite(application, meetings, by=by, words=words, ticket=uuid.uuid4(), now=now)
    application.refresh_from_db()


def address_of(application: Application) -> str:
    return reverse("meetings:applications.show", args=[application.group.slug, application.pk])


def to_stan() -> list[str]:
    deliver(lambda: NOW)
    return [letter.subject for letter in mail.outbox if letter.to == ["stan@example.org"]]


def test_a_visitor_is_told_and_sees_that_meeting_alone(application, fay, max_, stan, client_of):
    first, second = coming(application, 2)
    Meeting.objects.update(place="https://meet.example/table")
    form = {"answer": "visit", "meetings": [first.pk], "words": ROOM}
    page = client_of(fay).post(address_of(application), form, follow=True)
    assert "invitation to visit is on its way to Stan" in said(page)
    assert to_stan() == ["Come and visit Second Thursday"]
    letter = mail.outbox[-1]
    assert "Tuesday 10 March, 18:00 to 19:30, Brussels time" in letter.body
    assert ROOM not in letter.body + letter.alternatives[0].content
    client = client_of(stan)
    page = client.get(first.get_absolute_url())
    assert 'href="https://meet.example/table"' in page.content.decode()
    page = text_of(page)
    for words in ("Fay", "Max", "hot seat", "You are invited as a visitor."):
        assert words in page
    for words in ("Fay Example", "Will you be there?", f"{AT}/members/", "No answer yet"):
        assert words not in page
    assert client.get(second.get_absolute_url()).status_code == 404
    assert "You are invited to visit: Tuesday 10 March" in text_of(client.get("/"))
    page = text_of(client.get(f"{AT}/join/"))
    assert "You are invited to visit" in page
    assert ROOM in page


def test_a_visit_ends_with_the_answer(application, fay, stan, client_of):
    (first,) = coming(application)
    invite(application, [first], fay)
    admissions.decline(application, by=fay, words="Sorry", now=NOW)
    assert client_of(stan).get(first.get_absolute_url()).status_code == 404
    assert to_stan() == ["Second Thursday has answered you"]


def test_members_read_that_a_visitor_comes_but_not_those_who_keep_apart(application, fay, max_, client_of):
    (first,) = coming(application)
    invite(application, [first], fay)
    assert "Stan comes as a visitor." in text_of(client_of(max_).get(first.get_absolute_url()))
    Block.objects.create(user=max_, blocked=application.user)
    assert not names(text_of(client_of(max_).get(first.get_absolute_url())), "Stan")
    assert not names(text_of(client_of(application.user).get(first.get_absolute_url())), "Max")


def test_inviting_twice_is_inviting_once_and_two_meetings_are_enough(application, fay):
    one, two, three = coming(application, 3)
    invite(application, [one], fay)
    invite(application, [one, two], fay)
    assert Visit.objects.count() == 2
    assert Notice.objects.filter(kind="visit").count() == 2
    with pytest.raises(visiting.TooManyVisits):
        invite(application, [three], fay)
    assert Visit.objects.count() == 2


def test_nobody_is_invited_to_what_is_over_cancelled_or_elsewhere(application, fay, ada):
    other = plan_series(found(ada, "Elsewhere"), ada).meetings.earliest("starts_at")
    first, second = coming(application, 2)
    changing.cancel(second, by=fay, reason="", now=NOW)
    for meeting, now in ((other, NOW), (second, NOW), (first, first.starts_at)):
        with pytest.raises(visiting.NothingToVisit):
            invite(application, [meeting], fay, now)


def test_the_application_stays_open_a_week_beyond_the_last_visit(application, fay):
    third = coming(application, 3)[-1]  # on 7 April; the fourteen days end on 16 March
    invite(application, [third], fay)
    assert application.expires_at == third.ends_at + LAST_WEEK
    assert expiring.expire(third.ends_at) == 0
    assert expiring.nudge(later(days=10)) == 0
    assert expiring.nudge(third.ends_at) == 1
    assert expiring.expire(application.expires_at) == 1


def test_an_early_visit_does_not_shorten_the_fourteen_days(application, fay):
    before = application.expires_at
    (first,) = coming(application)
    Meeting.objects.filter(pk=first.pk).update(starts_at=later(hours=5), ends_at=later(hours=6))
    invite(application, [first], fay)
    assert application.expires_at == before


def test_a_visitor_is_told_when_the_meeting_moves_and_has_longer(application, fay):
    (first,) = coming(application)
    invite(application, [first], fay)
    to_stan()
    changing.move(first, later(days=40), NOW)
    for _ in range(2):
        visiting.follow(NOW)
    application.refresh_from_db()
    first.refresh_from_db()
    assert application.expires_at == first.ends_at + LAST_WEEK
    assert to_stan() == ["Come and visit Second Thursday"] * 2
    assert "Saturday 11 April" in mail.outbox[-1].body


def test_a_move_before_the_mail_leaves_is_told_once(application, fay):
    (first,) = coming(application)
    invite(application, [first], fay)
    changing.move(first, later(days=3), NOW)
    visiting.follow(NOW)
    assert to_stan() == ["Come and visit Second Thursday"]


def test_when_every_visit_is_cancelled_it_is_the_groups_turn_again(application, fay, stan, client_of):
    (first,) = coming(application)
    invite(application, [first], fay)
    to_stan()
    changing.cancel(first, by=fay, reason=ROOM, now=NOW)
    page = text_of(client_of(stan).get(first.get_absolute_url()))
    assert "This meeting does not take place." in page
    assert ROOM not in page
    visiting.follow(NOW)
    application.refresh_from_db()
    assert application.state == "open"
    assert to_stan()[-1] == "Your visit to Second Thursday is off"


def test_the_charter_wants_visits_before_somebody_joins(application, fay, client_of, stopped):
    amending.amend(application.group, {"visits": 1}, by=fay, now=NOW)
    with pytest.raises(admissions.VisitsFirst):
        admissions.accept(application, by=fay, words="", now=NOW)
    with pytest.raises(admissions.VisitsFirst):
        proposing.propose(application, by=fay, words="", now=NOW)
    page = text_of(client_of(fay).post(address_of(application), {"answer": "accept"}))
    assert "Your charter wants one visit before somebody joins, and none has been. Invite them first." in page
    first, second = coming(application, 2)
    invite(application, [first, second], fay)
    changing.cancel(first, by=fay, reason="", now=NOW)
    stopped.move_to(first.ends_at)
    assert visiting.visited(application, first.ends_at) == 0
    stopped.move_to(second.ends_at)
    assert visiting.visited(application, second.ends_at) == 1
    page = client_of(fay).post(address_of(application), {"answer": "accept"}, follow=True)
    assert "on its way to Stan" in said(page)
    assert Membership.objects.present().filter(user=application.user).exists()


def test_the_page_offers_what_can_be_done_and_says_what_is_missing(application, fay, client_of):
    client, address = client_of(fay), address_of(application)
    page = client.post(address, {"answer": "visit", "meetings": []})
    assert "Choose one meeting, or two." in text_of(page)
    first, second, third = coming(application, 3)
    page = client.post(address, {"answer": "visit", "meetings": [first.pk, second.pk, third.pk]})
    assert "Choose one meeting, or two." in text_of(page)
    client.post(address, {"answer": "visit", "meetings": [first.pk]})
    page = client.post(address, {"answer": "visit", "meetings": [second.pk, third.pk]})
    assert "Choose one meeting." in text_of(page)
    client.post(address, {"answer": "visit", "meetings": [second.pk]})
    assert 'value="visit"' not in text_of(client.get(address))
    assert "Visiting" in text_of(client.get(f"{AT}/applications/"))


def test_an_invitation_sent_twice_says_its_words_once(application, fay, client_of):
    (first,) = coming(application)
    form = {"answer": "visit", "meetings": [first.pk], "words": "Come", "ticket": uuid.uuid4()}
    for _ in range(2):
        client_of(fay).post(address_of(application), form)
    assert ApplicationMessage.objects.count() == 1


def test_nobody_visits_while_the_members_are_asked(application, fay):
    proposing.propose(application, by=fay, words="", now=NOW)
    with pytest.raises(admissions.AlreadyAnswered):
        invite(application, coming(application), fay)


def test_following_visits_costs_the_same_for_one_and_for_three(series, fay, django_assert_num_queries):
    for number in (1, 3):
        for n in range(number):
            made = admissions.ask(series.group, person(f"P{number}{n}"), "Please", NOW)
            invite(made, coming(made, 2), fay)
        with django_assert_num_queries(6):
            visiting.follow(NOW)
