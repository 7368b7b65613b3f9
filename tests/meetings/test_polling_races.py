"""What happens to one time poll at the same moment happens in turn, and once."""

import uuid
from datetime import timedelta

import pytest
from django.db import transaction

from accounts.models import Notice
from groups.models import Membership
from meetings import concluding, polling
from meetings.models import Meeting, Poll, PollAnswer, PollOutcome, PollSlot, Series
from tests.conftest import NOW, later, plan_poll
from tests.meetings.test_polling import FIRST, NO, SECOND, THIRD, YES, change, say
from tests.races import together

pytestmark = pytest.mark.django_db(transaction=True)

SEVERAL = pytest.mark.parametrize("turn", range(4))  # who comes first is left to chance


@pytest.fixture
def people(transactional_db, table, fay, max_) -> dict[str, Membership]:
    rows = Membership.objects.filter(group=table).select_related("user", "group")
    return {each.user.first_name: each for each in rows}


def test_two_who_close_at_once_the_same_way_close_once(people, table, fay):
    poll = plan_poll(table, fay)
    slot = poll.slots.first()
    assert together([lambda: concluding.close(poll, slot, by=fay, now=NOW)] * 4) == ["done"] * 4
    assert (Series.objects.count(), PollOutcome.objects.count()) == (1, 1)
    assert Notice.objects.filter(kind="schedule").count() == 2


def test_of_two_who_close_at_once_differently_one_does(people, table, fay):
    poll = plan_poll(table, fay)
    acts = [lambda slot=slot: concluding.close(poll, slot, by=fay, now=NOW) for slot in poll.slots.all()]
    assert together(acts) == ["PollClosed", "PollClosed", "done"]
    assert (Series.objects.count(), Meeting.objects.count()) == (1, 1)


@SEVERAL
def test_the_last_answer_against_closing_by_hand(people, table, fay, turn):
    poll = plan_poll(table, fay)
    say(poll, people["Fay"], YES, NO, NO)
    other = poll.slots.last()
    outcomes = together(
        [lambda: say(poll, people["Max"], YES, NO, NO), lambda: concluding.close(poll, other, by=fay, now=NOW)]
    )
    assert outcomes == ["PollClosed", "done"]
    assert (PollOutcome.objects.count(), Series.objects.count(), Meeting.objects.count()) == (1, 1, 1)


@SEVERAL
def test_the_last_answer_against_the_deadline(people, table, fay, turn):
    poll = plan_poll(table, fay, closes_at=later(days=1))
    say(poll, people["Fay"], YES, NO, NO)
    sweeps = [lambda: concluding.settle(later(days=1))] * 2
    outcomes = together([lambda: say(poll, people["Max"], YES, NO, NO, now=later(hours=23)), *sweeps])
    assert outcomes in (["done"] * 3, ["PollClosed", "done", "done"])
    assert (PollOutcome.objects.count(), Series.objects.count(), Meeting.objects.count()) == (1, 1, 1)


def test_two_last_answers_at_once_close_once(people, table, fay):
    poll = plan_poll(table, fay)
    acts = [lambda each=each: say(poll, each, YES, NO, NO) for each in people.values()]
    assert together(acts) == ["done", "done"]
    assert (Series.objects.count(), PollOutcome.objects.count()) == (1, 1)


@SEVERAL
def test_editing_against_answering_loses_no_vote_for_what_stays(people, table, fay, turn):
    poll = plan_poll(table, fay)
    words = dict.fromkeys(poll.slots.values_list("pk", flat=True), YES)
    acts = [
        lambda: polling.answer(poll, people["Max"], words, NOW),
        lambda: change(poll, [FIRST, SECOND, THIRD + timedelta(days=1)], fay),
    ]
    assert together(acts) == ["done", "done"]
    assert set(PollAnswer.objects.values_list("slot__starts_at", flat=True)) == {FIRST, SECOND}


def test_two_edits_at_once_leave_one_of_the_two_sets(people, table, fay):
    poll = plan_poll(table, fay)
    one, other = [FIRST, SECOND], [SECOND, THIRD + timedelta(days=1)]
    assert together([lambda: change(poll, one, fay), lambda: change(poll, other, fay)]) == ["done", "done"]
    assert list(poll.slots.values_list("starts_at", flat=True)) in (one, other)


def test_the_same_form_sent_twice_at_once_asks_once(people, table, fay):
    ticket = uuid.uuid4()
    assert together([lambda: plan_poll(table, fay, ticket=ticket)] * 3) == ["done"] * 3
    assert (Poll.objects.count(), PollSlot.objects.count()) == (1, 3)


def test_what_fails_halfway_leaves_nothing(people, table, fay):
    poll = plan_poll(table, fay)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        concluding.close(poll, poll.slots.first(), by=fay, now=NOW)
        raise ZeroDivisionError
    assert not Series.objects.exists()
    assert not PollOutcome.objects.exists()
    assert not Notice.objects.filter(kind="schedule").exists()
