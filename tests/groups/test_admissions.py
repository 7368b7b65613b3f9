"""Asking to join, the answers, and two people racing for the last chair."""

import uuid
from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from accounts.delivery import deliver
from accounts.models import Notice, User
from groups import admissions, arriving, expiring, invitations
from groups.models import Application, Group, JoinQuestion, LastOwner, Membership, Role, Waiting
from tests.conftest import NOW, charter_form, found, later, person
from tests.races import together

pytestmark = pytest.mark.django_db


def told(kind: str) -> list[str]:
    return sorted(Notice.objects.filter(kind=kind).values_list("user__name", flat=True))


def test_asking_tells_those_who_look_after_the_group_and_nobody_else(table, stan):
    admissions.ask(table, stan, "I make chairs", NOW)
    assert told("application") == ["Fay Example"]


def test_asking_twice_is_asking_once(table, stan):
    first = admissions.ask(table, stan, "I make chairs", NOW)
    assert admissions.ask(table, stan, "Please", NOW) == first
    assert told("application") == ["Fay Example"]


def test_members_do_not_ask(table, max_):
    with pytest.raises(admissions.AlreadyInside):
        admissions.ask(table, max_, "Again", NOW)


def test_accepting_gives_a_chair_and_tells_the_applicant(table, fay, stan):
    application = admissions.ask(table, stan, "I make chairs", NOW)
    membership = admissions.accept(application, by=fay, words="Welcome", now=NOW)
    assert (membership.role, membership.chair, application.state) == (Role.MEMBER, 3, "accepted")
    assert told("decision") == ["Stan Example"]


def test_declining_keeps_the_reason_and_the_next_try_is_a_new_one(table, fay, stan):
    application = admissions.ask(table, stan, "I make chairs", NOW)
    admissions.decline(application, by=fay, words="We have a joiner", now=NOW)
    assert (application.state, application.reason) == ("declined", "We have a joiner")
    assert admissions.ask(table, stan, "I know", later(days=1)) != application


def test_declining_without_a_reason_is_refused_by_the_database(table, fay, stan):
    application = admissions.ask(table, stan, "I make chairs", NOW)
    with pytest.raises(IntegrityError, match="declining_gives_a_reason"):
        admissions.decline(application, by=fay, words="", now=NOW)


def test_the_second_answer_changes_nothing(table, fay, stan):
    application = admissions.ask(table, stan, "I make chairs", NOW)
    admissions.withdraw(application, NOW)
    with pytest.raises(admissions.AlreadyAnswered):
        admissions.accept(application, by=fay, words="", now=NOW)
    assert not Membership.objects.filter(user=stan).exists()


def test_accepting_at_a_full_table_is_a_place_in_line_and_says_so(fay, stan):
    table = found(fay, size=2)
    Membership.objects.seat(table, person("Pia"), role=Role.MEMBER, now=NOW)
    application = admissions.ask(table, stan, "I make chairs", NOW)
    row = admissions.accept(application, by=fay, words="Soon", now=NOW)
    assert isinstance(row, Waiting)
    assert (row.user, application.state) == (stan, Application.State.ACCEPTED)
    assert told("decision") == ["Stan Example"]
    deliver(lambda: NOW)
    assert mail.outbox[-1].subject == "Second Thursday would like you at the table"
    assert "/groups/second-thursday/waiting/" in mail.outbox[-1].body


def test_who_comes_back_is_the_same_row_in_a_free_chair(table, seat, stan):
    seat.leave(NOW)
    Membership.objects.seat(table, stan, role=Role.MEMBER, now=NOW)
    back = Membership.objects.seat(table, seat.user, role=Role.MEMBER, now=later(days=1))
    assert (back.pk, back.chair, back.joined_at, back.left_at) == (seat.pk, 3, later(days=1), None)


def test_sitting_down_twice_is_sitting_down_once(table, seat):
    assert Membership.objects.seat(table, seat.user, role=Role.FACILITATOR, now=later(days=1)) == seat
    seat.refresh_from_db()
    assert (seat.role, seat.joined_at) == (Role.MEMBER, NOW)


def test_the_owner_cannot_leave_before_handing_over(table, fay, seat):
    own = Membership.objects.get(group=table, user=fay)
    with pytest.raises(LastOwner):
        own.leave(NOW)
    own.hand_over(seat)
    own.leave(NOW)
    seat.refresh_from_db()
    assert seat.role == Role.OWNER
    assert list(Membership.objects.present().filter(group=table)) == [seat]


def test_nobody_hands_over_to_who_has_left_nor_what_they_do_not_own(table, fay, seat):
    own = Membership.objects.get(group=table, user=fay)
    with pytest.raises(Membership.DoesNotExist):
        seat.hand_over(own)
    seat.leave(NOW)
    with pytest.raises(Membership.DoesNotExist):
        own.hand_over(seat)


def test_the_database_holds_what_the_code_promises(table, stan, seat):
    def refuses(name: str, act) -> None:
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            act()

    new = Membership.objects.create
    refuses("one_membership_per_group", lambda: new(group=table, user=seat.user, chair=5))
    refuses("one_person_per_chair", lambda: new(group=table, user=stan, chair=seat.chair))
    refuses("one_owner_per_group", lambda: new(group=table, user=stan, chair=5, role=Role.OWNER))
    refuses("chair_exists", lambda: new(group=table, user=stan, chair=13))
    refuses("role_is_known", lambda: new(group=table, user=stan, chair=5, role="king"))
    refuses("buddies_are_two", lambda: Group.objects.update(kind="buddies"))
    refuses("group_size_is_sane", lambda: Group.objects.update(size=13))
    refuses("community_group_has_community", lambda: Group.objects.update(visibility="community"))
    ask = {"group": table, "user": stan, "words": "x", "expires_at": NOW}
    Application.objects.create(**ask)
    refuses("one_open_application", lambda: Application.objects.create(**ask))
    refuses("five_questions_at_most", lambda: JoinQuestion.objects.replace(table, ["Why?"] * 6))
    refuses("application_is_open_or_answered", lambda: Application.objects.update(state="accepted"))


# Races ----------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_of_two_accepted_for_the_last_chair_one_gets_it_and_the_other_is_told_and_in_line():
    fay = person("Fay")
    for round_ in range(50):
        table = found(fay, f"Table {round_}", size=2)
        people = [User.objects.create_user(f"r{round_}p{n}@example.org", name="P") for n in range(2)]
        asked = [admissions.ask(table, each, "Please", NOW) for each in people]
        acts = [lambda a=a: admissions.accept(a, by=fay, words="", now=NOW) for a in asked]
        assert together(acts) == ["done", "done"]
        assert set(table.applications.values_list("state", flat=True)) == {"accepted"}
        (seated,) = Membership.objects.present().filter(group=table).exclude(user=fay)
        (row,) = Waiting.objects.waiting().filter(group=table)
        assert {seated.user, row.user} == set(people)
        assert Notice.objects.filter(kind="decision", user__in=people).count() == 2


@pytest.mark.django_db(transaction=True)
def test_by_whichever_way_three_come_to_the_last_chair_one_gets_it_and_two_are_in_line():
    fay, asks, comes, invited = (person(name) for name in ("Fay", "Ann", "Ben", "Cleo"))
    for round_ in range(50):
        table = found(fay, f"Table {round_}", size=2, joining="open")
        application = admissions.ask(table, asks, "Please", NOW)
        link = invitations.share(table, by=fay, lasts=timedelta(days=1), uses=2, ticket=uuid.uuid4(), now=NOW)
        acts = [
            lambda a=application: admissions.accept(a, by=fay, words="", now=NOW),
            lambda t=table: arriving.sit_down(t, comes, NOW),
            lambda i=link: invitations.accept(i, invited, NOW),
        ]
        assert together(acts) == ["done"] * 3
        (seated,) = Membership.objects.present().filter(group=table).exclude(user=fay)
        line = Waiting.objects.waiting().filter(group=table)
        assert {seated.user, *(row.user for row in line)} == {asks, comes, invited}
        assert line.count() == 2


@pytest.mark.django_db(transaction=True)
def test_taking_chairs_away_races_sitting_down_and_nobody_sits_outside_the_table(client_of):
    fay, max_, guest = person("Fay"), person("Max"), person("Guest")
    client = client_of(fay)
    for round_ in range(50):
        table = found(fay, f"Table {round_}")
        Membership.objects.seat(table, max_, role=Role.MEMBER, now=NOW)
        together(
            [
                lambda t=table: client.post(f"{t.get_absolute_url()}charter/edit/", charter_form(size=2)),
                lambda t=table: Membership.objects.seat(t, guest, role=Role.MEMBER, now=NOW),
            ]
        )
        table.refresh_from_db()
        sits = Membership.objects.present().filter(group=table, user=guest).exists()
        assert (table.size, sits) in [(2, False), (8, True)]


@pytest.mark.django_db(transaction=True)
def test_accept_races_withdraw_and_exactly_one_wins():
    fay, stan = person("Fay"), person("Stan")
    for round_ in range(50):
        table = found(fay, f"Table {round_}")
        application = admissions.ask(table, stan, "Please", NOW)
        copy = Application.objects.get(pk=application.pk)
        outcome = together(
            [
                lambda a=application: admissions.accept(a, by=fay, words="", now=NOW),
                lambda a=copy: admissions.withdraw(a, NOW),
            ]
        )
        assert outcome == ["AlreadyAnswered", "done"]
        sits = Membership.objects.present().filter(group=table, user=stan).exists()
        assert sits == (Application.objects.get(pk=application.pk).state == "accepted")


@pytest.mark.django_db(transaction=True)
def test_two_who_answer_at_once_give_one_answer():
    fay, finn, stan = person("Fay"), person("Finn"), person("Stan")
    for round_ in range(50):
        table = found(fay, f"Table {round_}")
        application = admissions.ask(table, stan, "Please", NOW)
        copy = Application.objects.get(pk=application.pk)
        outcome = together(
            [
                lambda a=application: admissions.accept(a, by=fay, words="Yes", now=NOW),
                lambda a=copy: admissions.decline(a, by=finn, words="No", now=NOW),
            ]
        )
        assert outcome == ["AlreadyAnswered", "done"]
        answered = Application.objects.get(pk=application.pk)
        sits = Membership.objects.present().filter(group=table, user=stan).exists()
        assert (sits, answered.reason) in [(True, "Yes"), (False, "No")]
        assert Notice.objects.filter(key=f"decision/{application.pk}").count() == 1


@pytest.mark.django_db(transaction=True)
def test_expiry_races_accept_and_exactly_one_wins():
    fay, stan = person("Fay"), person("Stan")
    for round_ in range(50):
        table = found(fay, f"Table {round_}")
        application = admissions.ask(table, stan, "Please", NOW)
        at = application.expires_at
        outcome = together(
            [
                lambda a=application, at=at: admissions.accept(a, by=fay, words="", now=at),
                lambda at=at: expiring.expire(at),
            ]
        )
        state = Application.objects.get(pk=application.pk).state
        sits = Membership.objects.present().filter(group=table, user=stan).exists()
        told_of_the_end = Notice.objects.filter(key__startswith=f"application_expiry/{application.pk}/").count()
        assert (outcome, state, sits, told_of_the_end) in [
            (["done", "done"], "accepted", True, 0),
            (["AlreadyAnswered", "done"], "expired", False, 2),
        ]


@pytest.mark.django_db(transaction=True)
def test_asking_at_once_is_asking_once():
    table, stan = found(person("Fay")), person("Stan")
    assert together([lambda: admissions.ask(table, stan, "Please", NOW)] * 5) == ["done"] * 5
    assert Application.objects.count() == 1
    assert told("application") == ["Fay Example"]
