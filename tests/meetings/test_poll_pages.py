"""The pages of a time poll, and the link in its mail."""

import re
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse

from accounts.models import Availability
from groups.models import Membership, Role
from meetings import concluding, links
from meetings.models import Meeting, Poll, PollAnswer, PollOutcome, Series
from meetings.poll_letters import answer_url
from tests.conftest import NOW, found, later, names, person, plan_poll, plan_series
from tests.meetings.test_polling import FIRST, SECOND, THIRD, say
from tests.reading import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped")]


@pytest.fixture
def poll(table, fay) -> Poll:
    return plan_poll(table, fay, words="SECRET lease", place="https://secret.example.org", closes_at=later(days=10))


@pytest.fixture
def link(poll, seat, settings) -> str:
    return answer_url(poll, seat).removeprefix(settings.SITE_URL)


def main(response) -> str:
    return response.content.decode().split("<main")[1].split("</main")[0]


def sent_form(**more: str) -> dict[str, str]:
    """What the form of a new poll sends: two Tuesdays at 18:00 in Brussels."""
    return {
        "rule": Poll.Repeats.ONCE.value,
        "zone": "Europe/Brussels",
        "format": "classic-90",
        "minutes": "90",
        "on_1": "2026-03-17",
        "at_1": "18:00",
        "on_2": "2026-03-31",
        "at_2": "18:00",
        "ticket": str(uuid.uuid4()),
        **more,
    }


def slot_names(poll: Poll) -> list[str]:
    return [f"slot_{pk}" for pk in poll.slots.values_list("pk", flat=True)]


# Asking


def test_a_facilitator_asks_and_is_asked_next(table, fay, client_of):
    response = client_of(fay).post(reverse("meetings:polls.new", args=[table.slug]), sent_form(words="The lease"))
    poll = Poll.objects.get()
    assert response.url == poll.get_absolute_url()
    assert list(poll.slots.values_list("starts_at", flat=True)) == [FIRST, THIRD]
    assert (poll.words, poll.by, poll.zone, poll.closes_at) == ("The lease", fay, "Europe/Brussels", None)


def test_the_same_form_twice_asks_once(table, fay, client_of):
    address, sent = reverse("meetings:polls.new", args=[table.slug]), sent_form()
    answers = {client_of(fay).post(address, sent).url for _ in range(2)}
    assert answers == {Poll.objects.get().get_absolute_url()}


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"on_2": "", "at_2": ""}, "Propose two times at least"),
        ({"at_2": ""}, "Say at what time."),
        ({"on_2": ""}, "Say on which day."),
        ({"on_2": "2026-03-01"}, "has passed. Choose a time ahead of us."),
        ({"on_2": "2026-12-01"}, "That is more than 90 days away."),
        ({"on_2": "9999-12-31"}, "That is more than 90 days away."),
        (
            {"until_on": "2026-03-17", "until_at": "18:01"},
            "Close before the first of the times, Tuesday 17 March, 18:00.",
        ),
        ({"until_on": "2026-03-16"}, "Say at what time."),
        ({"until_on": "2026-03-01", "until_at": "08:00"}, "has passed."),
        ({"minutes": "60"}, "Classic 90 takes 90 minutes."),
        ({"rule": "FREQ=SECONDLY"}, "is not one of the available choices"),
    ],
)
def test_what_is_not_right_is_said_and_kept(table, fay, client_of, more, said):
    page = client_of(fay).post(reverse("meetings:polls.new", args=[table.slug]), sent_form(**more))
    assert said in page.content.decode()
    assert 'value="2026-03-17"' in main(page)
    assert not Poll.objects.exists()


def test_a_time_at_which_the_group_meets_already_is_refused(table, fay, client_of):
    plan_series(table, fay, starts_at=datetime(2026, 3, 31, 19, 0))
    page = client_of(fay).post(reverse("meetings:polls.new", args=[table.slug]), sent_form())
    assert "The group meets at that time already." in main(page)
    assert 'href="#id_on_2"' in main(page)


def test_a_time_that_a_clock_leaves_out_is_proposed_later_by_the_gap(table, fay, client_of):
    sent = sent_form(on_1="2026-03-29", at_1="02:30")
    client_of(fay).post(reverse("meetings:polls.new", args=[table.slug]), sent)
    assert Poll.objects.get().slots.first().starts_at == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


def test_twelve_times_fit_and_the_last_are_in_sight_when_used(table, fay, client_of):
    twelve = {f"on_{n}": f"2026-04-{n:02}" for n in range(1, 13)} | {f"at_{n}": "18:00" for n in range(1, 13)}
    address = reverse("meetings:polls.new", args=[table.slug])
    assert '<details class="drawer" >' in client_of(fay).get(address).content.decode()
    wrong = client_of(fay).post(address, sent_form(**twelve, minutes="60")).content.decode()
    assert '<details class="drawer" open>' in wrong
    client_of(fay).post(address, sent_form(**twelve))
    assert Poll.objects.get().slots.count() == 12


def test_the_best_hours_of_the_week_fill_the_rows_and_keep_what_was_typed(table, fay, max_, client_of):
    for user, slots in ((fay, range(34, 42)), (max_, range(22, 30))):  # Mondays, 17:00 and 11:00 to four hours later
        Availability.objects.create(user=user, slots=list(slots))
    sent = sent_form(suggest="1", words="The lease", rule=Poll.Repeats.WEEKLY.value)
    page = main(client_of(fay).post(reverse("meetings:polls.new", args=[table.slug]), sent))
    assert "The lease" in page
    assert re.search(rf'value="{Poll.Repeats.WEEKLY.value}"[^>]* checked', page)
    assert re.search(r'name="on_1" value="2026-03-09"', page)
    assert "2026-03-17" not in page
    assert not Poll.objects.exists()


def test_without_hours_nothing_is_suggested_and_it_says_so(table, fay, client_of):
    page = client_of(fay).post(reverse("meetings:polls.new", args=[table.slug]), sent_form(suggest="1"))
    assert "Nobody at the table has said yet when they could meet." in page.content.decode()


def test_another_time_is_asked_for_one_meeting(table, fay, meeting, client_of):
    address = f"{reverse('meetings:polls.new', args=[table.slug])}?moves={meeting.pk}"
    page = client_of(fay).get(address)
    assert "Tuesday 10 March, 18:00 to 19:30" in text_of(page)
    assert 'name="rule"' not in main(page)
    sent = {"on_1": "2026-03-10", "at_1": "18:00", "on_2": "2026-03-11", "at_2": "18:00"}
    response = client_of(fay).post(address, sent)
    poll = Poll.objects.get()
    assert response.url == poll.get_absolute_url()
    assert (poll.moves, poll.minutes, poll.zone) == (meeting, 90, "Europe/Brussels")
    assert client_of(fay).get(address).url == poll.get_absolute_url()


@pytest.mark.parametrize("pk", ["0", "x", "99999999999999999999999", "-1"])
def test_a_meeting_that_is_not_there_cannot_be_asked_about(table, fay, client_of, pk):
    assert client_of(fay).get(f"{reverse('meetings:polls.new', args=[table.slug])}?moves={pk}").status_code == 404


def test_another_groups_meeting_cannot_be_asked_about(table, fay, stan, client_of):
    other = plan_series(found(stan, "Elsewhere"), stan).meetings.first()
    address = f"{reverse('meetings:polls.new', args=[table.slug])}?moves={other.pk}"
    assert client_of(fay).get(address).status_code == 404


# The poll


def test_everyone_reads_the_times_by_their_own_clock_with_the_others_beside(poll, max_, fay, client_of):
    page = text_of(client_of(max_).get(poll.get_absolute_url()))
    assert "The large hours are yours, New York time." in page
    assert "Tuesday 17 March Tuesday 17 March, 13:00 to 14:30, New York time 13:00 to 14:30" in page
    assert "Brussels 18:00" in page
    assert "Tuesday 31 March, 12:00 to 13:30, New York time" in page
    assert "Open until Thursday 12 March, 05:00, New York time" in page
    page = text_of(client_of(fay).get(poll.get_absolute_url()))
    assert "The large hours are yours, Brussels time." in page
    assert "New York 13:00" in page
    assert "New York 12:00" in page


def test_an_hour_on_another_day_names_the_day(table, fay, max_, client_of):
    late = datetime(2026, 3, 17, 23, 30, tzinfo=UTC)  # half past midnight on Wednesday in Brussels
    poll = plan_poll(table, fay, starts=[late, SECOND])
    page = text_of(client_of(fay).get(poll.get_absolute_url()))
    assert "New York Tue 19:30" in page
    assert "night in Brussels" in page


def test_zones_whose_clocks_stand_alike_are_told_together(poll, table, fay, client_of):
    for name, zone in (("Pia", "Europe/Paris"), ("Bea", "Europe/Berlin")):
        Membership.objects.seat(table, person(name, zone), role=Role.MEMBER, now=NOW)
    assert "Berlin, Paris 18:00 New York 13:00" in text_of(client_of(fay).get(poll.get_absolute_url()))


def test_members_see_who_said_what_and_which_time_suits_most(poll, table, seat, max_, fay, stan, client_of):
    third = Membership.objects.seat(table, stan, role=Role.MEMBER, now=NOW)
    say(poll, seat, "no", "yes", "if_need_be")
    say(poll, third, "yes", "yes", "no")
    page = text_of(client_of(fay).get(poll.get_absolute_url()))
    assert "SECRET lease" in page
    assert re.search(r"suits most so far.{0,40} New York 13:00 .{0,60} 2 yes", page)
    assert "1 yes , not Max" in page
    assert "if need be Max , not Stan" in page
    assert "Two of three have answered" in page
    assert page.count("suits most so far") == 1
    page = text_of(client_of(max_).get(poll.get_absolute_url()))
    assert "1 yes" in page
    assert "not Max" not in page  # one's own answer is in the radios


def test_clock_changes_between_now_and_the_last_time_are_told(poll, table, max_, client_of):
    page = text_of(client_of(max_).get(poll.get_absolute_url()))
    assert "Clocks change in New York on Sunday 8 March. The hours here reckon with it." in page
    assert "Clocks change in Brussels on Sunday 29 March. The hours here reckon with it." in page


def test_times_that_all_lie_before_a_change_say_so(table, fay, max_, client_of):
    poll = plan_poll(
        table, fay, starts=[datetime(2026, 3, 27, 17, 0, tzinfo=UTC), datetime(2026, 3, 28, 18, 0, tzinfo=UTC)]
    )
    page = text_of(client_of(fay).get(poll.get_absolute_url()))
    assert "All of these times lie before clocks change in Brussels on Sunday 29 March." in page


def test_answers_are_kept_and_shown_again(poll, max_, seat, client_of):
    first, second, third = slot_names(poll)
    address = reverse("meetings:poll_answers.update", args=[poll.pk])
    page = client_of(max_).post(address, {first: "yes", second: "if_need_be"}, follow=True)
    assert "Noted. You can change it as long as the poll is open." in page.content.decode()
    assert re.search(rf'name="{first}" value="yes"[^>]* checked', main(page))
    assert re.search(rf'name="{second}" value="if_need_be"[^>]* checked', main(page))
    assert not re.search(rf'name="{third}"[^>]* checked', main(page))


def test_none_of_them_is_one_button(poll, max_, seat, client_of):
    client_of(max_).post(reverse("meetings:poll_answers.update", args=[poll.pk]), {"none": "1"})
    assert list(PollAnswer.objects.filter(membership=seat).values_list("word", flat=True)) == ["no"] * 3


@pytest.mark.parametrize("word", ["perhaps", ""])
def test_without_a_word_or_with_another_nothing_is_kept(poll, max_, client_of, word):
    name = slot_names(poll)[0]
    page = client_of(max_).post(reverse("meetings:poll_answers.update", args=[poll.pk]), {name: word})
    assert "Choose one of the three." in main(page) or "to one of the times at least." in main(page)
    assert not PollAnswer.objects.exists()


def test_who_is_last_is_told_that_the_poll_will_close(poll, max_, fay, client_of):
    say(poll, Membership.objects.get(user=fay), "yes", "no", "no")
    assert "You are the last." in text_of(client_of(max_).get(poll.get_absolute_url()))
    assert "You are the last." not in text_of(client_of(fay).get(poll.get_absolute_url()))


def test_a_closed_poll_tells_what_came_of_it_and_asks_nothing(poll, seat, max_, fay, client_of):
    say(poll, seat, "yes", "no", "if_need_be")
    concluding.close(poll, poll.slots.get(starts_at=FIRST), by=fay, now=NOW)
    page = client_of(max_).get(poll.get_absolute_url())
    assert "Tuesday 17 March, 13:00 to 14:30, New York time . See the meetings" in text_of(page)
    assert "chosen" in text_of(page)
    assert "not you" in text_of(page)
    assert "<form" not in main(page)
    answer = client_of(max_).post(reverse("meetings:poll_answers.update", args=[poll.pk]), {slot_names(poll)[0]: "no"})
    assert answer.url == poll.get_absolute_url()
    assert PollAnswer.objects.filter(word="no").count() == 1


def test_a_poll_whose_time_is_up_says_so_until_it_is_closed(poll, max_, client_of, stopped):
    stopped.move_to(later(days=10))
    page = client_of(max_).get(poll.get_absolute_url())
    assert "Its time is up." in text_of(page)
    assert "<form" not in main(page)


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_for_one_and_for_three(table, fay, number, client_of, django_assert_num_queries):
    people = [person(f"Nr{n}", "Asia/Tokyo") for n in range(number)]
    seats = [Membership.objects.seat(table, each, role=Role.MEMBER, now=NOW) for each in people]
    polls = [plan_poll(table, fay, starts=[FIRST + timedelta(days=n) for n in range(number)]) for _ in range(number)]
    for membership in seats:
        say(polls[0], membership, *["yes", "if_need_be", "no"][:number])
    client = client_of(fay)
    with django_assert_num_queries(8):
        assert client.get(polls[0].get_absolute_url()).status_code == 200
    with django_assert_num_queries(8):
        assert client.get(reverse("meetings:outcomes.new", args=[polls[0].pk])).status_code == 200
    with django_assert_num_queries(7):
        assert client.get(reverse("meetings:polls.edit", args=[polls[0].pk])).status_code == 200
    with django_assert_num_queries(6):
        assert client.get(reverse("meetings:meetings.index", args=[table.slug])).status_code == 200


# Changing and closing


def test_editing_keeps_votes_and_says_who_is_told(poll, seat, fay, client_of):
    say(poll, seat, "yes", "no", "if_need_be")
    address = reverse("meetings:polls.edit", args=[poll.pk])
    form = client_of(fay).get(address).context["form"]
    sent = {field.html_name: field.value() or "" for field in form}
    assert (str(sent["on_1"]), sent["at_1"].strftime("%H:%M")) == ("2026-03-17", "18:00")
    sent |= {"on_2": "", "at_2": "", "on_7": "2026-04-01", "at_7": "18:00"}
    assert client_of(fay).post(address, sent).url == poll.get_absolute_url()
    assert list(PollAnswer.objects.values_list("slot__starts_at", "word").order_by("slot")) == [
        (FIRST, "yes"),
        (THIRD, "if_need_be"),
    ]
    assert poll.slots.count() == 3


def test_a_time_that_passes_while_the_form_is_open_is_no_mistake(table, fay, client_of, stopped):
    poll = plan_poll(table, fay)
    form = client_of(fay).get(reverse("meetings:polls.edit", args=[poll.pk])).context["form"]
    sent = {field.html_name: field.value() or "" for field in form}
    stopped.move_to(FIRST + timedelta(minutes=1))
    assert client_of(fay).post(reverse("meetings:polls.edit", args=[poll.pk]), sent).status_code == 302


def test_a_closed_poll_cannot_be_changed_or_closed_again(poll, fay, client_of):
    concluding.close(poll, None, by=fay, now=NOW)
    for name in ("meetings:polls.edit", "meetings:outcomes.new"):
        address = reverse(name, args=[poll.pk])
        for send in (client_of(fay).get, client_of(fay).post):
            assert send(address).url == poll.get_absolute_url()


def test_the_times_to_choose_from_begin_with_what_suits_most(poll, seat, fay, client_of):
    say(poll, seat, "no", "yes", "if_need_be")
    page = client_of(fay).get(reverse("meetings:outcomes.new", args=[poll.pk]))
    text = text_of(page)
    assert text.index("24 March") < text.index("31 March") < text.index("17 March")
    second = poll.slots.get(starts_at=SECOND)
    assert re.search(rf'value="{second.pk}"[^>]* checked', main(page))


def test_choosing_a_time_sets_the_meeting(poll, fay, client_of):
    address, slot = reverse("meetings:outcomes.new", args=[poll.pk]), poll.slots.last()
    page = client_of(fay).post(address, {"slot": slot.pk}, follow=True)
    assert "It is set, and everyone is told." in page.content.decode()
    assert Meeting.objects.get().starts_at == THIRD


def test_calling_it_off_needs_no_time(poll, fay, client_of):
    page = client_of(fay).post(reverse("meetings:outcomes.new", args=[poll.pk]), {"none": "1"}, follow=True)
    assert "This poll was called off; no time was chosen." in text_of(page)
    assert not Series.objects.exists()


@pytest.mark.parametrize("slot", ["", "0", "x"])
def test_choosing_nothing_that_is_proposed_is_said(poll, fay, client_of, slot):
    page = client_of(fay).post(reverse("meetings:outcomes.new", args=[poll.pk]), {"slot": slot})
    assert "Choose a time, or call the poll off." in main(page) or "no longer proposed" in main(page)
    assert not PollOutcome.objects.exists()


def test_a_time_that_is_taken_meanwhile_is_said(poll, fay, table, client_of):
    plan_series(table, fay, starts_at=datetime(2026, 3, 24, 17, 0))
    slot = poll.slots.get(starts_at=SECOND)
    page = client_of(fay).post(reverse("meetings:outcomes.new", args=[poll.pk]), {"slot": slot.pk}, follow=True)
    assert "the group meets then already" in page.content.decode()
    assert not PollOutcome.objects.exists()


def test_a_member_is_offered_neither_to_choose_nor_to_change(poll, max_, fay, client_of):
    asks = [reverse(name, args=[poll.pk]) for name in ("meetings:outcomes.new", "meetings:polls.edit")]
    pages = [main(client_of(each).get(poll.get_absolute_url())) for each in (max_, fay)]
    for address in asks:
        assert address not in pages[0]
        assert address in pages[1]


# Where it is found


def test_the_meetings_page_leads_to_open_polls_and_to_asking(poll, table, max_, fay, client_of):
    address = reverse("meetings:meetings.index", args=[table.slug])
    page = main(client_of(max_).get(address))
    assert poll.get_absolute_url() in page
    assert reverse("meetings:polls.new", args=[table.slug]) not in page
    assert reverse("meetings:polls.new", args=[table.slug]) in main(client_of(fay).get(address))
    concluding.close(poll, None, by=fay, now=NOW)
    assert poll.get_absolute_url() not in main(client_of(max_).get(address))


def test_a_poll_that_moves_a_meeting_says_which(table, fay, max_, meeting, client_of):
    plan_poll(table, fay, moves=meeting)
    page = text_of(client_of(max_).get(reverse("meetings:meetings.index", args=[table.slug])))
    assert "Instead of Tuesday 10 March" in page


def test_a_meeting_and_the_schedule_lead_to_asking(table, fay, meeting, client_of):
    new = reverse("meetings:polls.new", args=[table.slug])
    assert f"{new}?moves={meeting.pk}" in main(client_of(fay).get(meeting.get_absolute_url()))
    assert new in main(client_of(fay).get(reverse("meetings:series.new", args=[table.slug])))


# By the link in the mail


def test_a_get_shows_the_times_and_answers_nothing(link, client):
    page = client.get(link)
    assert page.status_code == 200
    assert "All hours are New York time." in text_of(page)
    assert "Tuesday 17 March, 13:00 to 14:30, New York time" in text_of(page)
    assert not PollAnswer.objects.exists()


def test_the_link_says_what_the_time_would_be_instead_of(table, fay, max_, meeting, client, settings):
    poll = plan_poll(table, fay, moves=meeting)
    page = text_of(client.get(answer_url(poll, Membership.objects.get(user=max_)).removeprefix(settings.SITE_URL)))
    assert "It would be instead of Tuesday 10 March, 13:00 to 14:30, New York time." in page


def test_the_link_shows_nothing_from_inside(link, client, poll, fay):
    say(poll, Membership.objects.get(user=fay), "yes", "no", "no")
    page = main(client.get(link))
    assert "SECRET" not in page
    assert "secret.example.org" not in page
    assert not names(page, "Fay")
    assert "<bdi>Max</bdi>" in page


def test_a_post_answers_and_can_be_changed(link, poll, seat, client):
    first, second, _third = slot_names(poll)
    page = Client(enforce_csrf_checks=True).post(link, {first: "yes", second: "no"})
    assert "Noted." in text_of(page)
    assert re.search(rf'name="{first}" value="yes"[^>]* checked', main(page))
    client.post(link, {first: "no"})
    assert list(PollAnswer.objects.filter(membership=seat).values_list("word", flat=True).order_by("slot")) == [
        "no",
        "no",
    ]


def test_a_post_without_a_word_says_so(link, client):
    assert "to one of the times at least." in main(client.post(link, {}))
    assert not PollAnswer.objects.exists()


def test_it_answers_for_its_own_member_whoever_is_signed_in(link, poll, fay, client_of):
    client_of(fay).post(link, {slot_names(poll)[0]: "yes"})
    assert PollAnswer.objects.get().membership.user.email == "max@example.org"


def test_the_last_answer_by_link_closes_the_poll(link, poll, fay, client):
    say(poll, Membership.objects.get(user=fay), "yes", "no", "no")
    client.post(link, dict.fromkeys(slot_names(poll), "yes"))
    assert PollOutcome.objects.get().slot.starts_at == FIRST
    assert "This poll has closed." in text_of(client.get(link))


def test_a_link_that_is_not_ours_is_404(link, poll, seat, client):
    token = link.rstrip("/").rsplit("/", 1)[1]
    others = [token[:-2], "x" + token, "forged", signing.dumps([poll.pk, seat.pk], salt="answer")]
    for other in others:
        address = reverse("meetings:poll_answers.edit", args=[other])
        assert {client.get(address).status_code, client.post(address).status_code} == {404}


def test_the_link_of_who_has_left_and_an_old_one_are_404(link, client, seat, stopped):
    stopped.shift(links.LASTS + timedelta(seconds=1))
    assert client.get(link).status_code == 404
    stopped.move_to(NOW)
    seat.leave(NOW)
    assert client.get(link).status_code == 404
