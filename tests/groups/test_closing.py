"""Closing a group, leaving it, and coming back: who is told, and what can no longer be done."""

import uuid
from datetime import timedelta
from functools import partial

import pytest
from django.core import mail

from accounts.delivery import deliver
from accounts.models import Notice
from groups import admissions, closing, invitations
from groups.models import (
    Application,
    Charter,
    Closure,
    Group,
    GroupClosed,
    Invitation,
    Membership,
    Role,
    Waiting,
    unsigned,
)
from groups.waiting import wait
from meetings import digests, reminders, tasks
from meetings.answering import AnswerClosed, answer, answer_url
from meetings.models import Meeting
from meetings.models.attendance import Answer
from tests.conftest import NOW, charter_form, found, later, person
from tests.races import together

pytestmark = pytest.mark.django_db

ROOM = "ROOM-WORDS"
HOME = "/groups/second-thursday/"


def told(kind: str = "closure") -> list[str]:
    return sorted(Notice.objects.filter(kind=kind).values_list("user__name", flat=True))


def close(group: Group, by, now=NOW) -> Closure:
    return closing.close(group, by=by, reason=ROOM, now=now)


# Closing --------------------------------------------------------------------------------------------------------------


def test_closing_tells_the_members_but_not_who_closes(table, fay, stan):
    Membership.objects.seat(table, stan, role=Role.MEMBER, now=NOW)
    close(table, fay)
    assert told() == ["Max Example", "Stan Example"]


def test_closing_twice_is_closing_once(table, fay, ada):
    assert close(table, fay) == closing.close(table, by=ada, reason="Again", now=later(days=1))
    closure = Closure.objects.get()
    assert (closure.by, closure.reason, closure.created_at) == (fay, ROOM, NOW)
    assert told() == ["Max Example"]


def test_who_waits_at_the_door_is_answered(table, fay, stan, olga):
    application = admissions.ask(table, stan, "I make chairs", NOW)
    place = wait(table, olga, NOW)
    close(table, fay, later(days=1))
    application.refresh_from_db()
    place.refresh_from_db()
    assert (application.state, application.answered_at) == (Application.State.EXPIRED, later(days=1))
    assert (place.outcome, place.ended_at) == (Waiting.Outcome.LAPSED, later(days=1))
    assert told() == ["Max Example", "Olga Example", "Stan Example"]


def test_who_waited_at_the_door_reads_why_it_ended(table, fay, stan, stopped, client_of):
    admissions.ask(table, stan, "I make chairs", NOW)
    close(table, fay)
    page = client_of(stan).get(f"{HOME}join/").content.decode()
    assert "the group has closed since" in page
    assert "fourteen days had passed" not in page
    assert ROOM not in page


def test_invitations_no_longer_let_anybody_in(table, fay):
    link = Invitation.objects.create(group=table, by=fay, uses=5, expires_at=later(days=9))
    close(table, fay)
    link.refresh_from_db()
    assert link.revoked_at == NOW


def test_nobody_sits_down_in_a_closed_group(table, fay, stan):
    close(table, fay)
    with pytest.raises(GroupClosed):
        Membership.objects.seat(table, stan, role=Role.MEMBER, now=NOW)


def test_nobody_asks_at_the_door_of_a_closed_group(table, fay, stan, stopped, client_of):
    close(table, fay)
    with pytest.raises(GroupClosed):
        admissions.ask(table, stan, "Please", NOW)
    assert client_of(stan).post(f"{HOME}join/", {"words": "Please", "charter": "on"}).status_code == 404
    assert not Application.objects.exists()


def test_a_closed_group_is_found_by_nobody(table, fay, stan, client):
    close(table, fay)
    assert not Group.objects.listed(stan).exists()
    assert client.get(HOME).status_code == 404


def test_the_mail_says_who_closed_and_never_why(table, fay, max_, stan, stopped, clock):
    admissions.ask(table, stan, "I make chairs", NOW)
    Notice.objects.all().delete()
    close(table, fay)
    deliver(clock)
    letters = {letter.to[0]: letter for letter in mail.outbox}
    inside, outside = letters["max@example.org"], letters["stan@example.org"]
    assert inside.subject == outside.subject == "Second Thursday has closed"
    assert "Fay has closed the group." in inside.body
    assert HOME in inside.body
    assert "/find/" in outside.body
    assert "Fay" not in outside.body
    for letter in mail.outbox:
        assert ROOM not in letter.body + str(letter.alternatives)


def test_who_moderates_closes_without_a_name(table, ada, fay, stopped, clock):
    close(table, ada)
    deliver(clock)
    assert sorted(letter.to[0] for letter in mail.outbox) == ["fay@example.org", "max@example.org"]
    assert all("Those who look after the site closed the group." in letter.body for letter in mail.outbox)
    assert all("Ada" not in letter.body for letter in mail.outbox)


def test_nobody_hears_of_it_after_leaving(table, seat, fay, stopped, clock):
    close(table, fay)
    seat.leave(NOW)
    deliver(clock)
    assert mail.outbox == []


def test_the_meetings_of_a_closed_group_go_silent(table, series, meeting, seat, fay, stopped, client):
    close(table, fay)
    Notice.objects.all().delete()
    soon = meeting.starts_at - timedelta(hours=24)
    assert (reminders.plan(soon), digests.plan(soon)) == (0, 0)
    with pytest.raises(AnswerClosed):
        answer(meeting, seat, Answer.YES, NOW)
    page = client.get(answer_url(meeting, seat).removeprefix("http://127.0.0.1:8000"))
    assert "This group has closed" in page.content.decode()
    stopped.move_to(later(days=30))
    before = Meeting.objects.count()
    tasks.extend()
    assert Meeting.objects.count() == before
    assert not Meeting.objects.past(later(days=30)).exists()


def test_nothing_in_a_closed_group_changes_any_more(table, seat, fay, max_, meeting, stopped, client_of):
    close(table, fay)
    charter = Charter.objects.current(table)
    signing = f"{HOME}charter/{charter.pk}/signature/"
    ways = ["settings/", "charter/edit/", "schedule/", "publication/", "closure/"]
    client = client_of(fay)
    for address in [HOME + way for way in ways] + [signing, f"{meeting.get_absolute_url()}time/"]:
        response = client.post(address)
        assert response.status_code == 403, address
        assert "This group has closed." in response.content.decode()
    assert client_of(max_).post(f"{meeting.get_absolute_url()}answer/", {"answer": "yes"}).status_code == 403
    assert not charter.signatures.exists()


def test_a_closed_group_is_read_under_its_banner(table, seat, fay, max_, meeting, stopped, client_of):
    close(table, fay)
    client = client_of(max_)
    for page in (HOME, f"{HOME}members/", f"{HOME}charter/", f"{HOME}meetings/", meeting.get_absolute_url()):
        text = client.get(page).content.decode()
        assert "This group closed on 2 March 2026." in text, page
        assert ROOM in text
        assert "Sign the charter" not in text
        assert "Will you be there?" not in text
    assert "closed" in client.get("/groups/").content.decode()
    assert "Second Thursday" not in client.get("/").content.decode()


def test_a_closed_group_asks_nobody_to_sign(table, fay):
    assert unsigned(Membership.objects.filter(group=table)).count() == 2
    close(table, fay)
    assert not unsigned(Membership.objects.filter(group=table)).exists()


# The pages ------------------------------------------------------------------------------------------------------------


def test_the_page_says_what_happens_and_wants_a_word_for_the_others(table, fay, stan, stopped, client_of):
    admissions.ask(table, stan, "I make chairs", NOW)
    client = client_of(fay)
    page = client.get(f"{HOME}closure/").content.decode()
    for words in ("One other member", "One person at the", "Keep the group", "Close the group"):
        assert words in page
    page = client.post(f"{HOME}closure/", {"reason": ""}).content.decode()
    assert "Say a word to the others" in page
    assert not Closure.objects.exists()
    response = client.post(f"{HOME}closure/", {"reason": ROOM}, follow=True)
    assert "The group is closed, and everyone has been told." in response.content.decode()


def test_who_is_alone_closes_instead_of_leaving(fay, stopped, client_of):
    found(fay)
    client = client_of(fay)
    assert f'href="{HOME}closure/"' in client.get(f"{HOME}leave/").content.decode()
    assert client.post(f"{HOME}closure/", {"reason": ""}).status_code == 302
    assert client.post(f"{HOME}leave/").status_code == 302
    assert not Membership.objects.present().exists()


def test_the_owner_may_leave_what_has_closed(table, fay, stopped, client_of):
    close(table, fay)
    assert "take your own copy along first" in client_of(fay).get(f"{HOME}leave/").content.decode()
    Membership.objects.get(group=table, user=fay).leave(NOW)
    assert not Membership.objects.present().filter(user=fay).exists()


# Coming back ----------------------------------------------------------------------------------------------------------


def test_who_comes_back_signs_only_what_has_changed(table, seat, fay, max_):
    Charter.objects.current(table).sign(seat, NOW)
    seat.leave(NOW)
    back = Membership.objects.seat(table, max_, role=Role.MEMBER, now=later(days=1))
    assert not unsigned(Membership.objects.filter(pk=back.pk)).exists()
    back.leave(later(days=2))
    Charter.objects.amend(table, {"text": "New rules"}, by=fay, now=later(days=3))
    back = Membership.objects.seat(table, max_, role=Role.MEMBER, now=later(days=4))
    assert back.pk == seat.pk
    assert unsigned(Membership.objects.filter(pk=back.pk)).exists()
    assert Membership.objects.filter(group=table).count() == 2


# Races ----------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_closing_races_accepting_and_nobody_is_left_at_the_door():
    fay, stan = person("Fay"), person("Stan")
    for round_ in range(50):
        group = found(fay, f"Table {round_}")
        application = admissions.ask(group, stan, "Please", NOW)
        outcomes = together(
            [
                lambda g=group: close(g, fay),
                lambda a=application: admissions.accept(a, by=fay, words="", now=NOW),
            ]
        )
        application.refresh_from_db()
        sits = Membership.objects.present().filter(group=group, user=stan).exists()
        assert "done" in outcomes
        assert Closure.objects.filter(group=group).exists()
        assert (application.state == "accepted") == sits
        assert not application.is_unanswered


@pytest.mark.django_db(transaction=True)
def test_closing_races_asking_and_nobody_stays_at_the_door():
    fay, stan = person("Fay"), person("Stan")
    for round_ in range(50):
        group = found(fay, f"Table {round_}")
        outcome = together(
            [
                lambda g=group: close(g, fay),
                lambda g=group: admissions.ask(g, stan, "Please", NOW),
            ]
        )
        asked = Application.objects.filter(group=group).values_list("state", flat=True)
        was_told = Notice.objects.filter(key=f"closure/{group.pk}/{stan.pk}").exists()
        assert (outcome, list(asked), was_told) in [
            (["done", "done"], ["expired"], True),
            (["GroupClosed", "done"], [], False),
        ]


@pytest.mark.django_db(transaction=True)
def test_closing_races_an_invitation_and_neither_waits_for_the_other():
    fay, stan = person("Fay"), person("Stan")
    for round_ in range(50):
        group = found(fay, f"Table {round_}")
        link = invitations.share(group, by=fay, lasts=timedelta(days=1), uses=2, ticket=uuid.uuid4(), now=NOW)
        outcome = together(
            [
                lambda i=link: invitations.accept(i, stan, NOW),
                lambda g=group: close(g, fay),
            ]
        )
        sits = Membership.objects.present().filter(group=group, user=stan).exists()
        assert (outcome, sits) in [(["done", "done"], True), (["Refused", "done"], False)]


@pytest.mark.django_db(transaction=True)
def test_closing_races_sitting_down_and_whoever_sits_was_told():
    fay = person("Fay")
    for round_ in range(50):
        table, guest = found(fay, f"Table {round_}"), person(f"Guest{round_}")
        together(
            [
                partial(close, table, fay),
                partial(Membership.objects.seat, table, guest, role=Role.MEMBER, now=NOW),
            ]
        )
        sits = Membership.objects.present().filter(group=table, user=guest).exists()
        assert sits == Notice.objects.filter(kind="closure", user=guest).exists()


@pytest.mark.django_db(transaction=True)
def test_closing_races_a_change_of_the_charter_and_either_is_first(client_of):
    fay = person("Fay")
    client = client_of(fay)
    for round_ in range(10):
        group, statuses = found(fay, f"Table {round_}"), []
        address = f"{group.get_absolute_url()}charter/edit/"
        together(
            [
                lambda g=group: close(g, fay),
                lambda a=address, s=statuses: s.append(client.post(a, charter_form(visits=1)).status_code),
            ]
        )
        assert (statuses, Charter.objects.current(group).version) in [([302], 2), ([403], 1)]


@pytest.mark.django_db(transaction=True)
def test_closing_at_once_is_closing_once():
    fay = person("Fay")
    group = found(fay)
    Membership.objects.seat(group, person("Max"), role=Role.MEMBER, now=NOW)
    assert together([lambda: close(group, fay)] * 5) == ["done"] * 5
    assert told() == ["Max Example"]
