"""Asking somebody to be buddies, the answers, the trial and how it ends; and what happens at the same moment."""

from datetime import timedelta
from functools import partial

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from accounts import delivery
from accounts.models import Block, Community, CommunityMembership, Conflict, Notice, User
from groups import pairing
from groups.models import (
    Ability,
    BuddyRequest,
    Charter,
    Closure,
    Group,
    KeptApart,
    Membership,
    Renewal,
    Role,
    Trial,
)
from tests.conftest import NOW, found, later, person
from tests.races import together

pytestmark = pytest.mark.django_db


@pytest.fixture
def ines() -> User:
    return person("Ines", wants_buddy=True, shown_to="everyone")


@pytest.fixture
def noor() -> User:
    return person("Noor", wants_buddy=True, shown_to="everyone")


@pytest.fixture
def pair(ines, noor) -> Group:
    """Ines asked, Noor said yes."""
    return pairing.accept(pairing.ask(ines, noor, "Shall we?", NOW), NOW)


def place(group: Group, user: User) -> Membership:
    return Membership.objects.select_related("group__closure", "user").get(group=group, user=user)


def told(kind: str, **data: object) -> list[str]:
    rows = Notice.objects.filter(kind=kind, **{f"data__{name}": value for name, value in data.items()})
    return sorted(rows.values_list("user__name", flat=True))


def letters(clock) -> list[str]:
    """The subjects of what is sent now, with to whom."""
    delivery.deliver(clock)
    return sorted(f"{each.to[0].split('@')[0]}: {each.subject}" for each in mail.outbox)


# Asking ---------------------------------------------------------------------------------------------------------------


def test_asking_tells_the_person_and_nobody_else(ines, noor):
    request = pairing.ask(ines, noor, "Shall we?", NOW)
    assert (request.state, request.words) == ("open", "Shall we?")
    assert told("buddy_request") == ["Noor Example"]


def test_asking_twice_is_asking_once(ines, noor):
    assert pairing.ask(ines, noor, "Shall we?", NOW) == pairing.ask(ines, noor, "Please", NOW)
    assert told("buddy_request") == ["Noor Example"]


def test_who_asks_a_person_that_waits_for_their_answer_has_said_yes(ines, noor):
    first = pairing.ask(ines, noor, "Shall we?", NOW)
    second = pairing.ask(noor, ines, "Shall we?", NOW)
    assert (second, second.state) == (first, "accepted")
    assert Group.objects.of(ines).get() == Group.objects.of(noor).get()


def test_one_open_request_for_each_two_whoever_asked(ines, noor):
    BuddyRequest.objects.create(asker=ines, asked=noor)
    for asker, asked in ((ines, noor), (noor, ines)):
        with pytest.raises(IntegrityError, match="one_open_request_per_pair"), transaction.atomic():
            BuddyRequest.objects.create(asker=asker, asked=asked)


def test_who_does_not_look_for_a_buddy_is_asked_by_those_at_their_table_alone(table, fay, max_, stan):
    User.objects.update(shown_to="everyone")
    assert pairing.ask(fay, max_, "", NOW).state == "open"
    with pytest.raises(pairing.NotAskable):
        pairing.ask(stan, max_, "", NOW)


def test_nobody_asks_themselves(ines):
    with pytest.raises(pairing.NotAskable):
        pairing.ask(ines, ines, "", NOW)


def test_nobody_asks_whom_they_do_not_see(ines, noor):
    User.objects.filter(pk=noor.pk).update(shown_to="tables")
    with pytest.raises(pairing.NotAskable):
        pairing.ask(ines, noor, "", NOW)


@pytest.mark.parametrize("asks_first", [True, False])
def test_who_keeps_apart_is_not_asked_by_either(ines, noor, asks_first):
    Block.objects.create(user=ines, blocked=noor)
    with pytest.raises(pairing.NotAskable):
        pairing.ask(*((ines, noor) if asks_first else (noor, ines)), "", NOW)


def test_line_managers_and_competitors_are_not_asked(ines, noor):
    company = Community.objects.create(kind="employer", name="Tally", slug="tally")
    managed = CommunityMembership.objects.create(community=company, user=noor, line_manager=ines)
    for asker, asked in ((ines, noor), (noor, ines)):
        with pytest.raises(pairing.NotAskable):
            pairing.ask(asker, asked, "", NOW)
    managed.delete()
    User.objects.filter(pk=noor.pk).update(employer="Rival")
    Conflict.objects.create(user=ines, kind="competitor", name="Rival")
    with pytest.raises(pairing.NotAskable):
        pairing.ask(ines, noor, "", NOW)


def test_buddies_do_not_ask_each_other_again_until_they_have_ended(pair, ines, noor):
    with pytest.raises(pairing.NotAskable):
        pairing.ask(ines, noor, "", NOW)
    pairing.end(place(pair, noor), NOW)
    assert pairing.ask(noor, ines, "Once more?", NOW).state == "open"


# Answering ------------------------------------------------------------------------------------------------------------


def test_yes_founds_a_group_of_two_that_nobody_else_finds(pair, ines, noor, stan):
    assert (pair.kind, pair.size, pair.visibility, pair.name) == ("buddies", 2, "unlisted", "Ines and Noor")
    assert "noor" not in pair.slug
    assert not Group.objects.visible_to(stan).exists()
    assert place(pair, ines).role == Role.OWNER
    assert place(pair, noor).can(Ability.SCHEDULE)
    assert Trial.objects.get(group=pair).ends_at == NOW + timedelta(days=30)
    assert "half an hour" in Charter.objects.current(pair).text
    assert told("buddy_answer") == ["Ines Example"]


def test_no_is_never_explained_and_holds_for_a_while(ines, noor):
    request = pairing.ask(ines, noor, "", NOW)
    pairing.decline(request, NOW)
    assert told("buddy_answer") == ["Ines Example"]
    with pytest.raises(pairing.NotAskable):
        pairing.ask(ines, noor, "Please", later(days=89))
    assert pairing.ask(noor, ines, "Now I can", later(days=1)).state == "open"
    pairing.withdraw(BuddyRequest.objects.get(state="open"), later(days=2))
    assert pairing.ask(ines, noor, "And now?", later(days=91)).state == "open"


def test_the_second_answer_changes_nothing(ines, noor):
    request = pairing.ask(ines, noor, "", NOW)
    pairing.withdraw(request, NOW)
    for act in (pairing.accept, pairing.decline, pairing.withdraw):
        with pytest.raises(pairing.AlreadyAnswered):
            act(request, NOW)
    assert not Group.objects.exists()
    assert told("buddy_answer") == []


def test_who_keeps_apart_by_now_does_not_become_a_pair(ines, noor):
    request = pairing.ask(ines, noor, "", NOW)
    Block.objects.create(user=noor, blocked=ines)
    with pytest.raises(KeptApart):
        pairing.accept(request, NOW)
    request.refresh_from_db()
    assert request.state == "open"
    assert not Group.objects.exists()


def test_what_nobody_answers_runs_out_after_two_weeks(ines, noor):
    request = pairing.ask(ines, noor, "", NOW)
    assert pairing.expire(later(days=13, hours=23)) == 0
    assert pairing.expire(later(days=14)) == 1
    assert pairing.expire(later(days=14)) == 0
    request.refresh_from_db()
    assert request.state == "expired"
    assert told("buddy_answer") == ["Ines Example"]


# The trial ------------------------------------------------------------------------------------------------------------


def test_the_pair_goes_on_when_both_have_said_so(pair, ines, noor):
    assert pairing.renew(place(pair, ines), later(days=3)) is False
    assert pairing.renew(place(pair, ines), later(days=4)) is False
    assert pairing.renew(place(pair, noor), later(days=5)) is True
    trial = Trial.objects.get()
    assert trial.renewed_at == later(days=5)
    assert told("buddy_trial", what="renewed") == ["Ines Example"]
    assert pairing.renew(place(pair, noor), later(days=6)) is True
    assert Trial.objects.get().renewed_at == later(days=5)
    pairing.sweep(later(days=60))
    assert not Closure.objects.exists()


def test_only_who_has_not_spoken_is_asked_once_before_the_end(pair, ines, noor):
    pairing.renew(place(pair, ines), NOW)
    pairing.announce(later(days=25))
    assert told("buddy_trial") == []
    pairing.announce(later(days=27))
    pairing.announce(later(days=28))
    assert told("buddy_trial", what="ending") == ["Noor Example"]


def test_without_both_wishes_the_trial_ends_quietly_and_nobody_did_it(pair, ines, noor):
    pairing.renew(place(pair, ines), NOW)
    assert pairing.end_trials(later(days=29)) == 0
    assert pairing.end_trials(later(days=30)) == 1
    assert pairing.end_trials(later(days=30)) == 0
    closure = Closure.objects.get(group=pair)
    assert (closure.by, closure.reason) == (None, "")
    assert told("closure") == ["Ines Example", "Noor Example"]
    assert not place(pair, ines).can(Ability.ANSWER)
    assert place(pair, ines).can(Ability.SEE)


@pytest.mark.parametrize("name", ["ines", "noor"])
def test_either_ends_the_pair_at_any_time_also_its_owner(pair, ines, noor, name):
    who, other = (ines, noor) if name == "ines" else (noor, ines)
    pairing.end(place(pair, who), later(days=2))
    pairing.end(place(pair, other), later(days=3))
    assert Closure.objects.get(group=pair).by == who
    assert told("closure") == [other.name]


def test_nothing_goes_on_once_it_has_ended(pair, ines, noor):
    pairing.end(place(pair, ines), NOW)
    with pytest.raises(pairing.PairEnded):
        pairing.renew(place(pair, noor), NOW)
    assert not Renewal.objects.exists()


def test_two_who_share_a_table_without_a_trial_have_nothing_to_go_on_with(table, fay):
    with pytest.raises(pairing.PairEnded):
        pairing.renew(place(table, fay), NOW)


def test_the_sweep_does_all_of_it(pair, ines, noor, stan):
    User.objects.filter(pk=stan.pk).update(shown_to="everyone", wants_buddy=True)
    pairing.ask(ines, stan, "", NOW)
    pairing.sweep(later(days=27))
    assert told("buddy_trial", what="ending") == ["Ines Example", "Noor Example"]
    assert BuddyRequest.objects.get(asked=stan).state == "expired"
    pairing.sweep(later(days=30))
    assert Closure.objects.filter(group=pair).exists()


def test_one_person_has_a_mentor_a_group_a_board_and_two_buddies_at_once(table, max_, ines, noor, stan):
    """A mentor is a pair or a board of one's own beside the group: there is no limit on how many tables one has."""
    board = found(stan, "Max's board", kind="board", size=4)
    Membership.objects.seat(board, max_, role=Role.MEMBER, now=NOW)
    for buddy in (ines, noor):
        pairing.accept(pairing.ask(max_, buddy, "", NOW), NOW)
    kinds = sorted(Group.objects.of(max_).values_list("kind", flat=True))
    assert kinds == ["board", "buddies", "buddies", "mastermind"]


# Mail -----------------------------------------------------------------------------------------------------------------


def test_mail_names_people_and_links_and_carries_no_words(stopped, clock, ines, noor):
    request = pairing.ask(ines, noor, "My persimmon trees", NOW)
    assert letters(clock) == ["noor: Ines Example asks you to be buddies"]
    assert request.get_absolute_url() in mail.outbox[0].body
    assert "persimmon" not in mail.outbox[0].body + str(mail.outbox[0].alternatives)


@pytest.mark.parametrize(
    ("act", "subject", "words"),
    [
        (pairing.accept, "ines: Noor Example says yes", "30 days"),
        (pairing.decline, "ines: Your question to Noor Example", "Nobody is asked for a reason"),
    ],
)
def test_the_answer_is_mailed_to_who_asked(stopped, clock, ines, noor, act, subject, words):
    act(pairing.ask(ines, noor, "", NOW), NOW)
    assert letters(clock) == [subject]  # and Noor, who has answered, is not asked any more
    assert words in mail.outbox[0].body


def test_the_end_of_waiting_is_mailed_to_who_asked(stopped, clock, ines, noor):
    pairing.ask(ines, noor, "", NOW)
    letters(clock)
    stopped.shift(timedelta(days=14))
    pairing.sweep(clock())
    assert letters(clock)[0] == "ines: Your question to Noor Example"
    assert "two weeks" in mail.outbox[1].body


def test_the_trial_is_mailed_as_it_stands(stopped, clock, pair, ines, noor):
    pairing.renew(place(pair, ines), NOW)
    pairing.announce(later(days=27))
    stopped.shift(timedelta(days=27))
    assert "noor: Your trial with Ines ends in a few days" in letters(clock)
    assert "Ines would like to go on with you" in mail.outbox[-1].body
    pairing.renew(place(pair, noor), later(days=27))
    assert "ines: You and Noor go on" in letters(clock)


def test_who_has_spoken_meanwhile_is_not_asked(stopped, clock, pair, ines, noor):
    pairing.announce(later(days=27))
    pairing.renew(place(pair, noor), later(days=27))
    stopped.shift(timedelta(days=27))
    sent = letters(clock)
    assert "ines: Your trial with Noor ends in a few days" in sent
    assert not [each for each in sent if each.startswith("noor: Your trial")]


def test_the_end_is_told_to_the_other_in_kind_words(stopped, clock, pair, ines, noor):
    letters(clock)
    pairing.end(place(pair, ines), NOW)
    assert "noor: You and Ines have come to an end as buddies" in letters(clock)
    assert "nobody’s fault" in mail.outbox[-1].body


def test_who_keeps_apart_by_now_hears_nothing_of_the_other(stopped, clock, ines, noor):
    pairing.ask(ines, noor, "", NOW)
    Block.objects.create(user=noor, blocked=ines)
    stopped.shift(timedelta(days=14))
    pairing.sweep(clock())
    assert letters(clock) == []


# At the same moment ---------------------------------------------------------------------------------------------------


def seekers(round_: int) -> tuple[User, User]:
    people = [person(f"R{round_}p{n}", wants_buddy=True, shown_to="everyone") for n in range(2)]
    return people[0], people[1]


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_each_other_at_once_are_one_pair():
    for round_ in range(50):
        one, other = seekers(round_)
        acts = [partial(pairing.ask, one, other, "", NOW), partial(pairing.ask, other, one, "", NOW)]
        assert together(acts) == ["done", "done"]
        assert BuddyRequest.objects.between(one, other).get().state == "accepted"
        assert Group.objects.of(one).get() == Group.objects.of(other).get()


@pytest.mark.django_db(transaction=True)
def test_accept_races_withdraw_and_exactly_one_wins():
    for round_ in range(50):
        one, other = seekers(round_)
        request = pairing.ask(one, other, "", NOW)
        copy = BuddyRequest.objects.get(pk=request.pk)
        acts = [partial(pairing.accept, request, NOW), partial(pairing.withdraw, copy, NOW)]
        assert together(acts) == ["AlreadyAnswered", "done"]
        accepted = BuddyRequest.objects.get(pk=request.pk).state == "accepted"
        assert Group.objects.of(one).exists() == Group.objects.of(other).exists() == accepted


@pytest.mark.django_db(transaction=True)
def test_accepting_while_asking_back_is_one_pair():
    for round_ in range(50):
        one, other = seekers(round_)
        request = pairing.ask(one, other, "", NOW)
        acts = [partial(pairing.accept, request, NOW), partial(pairing.ask, other, one, "", NOW)]
        together(acts)
        assert Group.objects.of(one).get() == Group.objects.of(other).get()
        assert not BuddyRequest.objects.unanswered().of(one).exists()


@pytest.mark.django_db(transaction=True)
def test_both_say_at_once_that_they_go_on_and_it_counts_once():
    for round_ in range(50):
        one, other = seekers(round_)
        pair = pairing.accept(pairing.ask(one, other, "", NOW), NOW)
        acts = [partial(pairing.renew, place(pair, each), later(days=29)) for each in (one, other)]
        assert together(acts) == ["done", "done"]
        assert Trial.objects.get(group=pair).renewed_at == later(days=29)
        assert len(told("buddy_trial", what="renewed", group=pair.pk)) == 1


@pytest.mark.django_db(transaction=True)
def test_the_last_word_races_the_end_of_the_trial_and_exactly_one_wins():
    for round_ in range(50):
        one, other = seekers(round_)
        pair = pairing.accept(pairing.ask(one, other, "", NOW), NOW)
        pairing.renew(place(pair, one), NOW)
        acts = [
            partial(pairing.renew, place(pair, other), later(days=30)),
            partial(pairing.end_trials, later(days=30)),
        ]
        together(acts)
        goes_on = Trial.objects.get(group=pair).renewed_at is not None
        assert goes_on != Closure.objects.filter(group=pair).exists()
