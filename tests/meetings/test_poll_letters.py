"""The mails of a time poll: the times by the reader's clock, one for each cause, and nothing people wrote."""

import re

import pytest
from django.core import mail

from accounts.delivery import deliver
from accounts.models import Mute, Notice
from groups import closing
from groups.models import Membership
from meetings import changing, concluding
from meetings.models import Poll
from tests.conftest import NOW, later, plan_poll
from tests.meetings.test_polling import FIRST, SECOND, THIRD, change, say

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped")]


@pytest.fixture
def poll(table, fay) -> Poll:
    return plan_poll(table, fay, words="SECRET lease", place="https://secret.example.org", closes_at=later(days=10))


def to(name: str) -> list[mail.EmailMultiAlternatives]:
    return [each for each in mail.outbox if each.to == [f"{name}@example.org"]]


def sent(clock) -> None:
    mail.outbox.clear()
    deliver(clock)


def test_each_is_asked_by_their_own_clock_with_a_link_that_answers(poll, clock, client, seat):
    sent(clock)
    (letter,) = mail.outbox
    assert letter.to == ["max@example.org"]
    assert letter.subject == "Which time suits you? Second Thursday"
    assert "The times, New York time:" in letter.body
    assert "- Tuesday 17 March, 13:00 to 14:30" in letter.body
    assert "- Tuesday 31 March, 12:00 to 13:30" in letter.body
    assert "You can answer until Thursday 12 March, 05:00, New York time." in letter.body
    html = letter.alternatives[0][0]
    assert "13:00 to 14:30, New York time" in html
    for part in (letter.body, html):
        assert "SECRET" not in part
        assert "secret.example.org" not in part
        assert "Fay" not in part
    address = re.search(r"https?://\S+(/polls/answer/\S+)", letter.body)[1]
    assert client.get(address).status_code == 200


def test_who_has_answered_meanwhile_gets_no_letter(poll, seat, clock):
    say(poll, seat, "yes", "no", "no")
    sent(clock)
    assert mail.outbox == []


def test_a_poll_that_closed_meanwhile_asks_nobody(poll, fay, clock):
    concluding.close(poll, None, by=fay, now=NOW)
    sent(clock)
    assert mail.outbox == []


def test_a_closed_group_and_who_has_left_get_no_letter(poll, table, seat, fay, clock):
    closing.close(table, by=fay, reason="", now=NOW)
    sent(clock)
    assert not [each for each in mail.outbox if "time" in each.subject]


def test_new_times_are_told_with_how_many_there_are(poll, seat, fay, clock):
    sent(clock)
    say(poll, seat, "yes", "no", "no")
    change(poll, [FIRST, SECOND, THIRD, later(days=12), later(days=13)], fay)
    sent(clock)
    (letter,) = mail.outbox
    assert letter.subject == "Two more times to choose from: Second Thursday"
    assert "What you said of the others stays." in letter.body


def test_new_times_that_were_taken_away_again_are_not_told(poll, seat, fay, clock):
    sent(clock)
    say(poll, seat, "yes", "no", "no")
    change(poll, [FIRST, SECOND, THIRD, later(days=12)], fay)
    change(poll, [FIRST, SECOND, THIRD], fay)
    sent(clock)
    assert mail.outbox == []


def test_a_winner_is_told_by_the_letter_of_the_meeting_alone(poll, seat, fay, clock):
    sent(clock)
    say(poll, seat, "yes", "no", "no")
    say(poll, Membership.objects.get(user=fay), "yes", "no", "no")
    sent(clock)
    assert sorted(each.to[0] for each in mail.outbox) == ["fay@example.org", "max@example.org"]
    assert to("max")[0].subject == "Tuesday 17 March, 13:00, New York time: Second Thursday"


def test_a_moved_meeting_is_told_by_its_own_letter_alone(table, fay, meeting, seat, clock):
    poll = plan_poll(table, fay, starts=[later(days=9), later(days=10)], moves=meeting)
    sent(clock)
    assert (
        "Would another time suit you better than Tuesday 10 March, 13:00 to 14:30, New York time?" in to("max")[0].body
    )
    concluding.close(poll, poll.slots.first(), by=fay, now=NOW)
    sent(clock)
    assert len(to("max")) == 1
    assert len(mail.outbox) == 2


def test_a_meeting_that_stays_is_told_once(table, fay, meeting, seat, clock):
    poll = plan_poll(table, fay, starts=[meeting.starts_at, later(days=10)], moves=meeting)
    concluding.close(poll, poll.slots.first(), by=fay, now=NOW)
    sent(clock)
    (letter,) = to("max")
    assert letter.subject == "The meeting of Second Thursday stays where it is"
    assert "Tuesday 10 March, 13:00 to 14:30, New York time" in letter.body


def test_a_meeting_that_moved_again_is_not_said_to_stay(table, fay, meeting, seat, clock):
    poll = plan_poll(table, fay, starts=[meeting.starts_at, later(days=10)], moves=meeting)
    concluding.close(poll, poll.slots.first(), by=fay, now=NOW)
    changing.move(meeting, later(days=11), NOW)
    sent(clock)
    assert [each.subject for each in to("max") if "stays" in each.subject] == []
    assert len(to("max")) == 1


def test_no_time_found_is_told_to_who_looks_after_the_group(poll, seat, fay, clock):
    sent(clock)
    for each in (seat, Membership.objects.get(user=fay)):
        say(poll, each, "no", "no", "no")
    sent(clock)
    (letter,) = mail.outbox
    assert letter.to == ["fay@example.org"]
    assert letter.subject == "No time was found for Second Thursday"
    assert poll.get_absolute_url() in letter.body


def test_a_letter_after_the_deadline_would_be_useless(poll, clock, stopped):
    stopped.move_to(later(days=10, seconds=1))
    sent(clock)
    assert mail.outbox == []
    assert Notice.objects.get(kind="poll").state == "expired"


def test_whoever_mutes_meetings_is_not_asked_by_mail(poll, max_, clock):
    Mute.objects.create(user=max_, topic="meetings")
    sent(clock)
    assert mail.outbox == []
