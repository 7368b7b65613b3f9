"""The conversation at the door, asking for more, the group's own questions, and the blind check."""

import uuid

import pytest
from django.core import mail

from accounts.delivery import deliver
from accounts.models import Block, Notice
from groups import admissions, talking
from groups.models import Application, ApplicationMessage, Group, JoinQuestion, KeptApart, Membership, Role
from tests.conftest import NOW, found, later, names, person
from tests.reading import said, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped")]

AT = "/groups/second-thursday"
ROOM = "persimmon"


@pytest.fixture
def application(table, stan) -> Application:
    """Stan asks to join Fay's table; she has been told."""
    made = admissions.ask(table, stan, "I make chairs", NOW)
    deliver(lambda: NOW)
    mail.outbox.clear()
    return made


def test_both_sides_write_and_each_is_told_of_the_others_words_alone(application, fay, stan, client_of):
    finn = person("Finn")
    Membership.objects.seat(application.group, finn, role=Role.FACILITATOR, now=NOW)
    page = client_of(fay).post(f"{AT}/applications/{application.pk}/messages/", {"words": ROOM}, follow=True)
    assert "on their way to Stan" in said(page)
    page = client_of(stan).post(f"{AT}/join/messages/", {"words": f"{ROOM} indeed"}, follow=True)
    assert "on their way to those who look after the group" in said(page)
    deliver(lambda: NOW)
    assert sorted(letter.to[0] for letter in mail.outbox) == [f"{n}@example.org" for n in ("fay", "finn", "stan")]
    assert not any(ROOM in letter.subject + letter.body + letter.alternatives[0].content for letter in mail.outbox)
    for page in (
        client_of(fay).get(f"{AT}/applications/{application.pk}/"),
        client_of(stan).get(f"{AT}/join/"),
    ):
        assert page.content.decode().count(ROOM) == 2


def test_words_sent_twice_are_said_once(application, stan, client_of):
    form = {"words": "Hello", "ticket": uuid.uuid4()}
    for _ in range(2):
        client_of(stan).post(f"{AT}/join/messages/", form)
    assert ApplicationMessage.objects.count() == 1
    assert Notice.objects.filter(kind="application_message").count() == 1


def test_nothing_said_keeps_the_page_and_says_what_is_missing(application, fay, stan, client_of):
    for client, address in (
        (client_of(stan), f"{AT}/join/messages/"),
        (client_of(fay), f"{AT}/applications/{application.pk}/messages/"),
    ):
        assert client.get(address).status_code == 200
        page = client.post(address, {"words": "x" * 2001})
        assert "at most 2000 characters" in page.content.decode()
        assert "x" * 2001 in page.content.decode()


def test_who_did_not_ask_has_nobody_to_write_to(application, max_, client_of):
    person("Nina")
    assert client_of(max_).post(f"{AT}/join/messages/", {"words": "Hi"}).status_code == 404


def test_who_is_asked_for_more_waits_again_once_they_write_back(application, fay, stan, client_of, stopped):
    stopped.shift(10 * 24 * 3600)
    at = later(days=10)
    address = f"{AT}/applications/{application.pk}/"
    page = client_of(fay).post(address, {"answer": "more", "words": " "})
    assert "Ask what you would like to know." in text_of(page)
    page = client_of(fay).post(address, {"answer": "more", "words": "Which hours suit you?"}, follow=True)
    assert "on its way to Stan" in said(page)
    application.refresh_from_db()
    assert (application.state, application.expires_at) == ("more_asked", at + admissions.LASTS)
    assert "They asked you for more about joining." in text_of(client_of(stan).get("/"))
    assert "They asked you for more." in text_of(client_of(stan).get(f"{AT}/join/"))
    assert "Read and answer" not in text_of(client_of(fay).get("/"))
    stopped.shift(24 * 3600)
    client_of(stan).post(f"{AT}/join/messages/", {"words": "Thursdays"})
    application.refresh_from_db()
    assert (application.state, application.expires_at) == ("open", later(days=11) + admissions.LASTS)
    assert "Read and answer" in text_of(client_of(fay).get("/"))


def test_after_the_answer_there_is_nothing_left_to_say(application, fay, stan, client_of):
    admissions.decline(application, by=fay, words="We have a joiner", now=NOW)
    with pytest.raises(admissions.AlreadyAnswered):
        talking.write(application, by=stan, words="But", ticket=uuid.uuid4(), now=NOW)
    assert "answered already" in said(client_of(stan).post(f"{AT}/join/messages/", {"words": "But"}, follow=True))
    page = client_of(fay).post(f"{AT}/applications/{application.pk}/messages/", {"words": "But"}, follow=True)
    assert "a moment ago" in said(page)


def test_words_of_an_answered_conversation_are_not_mailed(application, fay, stan):
    talking.write(application, by=stan, words="Hello", ticket=uuid.uuid4(), now=NOW)
    admissions.withdraw(application, NOW)
    assert deliver(lambda: NOW)["dropped"] == 1


def test_what_moderators_hid_is_read_by_nobody(application, fay, stan, client_of):
    message = talking.write(application, by=stan, words=ROOM, ticket=uuid.uuid4(), now=NOW)
    ApplicationMessage.objects.filter(pk=message.pk).update(hidden_at=NOW)
    Application.objects.update(hidden_at=NOW, words=ROOM)
    page = client_of(fay).get(f"{AT}/applications/{application.pk}/").content.decode()
    assert ROOM not in page
    assert page.count("Taken away by those who moderate.") == 2


# The group's own questions --------------------------------------------------------------------------------------------


def ask(client, **fields):
    return client.post(f"{AT}/join/", {"words": "I make chairs", "charter": "on", **fields}, follow=True)


def test_questions_are_asked_and_answers_kept_with_the_question_as_it_was_asked(table, fay, stan, client_of):
    asked = {"question_1": "What can you help with?", "question_2": "", "question_3": "Which hours?"}
    page = client_of(fay).post(f"{AT}/settings/questions/", asked, follow=True)
    assert "Saved." in said(page)
    assert list(JoinQuestion.objects.values_list("position", "text")) == [
        (1, "What can you help with?"),
        (2, "Which hours?"),
    ]
    first, second = JoinQuestion.objects.all()
    page = client_of(stan).get(f"{AT}/join/").content.decode()
    assert page.index("What would you bring") < page.index("What can you help with?") < page.index("Which hours?")
    page = ask(client_of(stan), **{f"question-{first.pk}": "Kilns"})
    assert "Kilns" in page.content.decode()
    assert not Application.objects.exists()
    ask(client_of(stan), **{f"question-{first.pk}": "Kilns", f"question-{second.pk}": "Evenings"})
    JoinQuestion.objects.all().delete()
    page = text_of(client_of(fay).get(f"{AT}/applications/{Application.objects.get().pk}/"))
    assert page.index("What can you help with?") < page.index("Kilns") < page.index("Which hours?")


def test_an_answer_never_lands_under_a_question_that_was_changed_meanwhile(table, fay, stan, client_of):
    JoinQuestion.objects.replace(table, ["Do you have a kiln?"])
    old = JoinQuestion.objects.get()
    JoinQuestion.objects.replace(table, ["Do you have a lawyer?"])
    page = ask(client_of(stan), **{f"question-{old.pk}": "Yes, two"})
    assert "Do you have a lawyer?" in page.content.decode()
    assert not Application.objects.exists()


def test_saving_the_same_questions_keeps_their_rows(table):
    JoinQuestion.objects.replace(table, ["One?", "Two?"])
    before = list(JoinQuestion.objects.values_list("pk", flat=True))
    JoinQuestion.objects.replace(table, ["One?", "Two?"])
    assert list(JoinQuestion.objects.values_list("pk", flat=True)) == before
    JoinQuestion.objects.replace(table, ["Two?"])
    assert list(JoinQuestion.objects.values_list("text", flat=True)) == ["Two?"]


def test_a_question_that_is_too_long_is_kept_for_mending(table, fay, client_of):
    page = client_of(fay).post(f"{AT}/settings/questions/", {"question_1": "x" * 201})
    assert "at most 200 characters" in page.content.decode()
    assert "x" * 201 in page.content.decode()


# Who may ask ----------------------------------------------------------------------------------------------------------


def test_who_must_not_meet_somebody_there_is_refused_in_words_for_everybody(table, max_, stan, client_of):
    Block.objects.create(user=max_, blocked=stan)
    with pytest.raises(KeptApart):
        admissions.ask(table, stan, "Please", NOW)
    for page in (client_of(stan).get(f"{AT}/join/"), ask(client_of(stan))):
        assert "This group cannot take you" in page.content.decode()
        assert not names(page.content.decode(), "Max")
    assert not Application.objects.exists()
    assert not Notice.objects.filter(kind="application").exists()


def test_who_must_not_meet_somebody_by_now_is_accepted_by_nobody_and_nobody_reads_why(
    application, fay, max_, stan, client_of
):
    Block.objects.create(user=max_, blocked=stan)
    page = client_of(fay).post(f"{AT}/applications/{application.pk}/", {"answer": "accept"}, follow=True)
    assert "cannot take this person" in said(page)
    assert not names(said(page), "Max")
    application.refresh_from_db()
    assert application.state == "open"


def test_a_facilitator_who_keeps_apart_from_the_applicant_is_not_shown_them(application, fay, stan, client_of):
    finn = person("Finn")
    Membership.objects.seat(application.group, finn, role=Role.FACILITATOR, now=NOW)
    Block.objects.create(user=finn, blocked=stan)
    talking.write(application, by=stan, words="Hello", ticket=uuid.uuid4(), now=NOW)
    for address in ("/", f"{AT}/applications/"):
        assert names(text_of(client_of(fay).get(address)), "Stan")
        assert not names(text_of(client_of(finn).get(address)), "Stan")
    assert client_of(finn).get(f"{AT}/applications/{application.pk}/").status_code == 404
    deliver(lambda: NOW)
    assert [letter.to for letter in mail.outbox] == [["fay@example.org"]]


def test_nobody_asks_where_people_are_invited(fay, stan, client_of):
    table = found(fay, joining=Group.Joining.INVITATION)
    with pytest.raises(admissions.ByInvitation):
        admissions.ask(table, stan, "Please", NOW)
    assert client_of(stan).get(f"{AT}/join/").url == f"{AT}/"


def test_an_open_table_leads_to_its_chairs(fay, stan, client_of):
    found(fay, joining=Group.Joining.OPEN)
    assert client_of(stan).get(f"{AT}/join/").url == f"{AT}/membership/"


def test_who_was_declined_reads_why_and_may_ask_again(application, fay, stan, client_of):
    admissions.decline(application, by=fay, words="We have a joiner", now=NOW)
    page = text_of(client_of(stan).get(f"{AT}/join/"))
    assert "We have a joiner" in page
    assert "Ask for the seat" in page
    ask(client_of(stan))
    assert Application.objects.unanswered().get().user == stan


def test_the_answer_of_a_group_that_nobody_else_finds_is_read_on_the_own_page(application, fay, stan, client_of):
    Group.objects.update(visibility="unlisted")
    admissions.decline(application, by=fay, words="We have a joiner", now=NOW)
    deliver(lambda: NOW)
    assert f"{AT}/join/" in mail.outbox[-1].body
    page = text_of(client_of(stan).get(f"{AT}/join/"))
    assert "We have a joiner" in page
    assert "Ask for the seat" not in page
