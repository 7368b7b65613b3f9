"""Today is the inbox."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts import asking, joining
from accounts.models import Community, CommunityMembership, User
from groups import moderation, reporting, waiting
from groups.models import Report, Waiting
from meetings import polling
from tests.conftest import NOW, plan_poll
from tests.groups.conftest import moderator


def test_a_kept_chair_waits_for_its_person_alone(stopped, table, max_, stan, client_of):
    row = waiting.wait(table, stan, NOW)
    assert waiting.wait(table, stan, NOW + timedelta(days=1)) == row
    Waiting.objects.filter(pk=row.pk).update(offered_until=NOW + timedelta(hours=72))

    page = client_of(stan).get(reverse("home")).content.decode()

    assert "A seat is free, and kept for you" in page
    assert "A seat is free, and kept for you" not in client_of(max_).get(reverse("home")).content.decode()


def test_a_chair_kept_too_long_waits_for_nobody(stopped, table, stan, client_of):
    row = waiting.wait(table, stan, NOW)
    Waiting.objects.filter(pk=row.pk).update(offered_until=NOW)

    assert "Waiting for your word" not in client_of(stan).get(reverse("home")).content.decode()


def test_a_community_that_invites_waits_for_an_answer(stopped, guild, olga, stan, client_of):
    joining.invite(guild, [stan.email], by=olga, now=NOW)
    page = client_of(stan).get(reverse("home")).content.decode()
    assert page.index("Olga Example invites you to this community.") < page.index("Six ways in")
    joining.refuse(guild, stan, NOW)
    assert "Waiting for your word" not in client_of(stan).get(reverse("home")).content.decode()


def test_who_asks_a_community_waits_for_its_organisers_alone(stopped, guild, olga, max_, fay, stan, client_of):
    Community.objects.update(joining="request")
    guild.refresh_from_db()
    CommunityMembership.objects.create(community=guild, user=fay)
    for each in (stan, max_):
        asking.ask(guild, each, "I make pots.", NOW)
    page = client_of(olga).get(reverse("home")).content.decode()
    assert page.count("Somebody asks to join.") == 1
    assert "Somebody asks to join." not in client_of(fay).get(reverse("home")).content.decode()
    for asked in guild.requests.all():
        asking.withdraw(asked, NOW)
    assert "Somebody asks to join." not in client_of(olga).get(reverse("home")).content.decode()


def test_reports_wait_for_those_who_may_decide_them(stopped, table, fay, max_, stan, client_of):
    mona, mila = moderator("Mona"), moderator("Mila")
    first = reporting.report(Report.About.PERSON, max_, by=fay, words="He sells.", now=NOW)
    reporting.report(Report.About.GROUP, table, by=max_, words="They sell.", now=NOW)
    reporting.report(Report.About.PERSON, fay, by=mona, words="My own.", now=NOW)

    def today(user):
        return client_of(user).get(reverse("home")).content.decode()

    assert "2 wait to be decided." in today(mona)
    assert "3 wait to be decided." in today(mila)
    assert reverse("admin:groups_report_changelist") not in today(stan)
    moderation.claim(first, by=mila, now=NOW)
    assert "1 waits to be decided." in today(mona)
    assert "3 wait to be decided." in today(mila)
    stopped.shift(timedelta(days=3))
    assert "2 wait to be decided." in today(mona)


def test_who_only_keeps_the_admin_is_told_of_no_reports(stopped, table, fay, max_, client_of):
    reporting.report(Report.About.PERSON, max_, by=fay, words="He sells.", now=NOW)
    User.objects.filter(pk=max_.pk).update(is_staff=True)
    assert "to be decided" not in client_of(max_).get(reverse("home")).content.decode()


def test_a_poll_waits_for_who_has_not_answered_every_time(stopped, table, fay, max_, seat, client_of):
    poll = plan_poll(table, fay, closes_at=NOW + timedelta(days=5))
    asked = "Which time suits you? Open until Saturday 7 March, 04:00, New York time."
    assert asked in client_of(max_).get(reverse("home")).content.decode()
    first, *others = poll.slots.values_list("pk", flat=True)
    polling.answer(poll, seat, {first: "yes"}, NOW)
    assert asked in client_of(max_).get(reverse("home")).content.decode()
    polling.answer(poll, seat, dict.fromkeys(others, "no"), NOW)
    assert asked not in client_of(max_).get(reverse("home")).content.decode()
    assert "Open until Saturday 7 March, 10:00, Brussels time." in client_of(fay).get(reverse("home")).content.decode()
    stopped.shift(timedelta(days=5))
    assert "Which time suits you?" not in client_of(fay).get(reverse("home")).content.decode()


def test_a_poll_waits_for_nobody_outside_its_table(stopped, table, fay, stan, client_of):
    plan_poll(table, fay)
    assert "Which time suits you?" not in client_of(stan).get(reverse("home")).content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_polls_cost_today_the_same_for_one_and_for_three(
    stopped, table, fay, max_, number, client_of, django_assert_num_queries
):
    for _ in range(number):
        plan_poll(table, fay)
    client = client_of(max_)
    with django_assert_num_queries(18):
        assert client.get(reverse("home")).content.decode().count("Which time suits you?") == number
