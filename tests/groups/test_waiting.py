"""The waiting list: the first in line is offered the next chair, for 72 hours, and no chair is promised twice."""

import pytest
from django.core import mail

from accounts.delivery import deliver
from accounts.models import Block, Notice, User
from groups import admissions, arriving, closing, waiting
from groups.models import Closure, Group, Membership, Role, Seat, TableFull, Waiting
from tests.conftest import NOW, expertise, found, later, names, person
from tests.races import together

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped")]

AT = "/groups/second-thursday/waiting/"


def crowd(number: int, name: str = "Guest") -> list[User]:
    return [person(f"{name}{n}") for n in range(number)]


def sit(group: Group, user: User, now=NOW) -> Membership:
    return Membership.objects.seat(group, user, role=Role.MEMBER, now=now)


def in_line(group: Group, people: list[User]) -> list[Waiting]:
    return [waiting.wait(group, each, later(minutes=n)) for n, each in enumerate(people)]


def offered(group: Group, now=NOW) -> list[str]:
    rows = Waiting.objects.offered(now).filter(group=group)
    return list(rows.values_list("user__name", flat=True))


@pytest.fixture
def full(fay, max_) -> Group:
    """Fay's table of two, with Max on the last chair."""
    group = found(fay, size=2)
    sit(group, max_)
    return group


def test_a_free_chair_is_offered_to_the_first_in_line_alone(full, max_):
    first, second = in_line(full, crowd(2))
    assert waiting.offer(NOW) == 0
    Membership.objects.get(group=full, user=max_).leave(NOW)
    assert waiting.offer(NOW) == 1
    assert waiting.offer(later(minutes=1)) == 0
    assert offered(full) == [str(first.user)]
    first.refresh_from_db()
    assert first.offered_until == later(hours=72)
    assert Notice.objects.filter(kind="place").get().user == first.user
    assert waiting.place_in_line(second) == 2


def test_no_more_is_offered_than_is_free(fay):
    group = found(fay, size=4)
    in_line(group, crowd(5))
    other = found(fay, "Another table", size=2)
    in_line(other, crowd(2, "Other"))
    assert waiting.offer(NOW) == 4
    assert offered(group) == ["Guest0 Example", "Guest1 Example", "Guest2 Example"]
    assert offered(other) == ["Other0 Example"]


def test_a_larger_table_offers_its_new_chairs_in_order(full):
    in_line(full, crowd(3))
    waiting.offer(NOW)
    assert offered(full) == []
    Group.objects.filter(pk=full.pk).update(size=4)
    waiting.offer(NOW)
    assert offered(full) == ["Guest0 Example", "Guest1 Example"]


def test_a_kept_chair_is_nobody_elses(fay, stan):
    group = found(fay, size=2)
    (row,) = in_line(group, crowd(1))
    waiting.offer(NOW)
    with pytest.raises(TableFull):
        sit(group, stan)
    assert arriving.take(row, NOW).chair == 2
    row.refresh_from_db()
    assert row.outcome == "taken"


def test_nobody_overtakes_the_line_in_a_chair_that_has_just_become_free(fay, stan):
    group = found(fay, size=2)
    (row,) = in_line(group, crowd(1))
    assert isinstance(waiting.sit_or_wait(group, stan, NOW), Waiting)
    assert offered(group) == [str(row.user)]


def test_without_a_line_a_free_chair_is_taken_at_once(fay, stan):
    assert isinstance(waiting.sit_or_wait(found(fay), stan, NOW), Membership)


def test_what_nobody_took_in_72_hours_goes_to_the_next(fay):
    group = found(fay, size=2)
    first, second = in_line(group, crowd(2))
    waiting.offer(NOW)
    assert waiting.offer(later(hours=71)) == 0
    assert waiting.offer(later(hours=72)) == 1
    first.refresh_from_db()
    assert first.outcome == "lapsed"
    assert offered(group, later(hours=72)) == [str(second.user)]
    with pytest.raises(waiting.OfferGone):
        arriving.take(first, later(hours=72))


def test_who_passes_makes_way(fay):
    group = found(fay, size=2)
    first, second = in_line(group, crowd(2))
    waiting.offer(NOW)
    waiting.pass_on(first, NOW)
    waiting.offer(NOW)
    assert offered(group) == [str(second.user)]
    with pytest.raises(waiting.OfferGone):
        waiting.pass_on(first, NOW)


def test_nobody_takes_a_chair_before_it_is_offered(fay, stan):
    with pytest.raises(waiting.OfferGone):
        arriving.take(waiting.wait(found(fay), stan, NOW), NOW)


def test_who_sits_down_by_another_way_waits_no_longer(fay, stan):
    group = found(fay)
    row = waiting.wait(group, stan, NOW)
    sit(group, stan)
    row.refresh_from_db()
    assert row.outcome == "taken"


def test_a_closed_group_offers_nothing(fay, stan):
    group = found(fay)
    waiting.wait(group, stan, NOW)
    Closure.objects.create(group=group, by=fay)
    assert waiting.offer(NOW) == 0


def test_who_must_not_meet_somebody_there_is_passed_over_without_a_word(fay, stan):
    group = found(fay, size=2)
    kept_apart, other = in_line(group, [stan, *crowd(1)])
    Block.objects.create(user=fay, blocked=stan)
    waiting.offer(NOW)
    assert offered(group) == [str(other.user)]
    kept_apart.refresh_from_db()
    assert (kept_apart.outcome, kept_apart.offered_until) == ("", None)


def test_who_must_not_meet_somebody_by_now_loses_the_offer_as_if_it_had_run_out(fay, stan, client_of):
    group = found(fay, size=2)
    row = waiting.wait(group, stan, NOW)
    waiting.offer(NOW)
    Block.objects.create(user=fay, blocked=stan)
    page = client_of(stan).post(AT, {"answer": "take"}, follow=True).content.decode()
    assert "not kept for you any more" in page
    assert not names(page, "Fay")
    row.refresh_from_db()
    assert row.outcome == "lapsed"


def test_offering_asks_one_thing_of_each_who_is_offered_a_chair(fay, django_assert_num_queries):
    for number in (1, 3):
        for n in range(number):
            waiting.wait(found(fay, f"Table {number} {n}", size=2), person(f"P{number}{n}"), NOW)
        with django_assert_num_queries(7 + number):  # of each who is offered one it is asked whom they must not meet
            assert waiting.offer(NOW) == number


def test_on_a_board_the_kept_chair_brings_the_seat_it_was_asked_for(fay, max_, stan):
    group = found(fay, kind="board", size=2)
    Membership.objects.seat(group, max_, role=Role.MEMBER, now=NOW)
    tax = Seat.objects.create(group=group, expertise=expertise("tax"))
    application = admissions.ask(group, stan, "I read balance sheets", NOW, seat=tax)
    row = admissions.accept(application, by=fay, words="", now=NOW)
    Membership.objects.get(group=group, user=max_).leave(NOW)
    waiting.offer(NOW)
    membership = arriving.take(row, NOW)
    tax.refresh_from_db()
    assert tax.holder == membership


def test_those_who_look_after_the_group_hear_that_a_kept_chair_was_taken(fay, stan):
    group = found(fay, size=2)
    row = waiting.wait(group, stan, NOW)
    waiting.offer(NOW)
    arriving.take(row, NOW)
    assert Notice.objects.get(kind="arrival").user == fay


def test_who_is_in_line_does_not_ask_again(full, stan):
    waiting.wait(full, stan, NOW)
    with pytest.raises(admissions.AlreadyInside):
        admissions.ask(full, stan, "Please", NOW)


# The page and the mail ------------------------------------------------------------------------------------------------


def test_the_mail_leads_to_the_page_that_gives_the_seat(fay, stan, client_of):
    group = found(fay, size=2)
    row = waiting.wait(group, stan, NOW)
    assert "You are first in line" in client_of(stan).get(AT).content.decode()
    waiting.offer(NOW)
    deliver(lambda: NOW)
    assert mail.outbox[-1].subject == "A seat at Second Thursday is kept for you"
    assert AT in mail.outbox[-1].body
    page = client_of(stan).get(AT).content.decode()
    assert "It is yours until Thursday 5 March, 10:00" in " ".join(page.split())
    page = client_of(stan).post(AT, {"answer": "take"}, follow=True)
    assert page.redirect_chain == [("/groups/second-thursday/", 302)]
    assert "You have a seat" in page.content.decode()
    assert client_of(stan).get(AT).url == "/groups/second-thursday/"
    row.refresh_from_db()
    assert row.outcome == "taken"


def test_passing_and_lapsing_say_so(fay, stan, client_of):
    group = found(fay, size=2)
    waiting.wait(group, stan, NOW)
    page = client_of(stan).post(AT, {"answer": "pass"}, follow=True).content.decode()
    assert "You passed" in page
    assert "You were no longer in line." in client_of(stan).post(AT, {}, follow=True).content.decode()
    waiting.wait(group, stan, NOW)
    waiting.offer(later(hours=-100))
    waiting.lapse(NOW)
    page = client_of(stan).get(AT).content.decode()
    assert "is over, and the next in line was asked" in page


def test_who_never_waited_finds_no_line(fay, stan, client_of):
    found(fay)
    assert client_of(stan).get(AT).status_code == 404


def test_an_offer_that_is_gone_is_not_mailed(fay, stan):
    group = found(fay, size=2)
    row = waiting.wait(group, stan, NOW)
    waiting.offer(NOW)
    waiting.pass_on(row, NOW)
    assert deliver(lambda: NOW)["dropped"] == 1


# Races ----------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_taking_an_offer_races_its_lapse_and_exactly_one_wins():
    fay, stan = person("Fay"), person("Stan")
    for round_ in range(50):
        group = found(fay, f"Table {round_}", size=2)
        row = waiting.wait(group, stan, NOW)
        waiting.offer(NOW)
        outcome = together(
            [lambda r=row: arriving.take(r, later(hours=71, minutes=59)), lambda: waiting.offer(later(hours=72))]
        )
        row.refresh_from_db()
        sits = Membership.objects.present().filter(group=group, user=stan).exists()
        assert (outcome, row.outcome, sits) in [
            (["done", "done"], "taken", True),
            (["OfferGone", "done"], "lapsed", False),
        ]


@pytest.mark.django_db(transaction=True)
def test_many_sweeps_at_once_offer_each_chair_once_while_people_sit_down():
    fay = person("Fay")
    for round_ in range(50):
        group = found(fay, f"Table {round_}", size=4)
        people = [User.objects.create_user(f"r{round_}p{n}@example.org", name=f"P{n}") for n in range(5)]
        in_line(group, people[:4])
        sweep = lambda: waiting.offer(NOW)  # noqa: E731
        outcome = together([sweep, lambda g=group, p=people[4]: sit(g, p), sweep])
        waiting.offer(NOW)
        kept, seated = len(offered(group)), Membership.objects.present().filter(group=group).count()
        assert kept + seated == 4
        assert outcome in [["TableFull", "done", "done"], ["done", "done", "done"]]


@pytest.mark.django_db(transaction=True)
def test_taking_an_offer_races_closing_the_group_and_neither_waits_for_ever():
    fay, stan = person("Fay"), person("Stan")
    for round_ in range(50):
        group = found(fay, f"Table {round_}", size=2)
        row = waiting.wait(group, stan, NOW)
        waiting.offer(NOW)
        outcome = together(
            [lambda r=row: arriving.take(r, NOW), lambda g=group: closing.close(g, by=fay, reason="", now=NOW)]
        )
        row.refresh_from_db()
        assert (outcome, row.outcome) in [(["done", "done"], "taken"), (["OfferGone", "done"], "lapsed")]
