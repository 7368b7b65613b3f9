"""One date or all of them: the latest word wins, late changes are heard of, and too few is spoken of once."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from accounts.delivery import deliver
from accounts.models import Notice
from groups.models import Closure, Membership, Role
from meetings import minimum
from meetings.answering import AnswerClosed, answer, answer_usually
from meetings.changing import move
from meetings.models import Attendance, Series, StandingAnswer
from meetings.models.attendance import Answer
from meetings.scheduling import extend
from tests.conftest import NOW, found, later, person, plan_series
from tests.races import together

pytestmark = pytest.mark.django_db
HOURS = timedelta(hours=1)


def said(series: Series, seat: Membership) -> list[str]:
    rows = Attendance.objects.filter(meeting__series=series, membership=seat).order_by("meeting__starts_at")
    return list(rows.values_list("answer", flat=True))


def test_a_word_on_one_date_is_for_that_date(series, meeting, seat):
    answer(meeting, seat, Answer.NO, NOW)
    assert said(series, seat) == ["no"]


def test_a_usual_answer_is_for_all_coming_dates_and_those_made_later(series, seat):
    answer_usually(series, seat, Answer.YES, NOW)
    assert said(series, seat) == ["yes"] * 6
    extend([series], later(days=14))
    assert said(series, seat) == ["yes"] * 7


def test_the_latest_word_wins_either_way_round(series, meeting, seat):
    answer(meeting, seat, Answer.NO, NOW)
    answer_usually(series, seat, Answer.YES, NOW + HOURS)
    assert said(series, seat) == ["yes"] * 6
    answer(meeting, seat, Answer.NO, NOW + 2 * HOURS)
    extend([series], later(days=1))
    assert said(series, seat) == ["no", *["yes"] * 5]
    assert not meeting.attendances.get().is_standing


def test_taking_it_back_leaves_what_was_said_of_a_date(series, meeting, seat):
    answer_usually(series, seat, Answer.YES, NOW)
    answer(meeting, seat, Answer.MAYBE, NOW)
    answer_usually(series, seat, None, NOW)
    assert said(series, seat) == ["maybe", *[""] * 5]
    assert not StandingAnswer.objects.exists()


def test_who_left_is_not_answered_for(series, seat):
    answer_usually(series, seat, Answer.YES, NOW)
    seat.leave(later(days=1))
    assert extend([series], later(days=14)) == 1
    assert len(said(series, seat)) == 6


def test_who_left_and_came_back_is_asked_again_what_they_usually_say(series, table, max_, seat, fay):
    answer_usually(series, seat, Answer.YES, NOW)
    seat.leave(later(days=1))
    again = Membership.objects.seat(table, max_, role=Role.MEMBER, now=later(days=2))
    assert extend([series], later(days=14)) == 1
    assert len(said(series, again)) == 6
    assert StandingAnswer.objects.said(series, again) == ""


def test_a_word_said_in_time_for_the_new_hour_is_not_late(series, meeting, seat):
    answer(meeting, seat, Answer.YES, NOW)
    late = meeting.starts_at - 3 * HOURS
    answer(meeting, seat, Answer.NO, late)
    move(meeting, meeting.starts_at + timedelta(days=7), late)
    answer(meeting, seat, Answer.YES, late)
    assert not meeting.attendances.get(membership=seat).is_late


def test_the_past_stays_as_it_was(series, meeting, seat):
    answer(meeting, seat, Answer.NO, NOW)
    answer_usually(series, seat, Answer.YES, later(days=9))
    assert said(series, seat) == ["no", *["yes"] * 5]


def test_a_late_change_is_marked_and_the_facilitator_hears_once_the_latest_word(meeting, seat):
    answer(meeting, seat, Answer.YES, NOW)
    late = meeting.starts_at - 3 * HOURS
    answer(meeting, seat, Answer.NO, late)
    answer(meeting, seat, Answer.MAYBE, late + timedelta(minutes=1))
    assert meeting.attendances.get(membership=seat).is_late
    mail.outbox.clear()
    deliver(lambda: late + timedelta(minutes=2))
    heard = [each for each in mail.outbox if "late change" in each.subject]
    assert [each.to for each in heard] == [["fay@example.org"]]
    assert "Max Example is no longer sure to come" in heard[0].body


def test_in_time_nobody_is_told_and_a_first_late_yes_is_no_change(meeting, seat):
    answer(meeting, seat, Answer.NO, meeting.starts_at - 25 * HOURS)
    late = found(seat.user, "Other")
    other = plan_series(late, seat.user).meetings.earliest("starts_at")
    answer(other, Membership.objects.get(group=late), Answer.YES, other.starts_at - HOURS)
    assert not Attendance.objects.filter(is_late=True).exists()
    assert not Notice.objects.filter(kind="late_answer").exists()


def test_a_usual_answer_changes_a_near_date_late(series, meeting, seat):
    answer(meeting, seat, Answer.YES, NOW)
    answer_usually(series, seat, Answer.NO, meeting.starts_at - 2 * HOURS)
    assert list(Attendance.objects.filter(is_late=True).values_list("meeting", flat=True)) == [meeting.pk]
    assert Notice.objects.filter(kind="late_answer").count() == 1


@pytest.mark.django_db(transaction=True)
def test_answering_usually_while_dates_are_made_leaves_none_out(fay):
    table = found(fay)
    series, seat = plan_series(table, fay), Membership.objects.get(group=table)
    acts = [lambda: answer_usually(series, seat, Answer.YES, NOW), lambda: extend([series], later(days=28))]
    assert together(acts * 3) == ["done"] * 6
    assert said(series, seat) == ["yes"] * 8


def test_a_closed_group_takes_no_usual_answer(series, seat):
    Closure.objects.create(group=series.group, created_at=NOW)
    with pytest.raises(AnswerClosed):
        answer_usually(series, seat, Answer.YES, NOW)


@pytest.fixture
def of_three(table, fay, max_) -> Series:
    Membership.objects.seat(table, person("Nora"), role=Role.MEMBER, now=NOW)
    return plan_series(table, fay, minimum=2)


def test_too_few_by_the_set_time_asks_everybody_once(of_three, seat):
    meeting = of_three.meetings.earliest("starts_at")
    answer(meeting, seat, Answer.YES, NOW)
    assert minimum.ask(meeting.starts_at - 49 * HOURS) == 0
    assert minimum.ask(meeting.starts_at - 48 * HOURS) == 3
    assert minimum.ask(meeting.starts_at - 47 * HOURS) == 0
    mail.outbox.clear()
    deliver(lambda: meeting.starts_at - 47 * HOURS)
    asked = [each for each in mail.outbox if "move its meeting" in each.subject]
    assert len(asked) == 3
    assert "1 of 3 are coming" in asked[0].body
    assert "at least 2" in asked[0].body


def test_enough_asks_nobody_and_a_mail_on_its_way_is_dropped(of_three, table, seat):
    meeting = of_three.meetings.earliest("starts_at")
    assert minimum.ask(meeting.starts_at - 48 * HOURS) == 3
    for each in Membership.objects.filter(group=table):
        answer(meeting, each, Answer.YES, meeting.starts_at - 48 * HOURS)
    mail.outbox.clear()
    deliver(lambda: meeting.starts_at - 47 * HOURS)
    assert not [each for each in mail.outbox if "move its meeting" in each.subject]
    second = of_three.meetings.order_by("starts_at")[1]
    for each in Membership.objects.filter(group=table):
        answer(second, each, Answer.YES, NOW)
    assert minimum.ask(second.starts_at - 48 * HOURS) == 0


def test_a_meeting_moved_within_the_time_asks_nobody_at_once(of_three):
    meeting = of_three.meetings.earliest("starts_at")
    move(meeting, meeting.starts_at + HOURS, meeting.starts_at - 30 * HOURS)
    assert minimum.ask(meeting.starts_at - 29 * HOURS) == 0


def test_the_page_says_in_words_what_an_answer_is_for(series, meeting, seat, client_of, stopped):
    client = client_of(seat.user)
    assert "This answer is for this date only." in client.get(meeting.get_absolute_url()).content.decode()
    address = reverse("meetings:standing_answers.edit", args=[series.pk])
    assert "the latest word wins" in client.get(address).content.decode()
    assert client.post(address, {"answer": "yes"}, follow=True).status_code == 200
    page = client.get(meeting.get_absolute_url()).content.decode()
    assert "This is your usual answer." in page
    assert "Usually comes" in page
    client.post(address, {"answer": ""})
    assert said(series, seat) == [""] * 6


@pytest.mark.parametrize("items", [1, 3])
def test_the_usual_answer_costs_the_same_for_many(items, table, fay, client_of, stopped, django_assert_num_queries):
    rule = f"FREQ=WEEKLY;COUNT={items}"
    series, client = plan_series(table, fay, rule=rule), client_of(fay)
    address = reverse("meetings:standing_answers.edit", args=[series.pk])
    client.get(address)
    with django_assert_num_queries(6):
        assert client.get(address).content.decode().count('class="date"') == items
