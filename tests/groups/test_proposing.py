"""Where the charter says that members decide: everyone is told, may object within five days, and silence is consent."""

import uuid

import pytest
from django.core import mail

from accounts.delivery import deliver
from accounts.models import Block, Notice
from groups import admissions, amending, expiring, proposing, talking
from groups.models import Application, Group, KeptApart, Membership, Objection, Proposal, Role, Waiting
from tests.conftest import NOW, found, later, names, person
from tests.races import together
from tests.reading import said, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped")]

AT = "/groups/second-thursday"
ROOM = "persimmon"


def let_members_decide(group: Group, by) -> Group:
    amending.amend(group, {"decided_by": "members"}, by=by, now=NOW)
    return group


@pytest.fixture
def application(table, fay, stan) -> Application:
    """Stan asks to join Fay's table, whose members decide."""
    return admissions.ask(let_members_decide(table, fay), stan, "I make chairs", NOW)


@pytest.fixture
def proposal(application, fay) -> Proposal:
    return proposing.propose(application, by=fay, words="He makes chairs", now=NOW)


def told(kind: str) -> list[str]:
    return sorted(Notice.objects.filter(kind=kind).values_list("user__name", flat=True))


def sits(application: Application) -> bool:
    return Membership.objects.present().filter(group=application.group, user=application.user).exists()


def test_who_looks_after_the_group_does_not_accept_past_the_members(application, fay):
    with pytest.raises(admissions.MembersDecide):
        admissions.accept(application, by=fay, words="", now=NOW)
    proposing.propose(application, by=fay, words="", now=NOW)
    with pytest.raises(admissions.MembersDecide):
        admissions.accept(application, by=fay, words="", now=later(days=4))


def test_every_other_member_is_told_and_mail_carries_no_words(proposal, max_):
    assert told("proposal") == ["Max Example"]
    deliver(lambda: NOW)
    (letter,) = [each for each in mail.outbox if each.subject == "Shall Stan Example join Second Thursday?"]
    assert letter.to == ["max@example.org"]
    assert "by Saturday 7 March" in letter.body
    assert "I make chairs" not in letter.body
    assert "He makes chairs" not in letter.body


def test_silence_is_consent(proposal, application, stan):
    assert proposing.conclude(later(days=5, seconds=-1)) == 0
    assert proposing.conclude(later(days=5)) == 1
    assert proposing.conclude(later(days=5)) == 0
    application.refresh_from_db()
    assert (application.state, application.reason, sits(application)) == ("accepted", "He makes chairs", True)
    assert told("decision") == ["Stan Example"]


def test_silence_at_a_full_table_is_a_place_in_line(fay, max_, stan):
    group = let_members_decide(found(fay, size=2), fay)
    Membership.objects.seat(group, max_, role=Role.MEMBER, now=NOW)
    proposing.propose(admissions.ask(group, stan, "Please", NOW), by=fay, words="", now=NOW)
    assert proposing.conclude(later(days=5)) == 1
    assert Waiting.objects.waiting().get().user == stan


def test_with_an_objection_those_who_look_after_the_group_decide(proposal, application, seat, fay, client_of):
    finn = person("Finn")
    Membership.objects.seat(application.group, finn, role=Role.FACILITATOR, now=NOW)
    proposing.object_to(proposal, seat, ROOM, NOW)
    proposing.object_to(proposal, seat, "Again", NOW)
    assert Objection.objects.get().words == ROOM
    assert told("objection") == ["Fay Example", "Finn Example"]
    deliver(lambda: NOW)
    assert not any(ROOM in letter.body or names(letter.body, "Max") for letter in mail.outbox)
    assert proposing.conclude(later(days=5)) == 0
    assert ROOM in text_of(client_of(fay).get(f"{AT}/applications/{application.pk}/"))
    assert "A member objects" in text_of(client_of(fay).get(f"{AT}/applications/"))
    admissions.accept(application, by=fay, words="Welcome all the same", now=later(days=1))
    assert sits(application)


def test_only_those_who_look_after_the_group_read_why(proposal, application, seat, stan, client_of):
    nina = person("Nina")
    Membership.objects.seat(application.group, nina, role=Role.MEMBER, now=NOW)
    page = client_of(seat.user).post(f"{AT}/applications/{application.pk}/objection/", {"words": ROOM}, follow=True)
    assert "have been told, and decide" in said(page)
    address = f"{AT}/applications/{application.pk}/objection/"
    assert ROOM in text_of(client_of(seat.user).get(address))
    for reader, path in ((nina, address), (nina, f"{AT}/"), (nina, "/"), (stan, f"{AT}/join/")):
        assert ROOM not in text_of(client_of(reader).get(path))


def test_members_are_asked_on_today_and_at_home_until_they_have_spoken(proposal, application, seat, fay, client_of):
    client = client_of(seat.user)
    assert "joins Second Thursday unless somebody objects by Saturday 7 March." in text_of(client.get("/"))
    assert "say so by Saturday 7 March" in text_of(client.get(f"{AT}/"))
    assert "unless somebody objects" not in text_of(client_of(fay).get("/"))
    page = text_of(client.get(f"{AT}/applications/{application.pk}/objection/"))
    assert "I make chairs" in page
    assert "If that is fine, do nothing" in page
    proposing.object_to(proposal, seat, "No", NOW)
    assert "unless somebody objects" not in text_of(client.get("/"))


def test_an_objection_needs_a_reason_and_comes_in_time(proposal, application, seat, client_of, stopped):
    client, address = client_of(seat.user), f"{AT}/applications/{application.pk}/objection/"
    assert "This field is required." in text_of(client.post(address, {"words": " "}))
    stopped.move_to(later(days=5))
    assert "The five days are over" in text_of(client.get(address))
    assert "The five days are over" in said(client.post(address, {"words": "No"}, follow=True))
    assert not Objection.objects.exists()


def test_withdrawing_ends_the_question(proposal, application, seat, client_of):
    admissions.withdraw(application, NOW)
    with pytest.raises(proposing.ObjectionsClosed):
        proposing.object_to(proposal, seat, "No", NOW)
    assert proposing.conclude(later(days=5)) == 0
    assert client_of(seat.user).get(f"{AT}/applications/{application.pk}/objection/").status_code == 404
    assert deliver(lambda: NOW)["dropped"] >= 2  # the question to Max, and Stan at Fay's door


def test_a_question_to_the_members_keeps_the_application_open_beyond_it(table, fay, stan, seat):
    application = admissions.ask(let_members_decide(table, fay), stan, "Please", NOW)
    at = later(days=13)
    proposal = proposing.propose(application, by=fay, words="", now=at)
    proposing.object_to(proposal, seat, "No", at)
    assert expiring.expire(later(days=24)) == 0
    assert expiring.nudge(later(days=19)) == 1
    assert expiring.expire(later(days=25)) == 1
    with pytest.raises(proposing.ObjectionsClosed):
        proposing.object_to(proposal, seat, "No", at)


def test_nobody_is_asked_twice_about_the_same_person(proposal, application, fay):
    with pytest.raises(admissions.AlreadyAnswered):
        proposing.propose(application, by=fay, words="", now=NOW)


def test_a_member_who_keeps_apart_is_asked_nothing_and_the_sweep_seats_nobody(proposal, application, seat, client_of):
    Block.objects.create(user=seat.user, blocked=application.user)
    assert not names(text_of(client_of(seat.user).get("/")), "Stan")
    assert client_of(seat.user).get(f"{AT}/applications/{application.pk}/objection/").status_code == 404
    deliver(lambda: NOW)
    assert not any("Stan" in letter.subject for letter in mail.outbox if letter.to == ["max@example.org"])
    assert proposing.conclude(later(days=5)) == 0
    assert Application.objects.to_answer(later(days=5)).get() == application


def test_nobody_is_proposed_who_must_not_meet_somebody_at_the_table(application, fay, seat):
    Block.objects.create(user=seat.user, blocked=application.user)
    with pytest.raises(KeptApart):
        proposing.propose(application, by=fay, words="", now=NOW)
    assert told("proposal") == []


def test_who_was_asked_for_more_is_not_once_the_members_are_asked(application, fay):
    talking.ask_more(application, by=fay, words="Which hours?", ticket=uuid.uuid4(), now=NOW)
    proposing.propose(application, by=fay, words="", now=NOW)
    application.refresh_from_db()
    assert application.state == "open"


def test_the_page_asks_the_members_instead_of_accepting(application, fay, stan, client_of):
    client, address = client_of(fay), f"{AT}/applications/{application.pk}/"
    assert "Choose one of these" in text_of(client.post(address, {"answer": "accept"}))
    page = client.post(address, {"answer": "propose", "words": "He makes chairs"}, follow=True)
    assert "The members are asked." in said(page)
    assert "Before the members" in text_of(page)
    assert "Nobody objects so far." in text_of(client.get(address))
    assert "The members are asked." in text_of(client_of(stan).get(f"{AT}/join/"))
    page = client.post(address, {"answer": "decline", "words": "Sorry"}, follow=True)
    assert "on its way to Stan" in said(page)


@pytest.mark.django_db(transaction=True)
def test_an_objection_in_the_last_moment_races_the_seat_and_exactly_one_wins():
    fay, max_, stan = person("Fay"), person("Max"), person("Stan")
    for round_ in range(50):
        group = let_members_decide(found(fay, f"Table {round_}"), fay)
        seat = Membership.objects.seat(group, max_, role=Role.MEMBER, now=NOW)
        application = admissions.ask(group, stan, "Please", NOW)
        proposal = proposing.propose(application, by=fay, words="", now=NOW)
        outcome = together(
            [
                lambda p=proposal, s=seat: proposing.object_to(p, s, "No", later(days=4, hours=23)),
                lambda: proposing.conclude(later(days=5)),
            ]
        )
        has_objection = Objection.objects.filter(proposal=proposal).exists()
        assert (outcome, has_objection, sits(application)) in [
            (["done", "done"], True, False),
            (["ObjectionsClosed", "done"], False, True),
        ]
