"""Every page of groups, communities and Today: what each reader finds there, and that it costs the same for many."""

import uuid

import pytest
from django.test import Client

from accounts.models import Community, CommunityMembership, User
from groups import admissions, proposing, talking, waiting
from groups.models import Application, Charter, Group, Membership, Role
from meetings.models.attendance import Attendance
from tests.conftest import NOW, found, person, plan_series

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped")]

SESSION = 2  # the session and the person: the same on every page
many = pytest.mark.parametrize("items", [1, 3])


def crowd(items: int) -> list[User]:
    return [person(f"Guest{number}", work="joinery") for number in range(items)]


def tables(items: int, by: User, **fields: object) -> list[Group]:
    return [found(by, f"Table {number}", **fields) for number in range(items)]


def seat_all(group: Group, people: list[User]) -> list[Membership]:
    return [Membership.objects.seat(group, each, role=Role.MEMBER, now=NOW) for each in people]


def knock(group: Group, people: list[User]) -> list[Application]:
    return [admissions.ask(group, each, "I bring a kiln.", NOW) for each in people]


def page_of(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def counted(django_assert_num_queries):
    """A page at a literal cost. It is opened once before, since the first request of a session is written down."""

    def open_counted(client: Client, path: str, queries: int) -> str:
        page_of(client, path)
        with django_assert_num_queries(queries):
            return page_of(client, path)

    return open_counted


# The same cost for one and for three ----------------------------------------------------------------------------------


@many
def test_today_costs_the_same_for_many_tables(items, fay, max_, client_of, counted):
    for group in tables(items, fay):
        plan_series(group, fay)
        knock(group, [max_])
    client = client_of(fay)
    page = counted(client, "/", SESSION + 18)
    assert page.count("asks to join") == items
    assert "Coming up" in page


@many
def test_my_groups_cost_the_same_for_many(items, fay, max_, client_of, counted):
    for group in tables(items, fay):
        seat_all(group, [max_])
    knock(found(fay, "Another door"), [person("Stan")])
    client = client_of(max_)
    page = counted(client, "/groups/", SESSION + 4)
    assert page.count("2 of 8 seats taken</") + page.count("2 of 8 seats taken\n") == items


@many
def test_home_costs_the_same_for_many_members(items, table, fay, series, client_of, counted):
    meeting = series.meetings.earliest("starts_at")
    for each in seat_all(table, crowd(items)):
        Attendance.objects.create(meeting=meeting, membership=each, answer="yes")
    knock(table, [person("Stan")])
    client = client_of(fay)
    page = counted(client, "/groups/second-thursday/", SESSION + 11)
    assert "One person is at the door." in page


@many
def test_the_front_page_costs_the_same_for_many_members(items, table, stan, client_of, counted):
    seat_all(table, crowd(items))
    client = client_of(stan)
    counted(client, "/groups/second-thursday/", SESSION + 9)
    counted(Client(), "/groups/second-thursday/", 5)


@many
def test_members_cost_the_same_for_many(items, table, fay, client_of, counted):
    seat_all(table, crowd(items))
    client = client_of(fay)
    page = counted(client, "/groups/second-thursday/members/", SESSION + 6)
    assert page.count("Make facilitator") == items + 1


@many
def test_the_charter_costs_the_same_for_many_signatures(items, table, fay, client_of, counted):
    charter = Charter.objects.current(table)
    for each in seat_all(table, crowd(items)):
        charter.sign(each, NOW)
    client = client_of(fay)
    page = counted(client, "/groups/second-thursday/charter/", SESSION + 5)
    assert page.count("signed on 2 March 2026") == items
    assert "Sign the charter" in page


@many
def test_the_door_costs_the_same_for_many(items, table, fay, client_of, counted):
    people = crowd(items)
    asked = knock(table, people)
    for each in knock(table, [person(f"Late{number}") for number in range(items)]):
        admissions.decline(each, by=fay, words="Another time.", now=NOW)
    for number in range(items):
        waiting.wait(table, person(f"Waiting{number}"), NOW)
        proposing.propose(knock(table, [person(f"Proposed{number}")])[0], by=fay, words="", now=NOW)
    client = client_of(fay)
    page = counted(client, "/groups/second-thursday/applications/", SESSION + 4)
    assert page.count("Read and answer") == 2 * items
    assert page.count("waits since") == items
    for each in asked:
        for number in range(items):
            talking.write(each, by=fay, words=f"Words {number}", ticket=uuid.uuid4(), now=NOW)
    seat_all(table, [person(f"Seated{number}") for number in range(items)])
    page = counted(client, f"/groups/second-thursday/applications/{asked[0].pk}/", SESSION + 12)
    assert page.count("Words ") == items
    page = counted(client_of(people[0]), "/groups/second-thursday/join/", SESSION + 4)
    assert page.count("Words ") == items


@many
def test_communities_cost_the_same_for_many(items, guild, olga, fay, client_of, counted):
    for number in range(items - 1):
        other = Community.objects.create(kind="employer", name=f"Firm {number}", slug=f"firm-{number}")
        CommunityMembership.objects.create(community=other, user=olga)
    tables(items, fay, visibility="community", community=guild)
    client = client_of(olga)
    counted(client, "/communities/", SESSION + 3)
    page = counted(client, "/communities/makers-guild/", SESSION + 5)
    assert page.count("7 seats free") == items
    assert "What you can see as an organiser." in page


# What each reader finds -----------------------------------------------------------------------------------------------


def test_a_newcomer_finds_ways_onward(stan, client_of):
    for path in ("/", "/groups/"):
        page = page_of(client_of(stan), path)
        assert "You have no table yet" in page
        assert "Find a group" in page
        assert "Start a group" in page
    assert "You are in no community" in page_of(client_of(stan), "/communities/")
    assert "Nobody else sees it before you" in page_of(client_of(stan), "/groups/new/")


def test_today_greets_by_the_readers_clock(fay, max_, client_of):
    assert "Good morning, Fay" in page_of(client_of(fay), "/")
    page = page_of(client_of(max_), "/")  # four in the morning in New York
    assert "Good evening, Max" in page
    assert "Times on this page are New York time." in page


def test_today_asks_whether_i_come(series, max_, client_of):
    meeting = series.meetings.earliest("starts_at")
    page = page_of(client_of(max_), "/")
    assert "Will you be there?" in page
    assert f'action="/meetings/{meeting.pk}/answer/"' in page
    assert "Tuesday 10 March, 13:00 to 14:30, New York time" in page
    assert "Read and sign: <bdi>Second Thursday</bdi>" in page


def test_without_a_meeting_only_who_may_sets_the_rhythm(table, fay, max_, client_of):
    for path in ("/", "/groups/second-thursday/"):
        assert "Set the rhythm" in page_of(client_of(fay), path)
        assert "Set the rhythm" not in page_of(client_of(max_), path)


def test_tabs_follow_the_role(table, fay, max_, client_of):
    member, owner = (page_of(client_of(each), "/groups/second-thursday/") for each in (max_, fay))
    for path in ("members", "charter"):
        assert f"/groups/second-thursday/{path}/" in member
    for path in ("schedule", "applications", "settings"):
        assert f'href="/groups/second-thursday/{path}/"' not in member
        assert f'href="/groups/second-thursday/{path}/"' in owner


def test_only_the_owner_is_asked_to_publish(fay, max_, client_of):
    group = found(fay, published_at=None)
    seat_all(group, [max_])
    assert "Publish the group" in page_of(client_of(fay), group.get_absolute_url())
    assert "Publish the group" not in page_of(client_of(max_), group.get_absolute_url())
    assert "Publish the group" in page_of(client_of(fay), "/groups/second-thursday/settings/")


def test_somebody_let_in_reads_the_words_until_signing(table, fay, stan, client_of):
    (application,) = knock(table, [stan])
    seat = admissions.accept(application, by=fay, words="Sit with us.", now=NOW)
    assert "Sit with us." in page_of(client_of(stan), table.get_absolute_url())
    Charter.objects.current(table).sign(seat, NOW)
    assert "Sit with us." not in page_of(client_of(stan), table.get_absolute_url())


def test_a_stranger_reads_first_names_and_trades_only(fay, client_of, stan):
    User.objects.filter(pk=fay.pk).update(work="clinics", name="Fay Lindqvist")
    group = found(fay, about="We ask first.")
    for client in (Client(), client_of(stan)):
        page = page_of(client, group.get_absolute_url())
        assert "clinics" in page
        assert "Lindqvist" not in page
        assert "We ask first." in page
        assert "Everyone gets the hot seat in turn." in page
        assert f'href="{group.get_absolute_url()}join/"' in page


def test_a_full_table_says_so(fay, max_, stan, client_of):
    group = found(fay, size=2)
    seat_all(group, [max_])
    page = page_of(client_of(stan), group.get_absolute_url())
    assert "Every seat is taken" in page
    assert "until a chair is free" in page
    assert "Full" in page_of(Client(), "/find/")
    assert "until a chair is free" in page_of(client_of(stan), f"{group.get_absolute_url()}join/")


def test_an_applicant_sees_how_it_stands(table, fay, stan, client_of):
    (application,) = knock(table, [stan])
    page = page_of(client_of(stan), table.get_absolute_url())
    assert "You are at the door." in page
    assert "See how it stands" in page
    assert "I no longer ask" in page_of(client_of(stan), f"{table.get_absolute_url()}join/")
    assert "Where you asked to join" in page_of(client_of(stan), "/")
    admissions.decline(application, by=fay, words="Our hours do not fit.", now=NOW)
    page = page_of(client_of(stan), table.get_absolute_url())
    assert "Our hours do not fit." in page
    assert "Ask again" in page


def test_who_was_in_and_left_may_ask_again(table, fay, stan, client_of):
    (application,) = knock(table, [stan])
    admissions.accept(application, by=fay, words="", now=NOW).leave(NOW)
    page = page_of(client_of(stan), table.get_absolute_url())
    assert "you hold no chair at this table any more" in " ".join(page.split())


def test_an_admin_is_told_that_a_group_is_not_published(fay, ada, client_of):
    group = found(fay, published_at=None)
    page = page_of(client_of(ada), group.get_absolute_url())
    assert "This group is not published." in page
    assert "because you look after the site" in page


def test_answered_applications_say_how_they_ended(table, fay, stan, max_, client_of):
    accepted, declined, withdrawn = knock(table, crowd(3))
    admissions.accept(accepted, by=fay, words="", now=NOW)
    admissions.decline(declined, by=fay, words="Not this year.", now=NOW)
    admissions.withdraw(withdrawn, NOW)
    page = page_of(client_of(fay), "/groups/second-thursday/applications/")
    assert page.count("answered by Fay on Monday 2 March") == 2
    assert "thought otherwise" in page
    assert "Nobody is at the door" in page
    shown = page_of(client_of(fay), f"/groups/second-thursday/applications/{declined.pk}/")
    assert "Not this year." in shown
    assert "Send the answer" not in shown


def test_accepting_at_a_full_table_is_warned_of(fay, max_, stan, client_of):
    group = found(fay, kind="buddies", size=2)
    seat_all(group, [max_])
    (application,) = knock(group, [stan])
    page = page_of(client_of(fay), f"{group.get_absolute_url()}applications/{application.pk}/")
    assert "Every chair is taken, or kept" in page


def test_asking_with_nothing_said_counts_what_to_correct(table, stan, client_of):
    response = client_of(stan).post("/groups/second-thursday/join/", {"words": ""})
    assert "Two things to correct" in response.content.decode()


def test_roles_are_the_owners(table, max_, fay, client_of):
    page = page_of(client_of(max_), "/groups/second-thursday/members/")
    assert "Make facilitator" not in page
    assert "Hand over" not in page
    heir = Membership.objects.get(group=table, user=max_)
    page = page_of(client_of(fay), f"/groups/second-thursday/members/{heir.pk}/ownership/")
    assert "Keep the group" in page
    assert "Hand over to Max" in page


def test_leaving_names_both_outcomes(table, max_, fay, client_of):
    page = page_of(client_of(max_), "/groups/second-thursday/leave/")
    assert "Stay" in page
    assert "Leave the group" in page
    assert "Choose who takes over" in page_of(client_of(fay), "/groups/second-thursday/leave/")


def test_the_owner_changes_the_charter(table, fay, max_, client_of):
    assert "Change the charter" in page_of(client_of(fay), "/groups/second-thursday/charter/")
    assert "Change the charter" not in page_of(client_of(max_), "/groups/second-thursday/charter/")
    assert "Put it on the table" in page_of(client_of(fay), "/groups/second-thursday/charter/edit/")


def test_finding_nothing_says_what_to_do(table, stan, client_of):
    page = page_of(Client(), "/find/?q=zither")
    assert "No group says that" in page
    assert "Show all groups" in page
    Group.objects.update(published_at=None)
    assert "No group has published its table yet" in page_of(Client(), "/find/")


def test_a_member_of_a_community_reads_what_organisers_see(guild, olga, max_, client_of):
    CommunityMembership.objects.create(community=guild, user=max_)
    page = page_of(client_of(max_), "/communities/makers-guild/")
    assert "What organisers can see." in page
    assert "2 people" in page
    assert "No group here yet" in page


def test_names_are_text_not_markup(fay, stan, client_of):
    group = found(fay, "<b>Bold</b>", purpose="<script>alert(1)</script>", about="<img src=x>")
    page = page_of(client_of(stan), group.get_absolute_url())
    assert "<b>Bold" not in page
    assert "<script>alert" not in page
    assert "<img" not in page
