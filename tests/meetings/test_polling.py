"""Asking a group which time suits it: what is kept, what closes a poll, and what it comes to."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.db.models import RestrictedError
from django.test.utils import CaptureQueriesContext

from accounts.models import Notice
from groups import closing
from groups.models import GroupClosed, Membership, Role
from meetings import changing, concluding, polling
from meetings.models import Attendance, Meeting, Poll, PollAnswer, PollOutcome, PollSlot, Series
from meetings.patterns import Pattern
from meetings.tasks import settle_polls
from tests.conftest import NOW, later, plan_poll, plan_series

pytestmark = pytest.mark.django_db

YES, IF_NEED_BE, NO = "yes", "if_need_be", "no"
FIRST, SECOND, THIRD = (
    datetime(2026, 3, 17, 17, 0, tzinfo=UTC),
    datetime(2026, 3, 24, 17, 0, tzinfo=UTC),
    datetime(2026, 3, 31, 16, 0, tzinfo=UTC),
)


@pytest.fixture
def poll(table, fay) -> Poll:
    """Fay asks about three Tuesdays; the letters have gone out."""
    poll = plan_poll(table, fay)
    sent()
    return poll


@pytest.fixture
def host(table, fay) -> Membership:
    return Membership.objects.get(group=table, user=fay)


def sent() -> None:
    Notice.objects.filter(state="due").update(state="sent", finished_at=NOW)


def say(poll: Poll, membership: Membership, *words: str, now: datetime = NOW) -> int:
    """The words for the poll's times, in order; an empty one says nothing."""
    slots = poll.slots.values_list("pk", flat=True)
    return polling.answer(poll, membership, {pk: word for pk, word in zip(slots, words, strict=False) if word}, now)


def change(poll: Poll, starts: list[datetime], by, now: datetime = NOW, **fields) -> None:
    fields = {"words": "", "place": "", "closes_at": None, **fields}
    polling.edit(poll, starts, by=by, now=now, **fields)


def owed(kind: str) -> list[str]:
    rows = Notice.objects.filter(kind=kind, state="due").order_by("user__email")
    return [email.split("@")[0] for email in rows.values_list("user__email", flat=True)]


def outcome(poll: Poll) -> PollOutcome | None:
    return PollOutcome.objects.filter(poll=poll).first()


def test_everybody_else_at_the_table_is_asked_once(table, fay, max_):
    ticket = uuid.uuid4()
    first = plan_poll(table, fay, ticket=ticket)
    assert plan_poll(table, fay, ticket=ticket) == first
    assert (Poll.objects.count(), PollSlot.objects.count()) == (1, 3)
    assert owed("poll") == ["max"]


def test_the_same_time_twice_is_proposed_once(table, fay):
    assert plan_poll(table, fay, starts=[FIRST, FIRST, SECOND]).slots.count() == 2


def test_a_closed_group_asks_nothing(table, fay):
    closing.close(table, by=fay, reason="", now=NOW)
    with pytest.raises(GroupClosed):
        plan_poll(table, fay)


def test_the_latest_word_wins_and_others_stay(poll, seat):
    say(poll, seat, YES, NO)
    say(poll, seat, IF_NEED_BE, now=later(hours=1))
    rows = PollAnswer.objects.order_by("slot__starts_at").values_list("word", "answered_at")
    assert list(rows) == [(IF_NEED_BE, later(hours=1)), (NO, NOW)]


def test_the_same_word_again_is_as_old_as_it_was_first_said(poll, seat):
    for hours in (0, 5):
        say(poll, seat, YES, now=later(hours=hours))
    assert PollAnswer.objects.get().answered_at == NOW


def test_a_time_that_has_passed_takes_no_answer(poll, seat):
    assert say(poll, seat, YES, YES, now=FIRST) == 1
    assert PollAnswer.objects.get().slot.starts_at == SECOND


def test_another_polls_time_takes_no_answer(poll, seat, table, fay):
    other = plan_poll(table, fay).slots.first()
    assert polling.answer(poll, seat, {other.pk: YES}, NOW) == 0


def test_after_its_time_is_up_a_poll_takes_no_answer_even_before_it_is_closed(table, fay, seat):
    poll = plan_poll(table, fay, closes_at=later(days=1))
    with pytest.raises(concluding.PollClosed):
        say(poll, seat, YES, now=later(days=1))


# When everybody has answered


def test_a_poll_stays_open_until_everybody_has_answered_every_time(poll, seat, host):
    say(poll, seat, YES, YES, YES)
    say(poll, host, YES, YES)
    assert concluding.settle(later(minutes=5)) == 0
    assert outcome(poll) is None
    say(poll, host, "", "", YES)
    assert outcome(poll).slot.starts_at == FIRST


def test_what_suits_most_becomes_one_meeting_and_everyone_gets_one_mail(poll, seat, host, table):
    Poll.objects.update(place="https://meet.example/table")
    say(poll, seat, NO, YES, YES)
    say(poll, host, YES, YES, IF_NEED_BE)
    meeting = Meeting.objects.get()
    assert (meeting.starts_at, meeting.minutes, meeting.group) == (SECOND, 90, table)
    assert meeting.place == "https://meet.example/table"
    assert outcome(poll).series == meeting.series
    assert owed("schedule") == ["fay", "max"]
    assert owed("poll_result") == []
    assert Notice.objects.filter(state="due").count() == 2


def test_what_was_said_of_the_time_that_won_is_the_answer_for_its_meeting(poll, seat, host):
    say(poll, seat, IF_NEED_BE, NO, NO)
    say(poll, host, YES, NO, NO)
    said = Attendance.objects.filter(meeting__starts_at=FIRST)
    assert dict(said.values_list("membership", "answer")) == {seat.pk: "maybe", host.pk: "yes"}


@pytest.mark.parametrize(
    ("rule", "series", "second"),
    [
        (Poll.Repeats.WEEKLY, "FREQ=WEEKLY", FIRST + timedelta(days=7)),
        (Poll.Repeats.FORTNIGHTLY, "FREQ=WEEKLY;INTERVAL=2", THIRD),
        (Poll.Repeats.BY_WEEKDAY, "FREQ=MONTHLY;BYDAY=3TU", datetime(2026, 4, 21, 16, 0, tzinfo=UTC)),
        (Poll.Repeats.BY_DATE, "FREQ=MONTHLY;BYMONTHDAY=17", datetime(2026, 4, 17, 16, 0, tzinfo=UTC)),
    ],
)
def test_the_winner_can_become_a_series_that_keeps_its_wall_clock(table, fay, seat, host, rule, series, second):
    poll = plan_poll(table, fay, rule=rule)
    for each in (seat, host):
        say(poll, each, YES, NO, NO)
    made = Series.objects.get()
    assert made.rule == series
    assert list(made.meetings.order_by("starts_at").values_list("starts_at", flat=True)[:2]) == [FIRST, second]


def test_a_poll_repeats_as_a_series_can():
    assert set(Poll.Repeats.values) < set(Pattern.values)


def test_a_fifth_weekday_of_the_month_is_its_last(table, fay, seat, host):
    poll = plan_poll(table, fay, rule=Poll.Repeats.BY_WEEKDAY)
    for each in (seat, host):
        say(poll, each, NO, NO, YES)
    assert Series.objects.get().rule == "FREQ=MONTHLY;BYDAY=-1TU"


# Which is the best


def best_of(poll: Poll, *said: tuple[Membership, str, str, str]) -> datetime | None:
    for membership, *words in said:
        say(poll, membership, *words)
    chosen = outcome(poll).slot
    return chosen and chosen.starts_at


def test_most_yes_wins(poll, seat, host):
    assert best_of(poll, (seat, IF_NEED_BE, YES, NO), (host, YES, YES, NO)) == SECOND


def test_of_equal_yes_the_fewest_no_wins(poll, seat, host):
    assert best_of(poll, (seat, NO, NO, IF_NEED_BE), (host, YES, YES, YES)) == THIRD


def test_of_equal_words_the_fewest_unsocial_hours_win(table, fay, seat, host):
    early = datetime(2026, 3, 17, 10, 0, tzinfo=UTC)  # six in the morning for Max in New York, eleven for Fay
    poll = plan_poll(table, fay, starts=[early, SECOND, THIRD])
    assert best_of(poll, (seat, YES, YES, NO), (host, YES, YES, NO)) == SECOND


def test_of_all_alike_the_earliest_wins(poll, seat, host):
    assert best_of(poll, (seat, YES, YES, YES), (host, YES, YES, YES)) == FIRST


def test_if_need_be_alone_can_win(poll, seat, host):
    assert best_of(poll, (seat, NO, IF_NEED_BE, NO), (host, NO, NO, NO)) == SECOND


def test_nothing_wins_that_suits_nobody_and_who_looks_after_the_group_is_told(poll, seat, host):
    assert best_of(poll, (seat, NO, NO, NO), (host, NO, NO, NO)) is None
    assert not Meeting.objects.exists()
    assert owed("poll_result") == ["fay"]


def test_a_time_at_which_the_group_meets_by_now_cannot_win(poll, seat, host, table, fay):
    plan_series(table, fay, starts_at=datetime(2026, 3, 17, 18, 30), rule=Series.Rhythm.ONCE.value)
    assert best_of(poll, (seat, YES, IF_NEED_BE, NO), (host, YES, NO, NO)) == SECOND


# Who comes and goes


def test_who_leaves_is_waited_for_no_longer_and_counts_no_more(poll, seat, host, table, stan):
    third = Membership.objects.seat(table, stan, role=Role.MEMBER, now=NOW)
    say(poll, seat, NO, YES, YES)
    say(poll, host, YES, NO, NO)
    say(poll, third, NO, YES, NO)
    assert outcome(poll).slot.starts_at == SECOND

    poll = plan_poll(table, host.user, starts=[FIRST, THIRD])
    say(poll, seat, YES, NO)
    say(poll, host, NO, YES)
    seat.leave(later(minutes=1))
    assert concluding.settle(later(minutes=2)) == 0
    third.leave(later(minutes=3))
    assert concluding.settle(later(minutes=4)) == 1
    assert outcome(poll).slot.starts_at == THIRD


def test_who_sits_down_meanwhile_is_asked_once_and_waited_for(poll, seat, host, table, stan):
    say(poll, seat, YES, NO, NO)
    third = Membership.objects.seat(table, stan, role=Role.MEMBER, now=later(hours=1))
    say(poll, host, YES, NO, NO, now=later(hours=2))
    assert outcome(poll) is None
    for minutes in (0, 1):
        polling.ask_newcomers(later(hours=2, minutes=minutes))
    assert owed("poll") == ["stan"]
    say(poll, third, YES, NO, NO, now=later(hours=3))
    assert outcome(poll).slot.starts_at == FIRST


def test_whose_account_is_shut_is_waited_for_no_longer(poll, seat, host, max_):
    say(poll, host, YES, NO, NO)
    max_.is_active = False
    max_.save()
    assert concluding.settle(NOW) == 1


# By its deadline, and when no time is left


def test_at_its_deadline_the_best_so_far_wins(table, fay, seat):
    poll = plan_poll(table, fay, closes_at=later(days=3))
    say(poll, seat, NO, IF_NEED_BE, NO)
    assert concluding.settle(later(days=3, seconds=-1)) == 0
    assert concluding.settle(later(days=3)) == 1
    assert (outcome(poll).slot.starts_at, outcome(poll).by) == (SECOND, None)
    assert concluding.settle(later(days=4)) == 0


def test_beat_closes_what_is_due_and_asks_newcomers(table, fay, stan, stopped):
    poll = plan_poll(table, fay, closes_at=later(days=3))
    other = plan_poll(table, fay)
    Membership.objects.seat(table, stan, role=Role.MEMBER, now=later(days=2))
    stopped.move_to(later(days=3))
    settle_polls()
    assert outcome(poll).slot is None
    assert Notice.objects.filter(user=stan, kind="poll").values_list("data__poll", flat=True).get() == other.pk


def test_at_a_deadline_without_an_answer_nothing_wins(table, fay):
    poll = plan_poll(table, fay, closes_at=later(days=3))
    concluding.settle(later(days=3))
    assert outcome(poll).slot is None


def test_a_time_that_has_passed_cannot_win(poll, seat, host):
    say(poll, seat, YES, IF_NEED_BE, NO)
    say(poll, host, YES, "", NO)
    say(poll, host, "", IF_NEED_BE, now=FIRST + timedelta(minutes=1))
    assert outcome(poll).slot.starts_at == SECOND


def test_when_its_last_time_has_passed_a_poll_closes_without_a_winner(poll, seat):
    say(poll, seat, YES, YES, YES)
    assert concluding.settle(THIRD) == 1
    assert outcome(poll).slot is None


def test_a_closed_groups_poll_is_left_alone(table, fay):
    poll = plan_poll(table, fay, closes_at=later(days=3))
    closing.close(table, by=fay, reason="", now=NOW)
    assert concluding.settle(later(days=3)) == 0
    assert outcome(poll) is None


def test_a_poll_that_cannot_be_concluded_keeps_no_other_waiting(table, fay, seat, caplog):
    broken, other = (plan_poll(table, fay, starts=[at], closes_at=later(days=2)) for at in (FIRST, SECOND))
    for each in (broken, other):
        say(each, seat, YES)
    Poll.objects.filter(pk=broken.pk).update(zone="Europe/Nowhere")
    assert concluding.settle(later(days=3)) == 1
    assert outcome(broken) is None
    assert outcome(other).series.meetings.get().starts_at == SECOND
    assert f"Poll {broken.pk} cannot be concluded." in caplog.text


# By hand


def test_a_facilitator_may_choose_any_time(poll, seat, fay):
    say(poll, seat, YES, NO, NO)
    chosen = poll.slots.get(starts_at=THIRD)
    for _ in range(2):
        assert concluding.close(poll, chosen, by=fay, now=NOW).slot == chosen
    assert Meeting.objects.get().starts_at == THIRD
    assert owed("schedule") == ["fay", "max"]


def test_a_poll_that_closed_another_way_stays_as_it_is(poll, fay):
    concluding.close(poll, poll.slots.get(starts_at=THIRD), by=fay, now=NOW)
    for other in (poll.slots.get(starts_at=FIRST), None):
        with pytest.raises(concluding.PollClosed):
            concluding.close(poll, other, by=fay, now=NOW)
    with pytest.raises(concluding.PollClosed):
        change(poll, [FIRST, SECOND], fay)
    assert Meeting.objects.count() == 1


def test_calling_a_poll_off_makes_nothing_and_tells_the_other_facilitators(poll, fay, table, stan):
    Membership.objects.seat(table, stan, role=Role.FACILITATOR, now=NOW)
    concluding.close(poll, None, by=fay, now=NOW)
    assert not Meeting.objects.exists()
    assert owed("poll_result") == ["stan"]


def test_a_time_that_passed_or_is_taken_cannot_be_chosen(poll, fay, table):
    with pytest.raises(concluding.SlotGone):
        concluding.close(poll, poll.slots.get(starts_at=FIRST), by=fay, now=FIRST)
    plan_series(table, fay, starts_at=datetime(2026, 3, 24, 17, 0))
    with pytest.raises(concluding.SlotGone):
        concluding.close(poll, poll.slots.get(starts_at=SECOND), by=fay, now=NOW)
    assert outcome(poll) is None


# Editing


def test_what_was_said_of_times_that_stay_stays(poll, seat, fay):
    say(poll, seat, YES, NO, IF_NEED_BE)
    kept = {slot.pk: slot.starts_at for slot in poll.slots.filter(starts_at__in=[FIRST, THIRD])}
    change(poll, [FIRST, THIRD, THIRD + timedelta(days=1)], fay)
    assert {slot.pk: slot.starts_at for slot in poll.slots.filter(answers__membership=seat)} == kept
    words = PollAnswer.objects.order_by("slot__starts_at").values_list("word", flat=True)
    assert list(words) == [YES, IF_NEED_BE]
    assert poll.slots.count() == 3


def test_new_times_ask_again_everybody_but_who_proposed_them(poll, seat, fay, table, stan):
    Membership.objects.seat(table, stan, role=Role.FACILITATOR, now=NOW)
    say(poll, seat, YES, NO, NO)
    change(poll, [FIRST, SECOND, THIRD, THIRD + timedelta(days=1)], by=stan)
    assert owed("poll") == ["fay", "max"]


def test_whose_first_letter_is_still_on_its_way_gets_no_second(table, fay, max_):
    poll = plan_poll(table, fay)
    change(poll, [FIRST, SECOND, THIRD, THIRD + timedelta(days=1)], fay)
    assert owed("poll") == ["max"]


def test_a_letter_that_is_being_written_does_not_count_as_one_on_its_way(table, fay, max_):
    poll = plan_poll(table, fay)
    Notice.objects.update(lease=uuid.uuid4(), leased_until=later(minutes=2))
    change(poll, [FIRST, SECOND, THIRD, THIRD + timedelta(days=1)], fay)
    assert owed("poll") == ["max", "max"]


def test_without_new_times_nobody_is_told(poll, seat, fay):
    say(poll, seat, YES, NO, NO)
    change(poll, [FIRST, SECOND], fay, words="For the lease", closes_at=later(days=5))
    assert owed("poll") == []
    poll.refresh_from_db()
    assert (poll.words, poll.closes_at) == ("For the lease", later(days=5))


def test_taking_away_the_only_time_somebody_left_open_closes_the_poll(poll, seat, host, fay):
    say(poll, seat, YES, NO)
    say(poll, host, YES, NO)
    change(poll, [FIRST, SECOND], fay)
    assert outcome(poll).slot.starts_at == FIRST


def test_editing_leaves_what_has_passed(poll, seat, fay):
    say(poll, seat, YES, NO, NO)
    change(poll, [THIRD, THIRD + timedelta(days=1)], fay, now=FIRST + timedelta(hours=1))
    assert poll.slots.filter(starts_at=FIRST, answers__word=YES).exists()


# Moving a meeting


@pytest.fixture
def moving(table, fay, meeting) -> Poll:
    """Another time for the meeting of 10 March: the 11th, the 12th, or where it is."""
    starts = [meeting.starts_at, meeting.starts_at + timedelta(days=1), meeting.starts_at + timedelta(days=2)]
    return plan_poll(table, fay, starts=starts, moves=meeting)


def test_the_winner_moves_the_meeting_instead_of_making_one(moving, seat, host, meeting, series):
    sent()
    before = Meeting.objects.count()
    say(moving, seat, NO, YES, YES)
    say(moving, host, YES, YES, NO)
    meeting.refresh_from_db()
    assert meeting.starts_at == datetime(2026, 3, 11, 17, 0, tzinfo=UTC)
    assert (meeting.is_moved, meeting.sequence) == (True, 1)
    assert (Meeting.objects.count(), Series.objects.count()) == (before, 1)
    assert owed("change") == ["fay", "max"]
    assert Notice.objects.filter(state="due").count() == 2


def test_a_no_to_the_old_date_is_replaced_by_the_word_on_the_new(moving, seat, host, meeting):
    Attendance.objects.create(meeting=meeting, membership=seat, answer="no")
    say(moving, seat, NO, YES, YES)
    say(moving, host, NO, YES, NO)
    assert dict(meeting.attendances.values_list("membership", "answer")) == {seat.pk: "yes", host.pk: "yes"}


def test_a_meeting_that_stays_where_it_is_is_told_by_a_letter_of_its_own(moving, seat, host, meeting):
    sent()
    for each in (seat, host):
        say(moving, each, YES, NO, NO)
    meeting.refresh_from_db()
    assert (meeting.sequence, outcome(moving).slot.starts_at) == (0, meeting.starts_at)
    assert owed("poll_result") == ["fay", "max"]
    assert owed("change") == []


def test_when_the_meeting_to_move_is_off_its_poll_closes_without_a_winner(moving, seat, meeting, fay):
    say(moving, seat, NO, YES, YES)
    changing.cancel(meeting, by=fay, reason="", now=NOW)
    with pytest.raises(changing.MeetingClosed):
        concluding.close(moving, moving.slots.last(), by=fay, now=NOW)
    assert concluding.settle(NOW) == 1
    assert outcome(moving).slot is None


def test_a_group_with_a_closed_poll_can_be_deleted(poll, fay, table):
    concluding.close(poll, poll.slots.first(), by=fay, now=NOW)
    with pytest.raises(RestrictedError):
        poll.slots.first().delete()
    table.delete()
    assert not PollOutcome.objects.exists()


def test_settling_asks_the_same_few_queries_however_many_polls_are_open(table, fay, django_assert_num_queries):
    for _ in range(3):
        plan_poll(table, fay)
        with CaptureQueriesContext(connection) as asked:
            concluding.settle(NOW)
            polling.ask_newcomers(NOW)
        assert len(asked) == 4
