"""Every letter: what it says, by whose clock, and what it never says."""

import re
from datetime import datetime, timedelta
from html import unescape

import pytest
from django.core import mail
from django.db import transaction

from accounts.delivery import deliver
from accounts.letters import write
from accounts.models import Notice
from accounts.welcome import welcome
from groups import admissions
from groups.models import Application, Membership, Role
from meetings import changing, digests, letters, reminders
from meetings.answering import answer
from meetings.models import AgendaItem, Meeting, Series
from meetings.models.attendance import Answer
from tests.conftest import NOW, later, person, plan_series
from tests.test_ways import WAYS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped")]

ROOM = "ROOM-WORDS"  # stands wherever people wrote something; no mail has it
BY_MAX = "13:00 to 14:30, New York time"
BY_FAY = "18:00 to 19:30, Brussels time"


@pytest.fixture(autouse=True)
def _sent(stopped, db):
    """Whatever a test sent was fit to be sent."""
    yield
    for letter in mail.outbox:
        check(letter)


def deliver_at(moment, stopped, *, only: str = "") -> dict[str, mail.EmailMultiAlternatives]:
    """Send what is due at a moment; the mails by the first name they went to."""
    if only:
        Notice.objects.exclude(kind=only).delete()
    stopped.move_to(moment)
    deliver(lambda: moment)
    return {letter.to[0].split("@")[0]: letter for letter in mail.outbox}


def html_of(letter) -> str:
    [(html, kind)] = letter.alternatives
    assert kind == "text/html"
    return html


def links_of(letter) -> tuple[list[str], list[str]]:
    """The links of the text and of the HTML, in their order, each once."""
    text = re.findall(r"https?://\S+", letter.body)
    html = [unescape(link) for link in re.findall(r'href="([^"]+)"', html_of(letter))]
    return list(dict.fromkeys(text)), list(dict.fromkeys(html))


def words_of(html: str) -> str:
    body = re.sub(r"<style.*?</style>", " ", html, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", "", body)).split())


def check(letter) -> None:
    """What holds for every mail we send."""
    text, html = links_of(letter)
    assert text == html
    assert text[-2].endswith("/settings/notifications/")
    assert "/unsubscribe/" in text[-1]
    assert letter.extra_headers["List-Unsubscribe"] == f"<{text[-1]}>"
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "\n" not in letter.subject
    assert ROOM not in letter.subject + letter.body + html_of(letter)
    assert "&#" not in letter.subject + letter.body
    assert "&amp;" not in letter.subject + letter.body
    assert "{" not in letter.subject + letter.body
    assert html_of(letter).count("<h1") == 1
    assert "<img" not in html_of(letter)
    assert "<script" not in html_of(letter)


@pytest.fixture
def fragile(table):
    """A group whose name would break a page or a mail that does not escape."""
    table.name = "O'Neil & Söhne </title><script>"
    table.save()
    return table


def test_welcome_shows_six_ways_and_names_the_readers_clock(max_, stopped):
    with transaction.atomic():
        welcome(max_, NOW)
    letter = deliver_at(NOW, stopped)["max"]
    assert letter.subject == "Welcome: six ways to a table"
    assert "Welcome, Max" in letter.body
    assert "Every time we write to you is New York time." in letter.body
    assert [link.split("/", 3)[3] for link in links_of(letter)[0]][:-2] == [
        *("find/", "groups/new/", "communities/", "groups/new/?kind=board", "buddies/", "find/advice/")
    ]
    for title, _address in WAYS:
        assert title in letter.body
        assert title in words_of(html_of(letter))


def test_an_application_tells_who_asks_and_none_of_the_words(table, stan, stopped):
    admissions.ask(table, stan, ROOM, NOW)
    letter = deliver_at(NOW, stopped)["fay"]
    assert letter.subject == "Stan Example asks to join Second Thursday"
    assert "Asked on Monday 2 March, 10:00, Brussels time." in letter.body
    assert "max" not in {each.to[0].split("@")[0] for each in mail.outbox}
    assert links_of(letter)[0][0].endswith(f"/applications/{Application.objects.get().pk}/")


@pytest.mark.parametrize(
    ("act", "subject", "button"),
    [
        (admissions.accept, "You have a seat at Second Thursday", "Take your seat"),
        (admissions.decline, "Second Thursday has answered you", "Read their answer"),
    ],
)
def test_a_decision_says_which_and_none_of_the_reason(table, fay, stan, stopped, act, subject, button):
    admissions.ask(table, stan, ROOM, NOW)
    act(Application.objects.get(), by=fay, words=ROOM, now=NOW)
    letter = deliver_at(NOW, stopped)["stan"]
    assert letter.subject == subject
    assert f"{button}: " in letter.body
    assert button in words_of(html_of(letter))
    assert "They answered on Monday 2 March, 10:00, Brussels time." in letter.body
    assert ("Read the charter" in letter.body) is (act is admissions.accept)
    assert ("See other open seats: " in letter.body) is (act is admissions.decline)


def test_a_schedule_lists_the_dates_by_the_readers_clock_and_names_the_one_that_decides(table, fay, stopped):
    plan_series(table, fay, place=ROOM)
    sent = deliver_at(NOW, stopped)
    assert sent["max"].subject == "From Tuesday 10 March, 13:00, New York time: Second Thursday"
    assert sent["fay"].subject == "From Tuesday 10 March, 18:00, Brussels time: Second Thursday"
    for name, zone, before, after in (
        ("max", "New York", "13:00 to 14:30", "12:00 to 13:30"),
        ("fay", "Brussels", "18:00 to 19:30", "18:00 to 19:30"),
    ):
        text, html = sent[name].body, words_of(html_of(sent[name]))
        assert "Then every second Tuesday at 18:00, Brussels time." in text
        assert f"The next dates, {zone} time:" in text
        assert f"- Tuesday 24 March, {before}\n- Tuesday 7 April, {after}" in text
        assert f"Tuesday 24 March {before}, {zone} time Tuesday 7 April {after}, {zone} time" in html
        assert "The meetings keep to 18:00, Brussels time, also when clocks change." in text
        assert "The meetings keep to 18:00, Brussels time, also when clocks change." in html
    assert [link.rsplit("?")[-1] for link in links_of(sent["max"])[0][:3]] == [
        "answer=yes",
        "answer=maybe",
        "answer=no",
    ]


def test_a_single_meeting_is_announced_as_one(table, fay, stopped):
    plan_series(table, fay, rule=Series.Rhythm.ONCE.value)
    letter = deliver_at(NOW, stopped)["max"]
    assert letter.subject == "Tuesday 10 March, 13:00, New York time: Second Thursday"
    assert "next dates" not in letter.body + html_of(letter)


def test_a_change_says_now_and_before_and_asks_again(meeting, seat, stopped):
    answer(meeting, seat, Answer.YES, NOW)
    changing.move(meeting, meeting.starts_at + timedelta(hours=1), NOW)
    sent = deliver_at(NOW, stopped, only="change")
    letter = sent["max"]
    assert letter.subject == "Moved to Tuesday 10 March, 14:00, New York time: Second Thursday"
    assert "Now Tuesday 10 March, 14:00 to 15:30, New York time." in letter.body
    assert f"Before, it was Tuesday 10 March, {BY_MAX}." in letter.body
    assert "You said you will be there. Check that it still holds." in letter.body
    assert sum("answer=" in link for link in links_of(letter)[0]) == 3
    assert sent["fay"].subject == "Moved to Tuesday 10 March, 19:00, Brussels time: Second Thursday"
    assert "You have not answered yet." in sent["fay"].body
    assert "Check that" not in sent["fay"].body


def test_another_place_is_told_once_also_where_the_meeting_moves_at_once(meeting, stopped):
    for place in (ROOM, f"{ROOM}-2"):
        changing.reassign(meeting, facilitator=None, place=place, now=NOW)
    changing.move(meeting, meeting.starts_at + timedelta(hours=1), NOW)
    mail.outbox.clear()
    deliver(lambda: NOW)
    subjects = sorted(each.subject for each in mail.outbox if each.to == ["max@example.org"])
    moved = "Moved to Tuesday 10 March, 14:00, New York time: Second Thursday"
    assert [each for each in subjects if "next dates" not in each] == [
        "A meeting of Second Thursday has changed",
        moved,
    ]


def test_a_cancellation_says_what_is_off_and_what_is_next_and_not_why(meeting, fay, stopped):
    changing.cancel(meeting, by=fay, reason=ROOM, now=NOW)
    letter = deliver_at(NOW, stopped, only="cancellation")["max"]
    assert letter.subject == "Tuesday 10 March, 13:00, New York time, is cancelled: Second Thursday"
    assert f"It was to be Tuesday 10 March, {BY_MAX}." in letter.body
    assert f"The next meeting: Tuesday 24 March, {BY_MAX}." in letter.body
    following = meeting.series.meetings.standing().earliest("starts_at")
    assert links_of(letter)[0][0].endswith(following.get_absolute_url())


def test_dates_left_out_are_named_by_each_clock_with_the_year_where_it_is_another(series, fay, stopped):
    slots = [datetime(2026, 3, 24, 18, 0), datetime(2027, 2, 23, 18, 0)]
    changing.leave_out(series, slots, by=fay, now=NOW)
    letter = deliver_at(NOW, stopped, only="skip")["max"]
    days = "Tuesday 24 March and Tuesday 23 February 2027, New York time"
    assert letter.subject == f"Second Thursday leaves out {days}"
    assert f"There is no meeting on {days}." in letter.body


def test_many_dates_left_out_are_counted_in_the_subject_and_named_below(series, fay, stopped):
    slots = list(series.meetings.order_by("slot").values_list("slot", flat=True)[:3])
    changing.leave_out(series, slots, by=fay, now=NOW)
    letter = deliver_at(NOW, stopped, only="skip")["fay"]
    assert letter.subject == "Second Thursday leaves out 3 dates"
    assert "on Tuesday 10 March, Tuesday 24 March and Tuesday 7 April, Brussels time." in letter.body


def test_the_cancellation_of_the_last_leads_to_the_group(table, fay, stopped):
    meeting = plan_series(table, fay, rule=Series.Rhythm.ONCE.value).meetings.get()
    changing.cancel(meeting, by=fay, reason=ROOM, now=NOW)
    letter = deliver_at(NOW, stopped, only="cancellation")["max"]
    assert "No other meeting is set yet." in letter.body
    assert links_of(letter)[0][0].endswith(table.get_absolute_url())


@pytest.mark.parametrize(("before", "ahead"), [(timedelta(hours=24), "Tomorrow"), (timedelta(hours=1), "In 1 hour")])
def test_a_reminder_says_when_by_each_clock_even_a_little_late(meeting, stopped, before, ahead):
    Meeting.objects.update(place=ROOM)
    moment = meeting.starts_at - before + timedelta(seconds=8)
    reminders.plan(moment)
    sent = deliver_at(moment, stopped, only="reminder")
    assert sent["max"].subject == f"{ahead}, 13:00, New York time: Second Thursday"
    assert sent["fay"].subject == f"{ahead}, 18:00, Brussels time: Second Thursday"
    for name, hours in (("max", BY_MAX), ("fay", BY_FAY)):
        assert f"Tuesday 10 March, {hours}." in sent[name].body
        assert f"Tuesday 10 March, {hours}." in words_of(html_of(sent[name]))
    assert "Nobody has said yes so far. You have not answered yet." in sent["max"].body


def test_a_reminder_asks_only_who_has_not_said_yes(meeting, seat, table, stopped):
    Membership.objects.seat(table, person("Kim"), role=Role.MEMBER, now=NOW)
    answer(meeting, seat, Answer.YES, NOW)
    moment = meeting.starts_at - timedelta(hours=1)
    reminders.plan(moment)
    sent = deliver_at(moment, stopped, only="reminder")
    assert "One of three is coming. You said you will be there." in sent["max"].body
    assert [link.rsplit("?")[-1] for link in links_of(sent["max"])[0] if "?" in link] == ["answer=no"]
    assert links_of(sent["max"])[0][0].endswith(meeting.get_absolute_url())
    assert sum("?answer=" in link for link in links_of(sent["kim"])[0]) == 3


def test_a_digest_has_times_kinds_and_names_but_no_title(meeting, seat, stopped):
    AgendaItem.objects.update(title=ROOM, instruction=ROOM)
    answer(meeting, seat, Answer.MAYBE, NOW)
    moment = meeting.starts_at - timedelta(hours=24)
    digests.plan(moment)
    sent = deliver_at(moment, stopped, only="digest")
    assert sent["max"].subject == "Tomorrow, 13:00, New York time: the agenda of Second Thursday"
    for name, at, seat_at, zone in (("max", "13:00", "13:20", "New York"), ("fay", "18:00", "18:20", "Brussels")):
        assert f"The agenda, {zone} time:" in sent[name].body
        assert f"- {at} Check-in, 10 min" in sent[name].body
        assert f"- {seat_at} Hot seat, 25 min" in sent[name].body
        assert f"{at} Check-in 10 min" in words_of(html_of(sent[name]))
        assert "- Fay: no answer yet\n- Max: not sure" in sent[name].body
    assert "Seven phases in 90 minutes." in sent["max"].body
    assert "You said you are not sure yet." in sent["max"].body


def test_names_are_escaped_in_html_and_left_alone_in_text(fragile, fay, stan, stopped):
    stan.name = "Zoë & <b>Co"
    stan.save()
    admissions.ask(fragile, stan, ROOM, NOW)
    plan_series(fragile, fay)
    moment = later(days=7, hours=8)
    reminders.plan(moment)
    digests.plan(moment)
    deliver_at(moment, stopped)
    assert {letter.subject.split(": ")[-1] for letter in mail.outbox if ": " in letter.subject} >= {fragile.name}
    for letter in mail.outbox:
        assert fragile.name in letter.body
        assert "O&#x27;Neil &amp; Söhne &lt;/title&gt;" in html_of(letter)
    assert any("Zoë & <b>Co asks to join" in letter.body for letter in mail.outbox)
    assert any("Zoë &amp; &lt;b&gt;Co" in html_of(letter) for letter in mail.outbox)


def test_names_in_any_script_keep_their_direction(table, fay, stopped):
    table.name = "שולחן עגול"
    table.save()
    plan_series(table, fay)
    letter = deliver_at(NOW, stopped)["max"]
    assert '<span dir="auto">שולחן עגול</span>' in html_of(letter)
    assert letter.subject.endswith(": שולחן עגול")


def test_who_left_or_whose_meeting_moved_again_is_written_nothing(meeting, seat, max_, series):
    data = {
        "meeting": meeting.pk,
        "starts_at": meeting.epoch,
        "was": meeting.epoch - 60,
        "series": series.pk,
        "sequence": 0,
    }
    notice = Notice(key="x", kind=Notice.Kind.CHANGE, topic="meetings", user=max_, data=data)
    composers = (letters.compose_change, letters.compose_cancellation, letters.compose_schedule, reminders.compose)
    assert all(compose(notice, NOW) for compose in (*composers, digests.compose))
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=meeting.starts_at + timedelta(minutes=1))
    assert letters.compose_change(notice, NOW) is None
    seat.leave(NOW)
    assert not any(compose(notice, NOW) for compose in (*composers, digests.compose))


def test_a_digest_of_an_empty_agenda_and_a_schedule_without_dates_are_not_written(meeting, max_, series, fay):
    data = {"meeting": meeting.pk, "starts_at": meeting.epoch, "series": series.pk}
    notice = Notice(key="x", kind=Notice.Kind.DIGEST, topic="digest", user=max_, data=data)
    AgendaItem.objects.all().delete()
    assert digests.compose(notice, NOW) is None
    assert letters.compose_schedule(notice, later(days=400)) is None
    assert reminders.compose(notice, meeting.starts_at) is None


def test_the_subject_is_the_title_of_the_page_too(meeting, max_):
    data = {"meeting": meeting.pk, "starts_at": meeting.epoch}
    notice = Notice(key="x", kind=Notice.Kind.REMINDER, topic="reminder", user=max_, data=data)
    letter = reminders.compose(notice, NOW)
    assert letter is not None
    written = write(notice, letter)
    assert f"<title>{written.subject}</title>" in html_of(written)
    assert html_of(written).startswith("<!DOCTYPE html>")
