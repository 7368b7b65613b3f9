"""What really happened: written down or taken from the answers, counted by the charter, and told once."""

from datetime import datetime, timedelta

import pytest
from django.core import mail

from accounts.delivery import deliver
from accounts.models import Notice
from groups import amending, closing
from groups.models import Charter, Membership, Role
from meetings import changing, presence
from meetings.answering import answer
from meetings.counting import Level
from meetings.models import Attendance, Meeting
from meetings.models.attendance import Answer
from tests.conftest import NOW, found, later, person, plan_series

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped")]

MEMBERS = "/groups/second-thursday/members/"
DAY = timedelta(days=1)


@pytest.fixture
def own(table, fay) -> Membership:
    return Membership.objects.get(group=table, user=fay)


@pytest.fixture
def kim(table) -> Membership:
    return Membership.objects.seat(table, person("Kim"), role=Role.MEMBER, now=NOW)


@pytest.fixture
def meetings(series, kim) -> list[Meeting]:
    """The coming dates, the first first; Kim is there as well, so that two are when Max is not."""
    return list(series.meetings.order_by("starts_at"))


def say(meeting: Meeting, membership: Membership, word: str, at: datetime = NOW) -> None:
    Attendance.objects.update_or_create(
        meeting=meeting, membership=membership, defaults={"answer": word, "answered_at": at}
    )


def held(meeting: Meeting, *people: Membership, **happened: str) -> None:
    """A meeting at which Fay and Kim were, as written down; `max` is what Max did."""
    seats = {each.user.first_name.lower(): each.pk for each in people}
    rows = {pk: happened.get(name, "present") for name, pk in seats.items()}
    presence.record(meeting, rows, meeting.ends_at)


def told() -> list[str]:
    return list(Notice.objects.filter(kind="attendance").order_by("pk").values_list("user__name", flat=True))


# Writing it down ------------------------------------------------------------------------------------------------------


def test_what_happened_is_kept_beside_what_was_said(meetings, seat, own):
    say(meetings[0], seat, "yes")
    presence.record(meetings[0], {seat.pk: "absent", own.pk: "present"}, meetings[0].starts_at)
    row = Attendance.objects.get(membership=seat)
    assert (row.answer, row.presence) == ("yes", "absent")
    presence.record(meetings[0], {seat.pk: "late"}, meetings[0].ends_at)
    row.refresh_from_db()
    assert (row.answer, row.presence) == ("yes", "late")
    assert Attendance.objects.get(membership=own).presence == "present"


def test_nothing_has_happened_before_it_begins_or_when_it_is_off(meetings, seat, fay):
    with pytest.raises(presence.NotYet):
        presence.record(meetings[0], {seat.pk: "present"}, meetings[0].starts_at - DAY)
    changing.cancel(meetings[1], by=fay, reason="", now=NOW)
    with pytest.raises(presence.NotYet):
        presence.record(meetings[1], {seat.pk: "present"}, meetings[1].ends_at)


def test_only_who_sat_there_is_written_down(meetings, seat, stan):
    late = Membership.objects.seat(seat.group, stan, role=Role.MEMBER, now=meetings[0].ends_at + DAY)
    presence.record(meetings[0], {seat.pk: "present", late.pk: "present"}, meetings[0].ends_at)
    assert list(Attendance.objects.values_list("membership", flat=True)) == [seat.pk]


def test_the_form_starts_from_the_answers(meetings, seat, own, kim, stopped, client_of, fay):
    start = meetings[0].starts_at
    say(meetings[0], own, "yes")
    say(meetings[0], seat, "no", start - timedelta(hours=24))
    say(meetings[0], kim, "no", start - timedelta(hours=23))
    stopped.move_to(meetings[0].ends_at)
    client = client_of(fay)
    page = client.get(f"{meetings[0].get_absolute_url()}presence/")
    chosen = {each.user.first_name: field.value() for each, field in page.context["form"].rows()}
    assert chosen == {"Fay": "present", "Max": "excused", "Kim": "absent"}
    assert "Nobody misses more than two meetings in a row" in page.content.decode()


def test_facilitators_write_it_down(meetings, seat, own, kim, stopped, client_of, fay, max_):
    address = f"{meetings[0].get_absolute_url()}presence/"
    assert client_of(fay).get(address).url == meetings[0].get_absolute_url()
    stopped.move_to(meetings[0].ends_at)
    client = client_of(fay)
    assert "Write down who came" in client.get(meetings[0].get_absolute_url()).content.decode()
    assert "Write down who came" not in client_of(max_).get(meetings[0].get_absolute_url()).content.decode()
    wrong = client.post(address, {f"seat_{seat.pk}": "asleep"})
    assert "Choose one of the four." in wrong.content.decode()
    sent = {f"seat_{own.pk}": "present", f"seat_{seat.pk}": "late", f"seat_{kim.pk}": ""}
    assert "Noted who came." in client.post(address, sent, follow=True).content.decode()
    written = dict(Attendance.objects.values_list("membership", "presence"))
    assert written == {own.pk: "present", seat.pk: "late", kim.pk: ""}


def test_the_meeting_then_shows_who_came(meetings, seat, own, kim, stopped, client_of, max_):
    say(meetings[0], seat, "yes")
    say(meetings[0], own, "yes")
    stopped.move_to(meetings[0].ends_at)
    page = client_of(max_).get(meetings[0].get_absolute_url()).content.decode()
    assert "Two of three are coming." in page
    presence.record(meetings[0], {own.pk: "late", seat.pk: "absent"}, meetings[0].ends_at)
    page = client_of(max_).get(meetings[0].get_absolute_url()).content.decode()
    for words in ("One of three came.", "Came late", "Did not come", "Not noted"):
        assert words in page


# Counting -------------------------------------------------------------------------------------------------------------


def level(seat: Membership, now: datetime) -> Level:
    return presence.counts(seat.group, now)[seat.pk].level


def test_two_misses_in_a_row_are_one_away_and_three_are_over(meetings, seat, own, kim):
    for number, expected in ((0, Level.FINE), (1, Level.CLOSE), (2, Level.OVER)):
        held(meetings[number], own, seat, kim, max="absent")
        assert level(seat, meetings[number].ends_at) == expected
    held(meetings[3], own, seat, kim)
    assert level(seat, meetings[3].ends_at) == Level.FINE


def test_who_said_so_in_time_has_missed_nothing(meetings, seat, own, kim):
    for meeting in meetings[:4]:
        held(meeting, own, seat, kim, max="excused")
    assert level(seat, meetings[3].ends_at) == Level.FINE
    assert told() == []


def test_where_nobody_wrote_it_down_the_answers_count_a_day_later(meetings, seat, own, kim):
    for meeting in meetings[:2]:
        say(meeting, own, "yes")
        say(meeting, kim, "yes")
    end = meetings[1].ends_at
    assert level(seat, end + timedelta(hours=23)) == Level.FINE
    assert level(seat, end + DAY) == Level.CLOSE
    say(meetings[1], seat, "no", meetings[1].starts_at - DAY)
    assert level(seat, end + DAY) == Level.FINE


def test_a_no_said_again_is_as_old_as_the_first(meetings, seat):
    answer(meetings[0], seat, Answer.NO, NOW)
    answer(meetings[0], seat, Answer.NO, meetings[0].starts_at)
    assert Attendance.objects.get().answered_at == NOW
    answer(meetings[0], seat, Answer.YES, meetings[0].starts_at)
    assert Attendance.objects.get().answered_at == meetings[0].starts_at


def test_what_was_left_open_is_not_counted(meetings, seat, own, kim):
    for meeting in meetings[:3]:
        held(meeting, own, seat, kim, max="")
    assert level(seat, meetings[2].ends_at + DAY) == Level.FINE


def test_a_meeting_that_was_not_held_counts_for_nobody(meetings, seat, own, kim, fay):
    for meeting in meetings[:3]:
        held(meeting, own, seat, kim, fay="absent", max="absent")
    assert level(seat, meetings[2].ends_at) == Level.FINE
    changing.cancel(meetings[3], by=fay, reason="", now=NOW)
    assert meetings[3] not in Meeting.objects.held(meetings[4].ends_at)


def test_nothing_from_before_joining_counts(meetings, own, kim, seat, stan):
    late = Membership.objects.seat(seat.group, stan, role=Role.MEMBER, now=meetings[1].ends_at)
    for meeting in meetings[:3]:
        say(meeting, own, "yes")
        say(meeting, kim, "yes")
    assert presence.counts(seat.group, meetings[2].ends_at + DAY)[late.pk].meetings == 1


def test_where_nothing_is_counted_nobody_is(meetings, seat, own, kim, fay, django_assert_num_queries):
    amending.amend(seat.group, {"attendance": "none"}, by=fay, now=NOW)
    for meeting in meetings[:3]:
        held(meeting, own, seat, kim, max="absent")
    with django_assert_num_queries(1):
        assert presence.counts(seat.group, meetings[2].ends_at) == {}
    presence.warn(meetings[2].ends_at + DAY)
    assert told() == []


# Telling --------------------------------------------------------------------------------------------------------------


def test_each_crossing_is_told_once(meetings, seat, own, kim):
    held(meetings[0], own, seat, kim, max="absent")
    assert told() == []
    held(meetings[1], own, seat, kim, max="absent")
    held(meetings[1], own, seat, kim, max="absent")
    presence.warn(meetings[1].ends_at + DAY)
    assert told() == ["Max Example"]
    held(meetings[2], own, seat, kim, max="absent")
    held(meetings[3], own, seat, kim, max="absent")
    assert told() == ["Max Example"] * 2


def test_who_is_close_again_is_told_again(meetings, seat, own, kim):
    for number in (0, 1, 3, 4):
        held(meetings[number], own, seat, kim, max="absent")
        if number == 1:
            held(meetings[2], own, seat, kim)
    assert told() == ["Max Example"] * 2


def test_the_sweep_tells_of_meetings_nobody_wrote_down(meetings, seat, own, kim):
    for meeting in meetings[:2]:
        say(meeting, own, "yes")
        say(meeting, kim, "yes")
    presence.warn(meetings[1].ends_at)
    assert told() == []
    presence.warn(meetings[1].ends_at + DAY)
    presence.warn(meetings[1].ends_at + DAY + timedelta(hours=1))
    assert told() == ["Max Example"]


def test_other_words_in_the_charter_tell_nobody_again(meetings, seat, own, kim, fay):
    for meeting in meetings[:2]:
        held(meeting, own, seat, kim, max="absent")
    amending.amend(seat.group, {"text": "Be kind."}, by=fay, now=meetings[1].ends_at)
    presence.warn(meetings[1].ends_at + DAY)
    assert told() == ["Max Example"]
    amending.amend(seat.group, {"attendance_limit": 1}, by=fay, now=meetings[1].ends_at)
    presence.warn(meetings[1].ends_at + DAY)
    assert told() == ["Max Example"] * 2


def test_the_rule_removes_nobody(meetings, seat, own, kim):
    for meeting in meetings[:6]:
        held(meeting, own, seat, kim, max="absent")
    seat.refresh_from_db()
    assert seat.left_at is None


def test_the_mail_says_where_one_stands(meetings, seat, own, kim, stopped, clock):
    for meeting in meetings[:2]:
        held(meeting, own, seat, kim, max="absent")
    Notice.objects.exclude(kind="attendance").delete()
    stopped.move_to(meetings[1].ends_at)
    deliver(clock)
    (letter,) = mail.outbox
    assert letter.to == ["max@example.org"]
    assert letter.subject == "Second Thursday: what the charter counts"
    assert "You have missed two in a row; the charter allows two." in letter.body
    assert "Nobody is removed for it." in letter.body


@pytest.mark.parametrize("then", ["corrected", "left", "closed"])
def test_no_mail_goes_out_when_it_is_no_longer_so(meetings, seat, own, kim, fay, stopped, clock, then):
    for meeting in meetings[:2]:
        held(meeting, own, seat, kim, max="absent")
    Notice.objects.exclude(kind="attendance").delete()
    end = meetings[1].ends_at
    if then == "corrected":
        held(meetings[1], own, seat, kim)
    elif then == "left":
        seat.leave(end)
    else:
        closing.close(seat.group, by=fay, reason="", now=end)
        Notice.objects.exclude(kind="attendance").delete()
    stopped.move_to(end)
    deliver(clock)
    assert mail.outbox == []


# The members page -----------------------------------------------------------------------------------------------------


def test_those_who_look_after_the_group_see_who_is_close(meetings, seat, own, kim, stopped, client_of, fay, max_):
    for meeting in meetings[:2]:
        held(meeting, own, seat, kim, max="absent")
    stopped.move_to(meetings[1].ends_at)
    page = client_of(fay).get(MEMBERS).content.decode()
    assert "One away" in page
    assert "\u2068Max\u2069 has missed two in a row; the charter allows two." in page
    assert "You have missed two in a row; the charter allows two." in client_of(max_).get(MEMBERS).content.decode()
    assert "has missed" not in client_of(kim.user).get(MEMBERS).content.decode()
    held(meetings[2], own, seat, kim, max="absent")
    stopped.move_to(meetings[2].ends_at)
    assert "Over the limit" in client_of(fay).get(MEMBERS).content.decode()


def test_who_has_left_is_shown_to_those_who_look_after_the_group(table, seat, kim, fay, max_, client_of):
    seat.leave(later(hours=1))
    assert "left on 2 March 2026" in " ".join(client_of(fay).get(MEMBERS).content.decode().split())
    assert "Have left" not in client_of(kim.user).get(MEMBERS).content.decode()
    fay.blocks.create(blocked=max_)
    assert "Max Example" not in client_of(fay).get(MEMBERS).content.decode()


@pytest.mark.parametrize("items", [1, 3])
def test_the_pages_cost_the_same_for_many(
    items, table, fay, own, series, stopped, client_of, django_assert_num_queries
):
    people = [Membership.objects.seat(table, person(f"P{n}"), role=Role.MEMBER, now=NOW) for n in range(items)]
    gone = [Membership.objects.seat(table, person(f"G{n}"), role=Role.MEMBER, now=NOW) for n in range(items)]
    for each in gone:
        each.leave(NOW)
    dates = list(series.meetings.order_by("starts_at")[: items + 1])
    for meeting in dates:
        happened = {each.pk: "absent" for each in people} | {own.pk: "present"}
        happened[Membership.objects.get(group=table, user__name="Max Example").pk] = "present"
        presence.record(meeting, happened, meeting.ends_at)
    stopped.move_to(dates[-1].ends_at)
    client = client_of(fay)
    for address, queries in ((MEMBERS, 2 + 7), (f"{dates[-1].get_absolute_url()}presence/", 2 + 6)):
        client.get(address)
        with django_assert_num_queries(queries):
            page = client.get(address).content.decode()
    assert page.count("<fieldset") == items + 2


# What newcomers see ---------------------------------------------------------------------------------------------------


def test_a_newcomer_sees_the_past_only_where_the_charter_says_so(meetings, fay, stan, stopped, client_of):
    group, first = meetings[0].group, meetings[0]
    Membership.objects.seat(group, stan, role=Role.MEMBER, now=first.ends_at + DAY)
    stopped.move_to(first.ends_at + DAY)
    assert first not in Meeting.objects.seen_by(stan)
    amending.amend(group, {"newcomers_see_past": True}, by=fay, now=first.ends_at + DAY)
    assert first in Meeting.objects.seen_by(stan)
    assert client_of(stan).get(first.get_absolute_url()).status_code == 200
    amending.amend(group, {"newcomers_see_past": False}, by=fay, now=first.ends_at + DAY)
    assert client_of(stan).get(first.get_absolute_url()).status_code == 404


def test_the_past_of_one_group_opens_no_other(meetings, stan, fay):
    other = found(fay, "Another")
    plan_series(other, fay)
    amending.amend(other, {"newcomers_see_past": True}, by=fay, now=NOW)
    for group in (other, meetings[0].group):
        Membership.objects.seat(group, stan, role=Role.MEMBER, now=later(days=30))
    seen = Meeting.objects.seen_by(stan).filter(ends_at__lt=later(days=29))
    assert {meeting.group for meeting in seen} == {other}
    assert Charter.objects.current(other).newcomers_see_past
