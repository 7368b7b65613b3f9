"""Sitting down at an open table: at once, with the charter's promise, or in line where it is full."""

import pytest
from django.core import mail

from accounts.delivery import deliver
from accounts.models import Block, Notice
from groups import admissions, arriving
from groups.models import Application, Closure, Group, GroupClosed, KeptApart, Membership, Role, Waiting
from tests.conftest import NOW, found, later, person
from tests.races import together
from tests.reading import said

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped")]

AT = "/groups/second-thursday/membership/"


@pytest.fixture
def open_table(table) -> Group:
    """Fay's table, at which whoever comes may sit down."""
    Group.objects.update(joining="open")
    table.refresh_from_db()
    return table


def test_whoever_comes_sits_down_and_the_owner_is_told(open_table, stan, client_of):
    page = client_of(stan).post(AT, {"charter": "on"}, follow=True)
    assert "The chair is yours" in said(page)
    seat = Membership.objects.get(user=stan)
    assert (seat.role, seat.chair, seat.joined_at) == (Role.MEMBER, 3, NOW)
    deliver(lambda: NOW)
    assert [letter.to for letter in mail.outbox] == [["fay@example.org"]]
    assert "Stan Example" in mail.outbox[0].subject


def test_the_charter_is_promised_first(open_table, stan, client_of):
    page = client_of(stan).post(AT, {})
    assert "Whoever sits down signs the charter" in str(page.context["form"].errors["charter"])
    assert "Everyone gets the hot seat in turn." in page.content.decode()
    assert not Membership.objects.filter(user=stan).exists()


def test_who_signs_in_first_comes_back_to_the_chair(open_table, stan, client, client_of):
    assert client.get(AT).url == f"/accounts/login/?next={AT}"
    assert "Take a seat" in client_of(stan).get(AT).content.decode()


def test_sitting_down_twice_is_once_and_tells_once(open_table, stan):
    assert arriving.sit_down(open_table, stan, NOW) == arriving.sit_down(open_table, stan, later(hours=1))
    assert Notice.objects.filter(kind="arrival").count() == 1


def test_who_sits_there_is_led_home(open_table, max_, client_of):
    assert client_of(max_).get(AT).url == "/groups/second-thursday/"


def test_who_comes_back_has_arrived_again(open_table, stan):
    arriving.sit_down(open_table, stan, NOW).leave(later(hours=1))
    arriving.sit_down(open_table, stan, later(days=1))
    assert Notice.objects.filter(kind="arrival").count() == 2


def test_a_full_table_puts_the_newcomer_in_line(fay, max_, stan, client_of):
    group = found(fay, joining="open", size=2)
    Membership.objects.seat(group, max_, role=Role.MEMBER, now=NOW)
    page = client_of(stan).post(AT, {"charter": "on"}, follow=True)
    assert "you are on the waiting list" in said(page)
    assert f'href="{group.get_absolute_url()}waiting/"' in page.content.decode()
    assert Waiting.objects.waiting().get().user == stan
    client_of(stan).post(AT, {"charter": "on"})
    assert Waiting.objects.count() == 1
    assert not Notice.objects.filter(kind="arrival").exists()


def test_a_chair_kept_for_somebody_is_theirs_alone(fay, max_, stan):
    group = found(fay, joining="open", size=2)
    Waiting.objects.create(group=group, user=max_, offered_until=later(hours=72))
    assert isinstance(arriving.sit_down(group, stan, NOW), Waiting)
    assert isinstance(arriving.sit_down(group, max_, NOW), Membership)
    assert list(Waiting.objects.waiting().values_list("user", flat=True)) == [stan.pk]


def test_the_refusal_tells_nobody_who_or_why(open_table, max_, stan, client_of):
    Block.objects.create(user=max_, blocked=stan)
    with pytest.raises(KeptApart):
        arriving.sit_down(open_table, stan, NOW)
    page = client_of(stan).post(AT, {"charter": "on"}, follow=True)
    assert said(page) == "This group cannot take you. There are other tables."
    assert "Max" not in page.content.decode()


@pytest.mark.parametrize("changed", [{"joining": "ask"}, {"joining": "invitation"}, {"published_at": None}])
def test_a_table_that_is_not_open_takes_nobody(open_table, stan, client_of, changed):
    Group.objects.update(**changed)
    with pytest.raises(arriving.NotOpen):
        arriving.sit_down(open_table, stan, NOW)
    assert client_of(stan).post(AT, {"charter": "on"}).status_code == (404 if "published_at" in changed else 302)
    assert not Membership.objects.filter(user=stan).exists()


def test_the_page_closes_with_the_door(open_table, stan, client_of):
    Group.objects.update(joining="ask")
    assert client_of(stan).get(AT).url == "/groups/second-thursday/"
    assert "no longer sit down here by themselves" in said(client_of(stan).post(AT, {"charter": "on"}, follow=True))


def test_a_closed_table_takes_nobody(open_table, fay, stan, client_of):
    Closure.objects.create(group=open_table, by=fay)
    with pytest.raises((arriving.NotOpen, GroupClosed)):
        arriving.sit_down(open_table, stan, NOW)
    assert client_of(stan).post(AT, {"charter": "on"}).status_code == 404


def test_who_stood_at_the_door_is_answered_by_sitting_down(table, stan):
    admissions.ask(table, stan, "Please", NOW)
    Group.objects.update(joining="open")
    arriving.sit_down(table, stan, NOW)
    assert Application.objects.get().state == Application.State.ACCEPTED


def test_nobody_is_told_of_who_has_left_again(open_table, stan):
    arriving.sit_down(open_table, stan, NOW).leave(NOW)
    deliver(lambda: NOW)
    assert mail.outbox == []


@pytest.mark.django_db(transaction=True)
def test_of_two_who_race_for_the_last_open_seat_one_sits_and_the_other_is_in_line():
    fay = person("Fay")
    for round_ in range(50):
        table = found(fay, f"Table {round_}", size=2, joining="open")
        people = [person(f"R{round_}P{n}") for n in range(2)]
        assert together([lambda p=p, t=table: arriving.sit_down(t, p, NOW) for p in people]) == ["done", "done"]
        sits = set(Membership.objects.present().filter(group=table, role=Role.MEMBER).values_list("user", flat=True))
        waits = set(Waiting.objects.waiting().filter(group=table).values_list("user", flat=True))
        assert (len(sits), len(waits)) == (1, 1)
        assert sits | waits == {each.pk for each in people}
        assert Notice.objects.filter(kind="arrival").count() == round_ + 1
