"""Nobody waits at a door for ever: a nudge after a week, an end after two, and a note to both sides."""

import uuid

import pytest
from django.core import mail

from accounts import safety
from accounts.delivery import deliver
from accounts.models import Notice
from groups import admissions, expiring, talking
from groups.models import Application, Membership, Role
from tests.conftest import NOW, found, later, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped")]


@pytest.fixture
def application(table, stan) -> Application:
    return admissions.ask(table, stan, "I make chairs", NOW)


def told(kind: str) -> list[str]:
    return sorted(Notice.objects.filter(kind=kind).values_list("user__name", flat=True))


def letters(at) -> dict[str, str]:
    mail.outbox.clear()
    deliver(lambda: at)
    return {letter.to[0]: letter.subject for letter in mail.outbox}


def test_on_the_seventh_day_those_who_look_after_the_group_are_nudged_once(application, fay):
    assert expiring.nudge(later(days=7, seconds=-1)) == 0
    for days in (7, 8, 13):
        assert expiring.nudge(later(days=days)) == 1
    assert told("application_nudge") == ["Fay Example"]
    assert letters(later(days=7))["fay@example.org"] == "Stan Example still waits at the door of Second Thursday"


def test_nobody_is_nudged_about_what_is_answered_or_not_their_turn(application, fay, stan):
    expiring.nudge(later(days=7))
    admissions.decline(application, by=fay, words="No", now=later(days=7))
    assert "fay@example.org" not in letters(later(days=7))
    again = admissions.ask(application.group, stan, "Please", NOW)
    talking.ask_more(again, by=fay, words="Which hours?", ticket=uuid.uuid4(), now=NOW)
    assert expiring.nudge(later(days=8)) == 0
    talking.write(again, by=stan, words="Evenings", ticket=uuid.uuid4(), now=later(days=9))
    assert expiring.nudge(later(days=15)) == 0
    assert expiring.nudge(later(days=16)) == 1


def test_after_fourteen_days_it_ends_with_a_note_to_both_sides(application, fay, stan, client_of):
    assert expiring.expire(later(days=14, seconds=-1)) == 0
    assert expiring.expire(later(days=14)) == 1
    assert expiring.expire(later(days=15)) == 0
    application.refresh_from_db()
    assert (application.state, application.answered_at) == ("expired", later(days=14))
    assert letters(later(days=14)) == {
        "fay@example.org": "Stan Example no longer waits at the door of Second Thursday",
        "stan@example.org": "Second Thursday has not answered in time",
    }
    page = " ".join(client_of(stan).get("/groups/second-thursday/join/").content.decode().split())
    assert "on Monday 16 March it ended by itself" in page
    assert admissions.ask(application.group, stan, "Again", later(days=15)) != application


def test_who_was_asked_for_more_and_said_nothing_is_not_told_that_the_group_was_late(application, fay):
    talking.ask_more(application, by=fay, words="Which hours?", ticket=uuid.uuid4(), now=later(days=1))
    assert expiring.expire(later(days=15)) == 1
    assert letters(later(days=15)) == {
        "fay@example.org": "Stan Example no longer waits at the door of Second Thursday",
        "stan@example.org": "You no longer wait at the door of Second Thursday",
    }
    (to_fay,) = [each.body for each in mail.outbox if each.to == ["fay@example.org"]]
    assert "has not written back in time" in " ".join(to_fay.split())


def test_a_door_whose_only_keeper_is_shut_out_still_ends_for_who_waits(fay, stan, ada):
    application = admissions.ask(found(fay), stan, "Please", NOW)
    safety.suspend(fay, by=ada, why="Threats", now=NOW)
    expiring.sweep(later(days=14))
    application.refresh_from_db()
    assert application.state == "expired"
    assert letters(later(days=14)) == {"stan@example.org": "Second Thursday has not answered in time"}


def test_what_has_ended_is_not_answered_any_more(application, fay):
    expiring.expire(later(days=14))
    with pytest.raises(admissions.AlreadyAnswered):
        admissions.accept(application, by=fay, words="", now=later(days=14))


def test_who_stepped_down_hears_nothing_of_the_end(application, fay, seat):
    expiring.expire(later(days=14))
    Membership.objects.get(group=application.group, user=fay).hand_over(seat)
    Membership.objects.filter(user=fay).update(role=Role.MEMBER)
    assert list(letters(later(days=14))) == ["stan@example.org"]


def test_ending_and_nudging_cost_the_same_for_one_and_for_three(fay, django_assert_num_queries):
    for number in (1, 3):
        for n in range(number):
            admissions.ask(found(fay, f"Table {number} {n}"), person(f"P{number}{n}"), "Please", NOW)
        with django_assert_num_queries(5):
            assert expiring.nudge(later(days=7)) == number
        with django_assert_num_queries(6):
            assert expiring.expire(later(days=14)) == number
