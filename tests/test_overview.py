"""The overview of a community: true counts, cheap, and never about fewer than five people."""

from collections import defaultdict
from dataclasses import replace
from datetime import timedelta

import pytest

from accounts.models import Community, CommunityMembership, CommunityReading, User
from groups.models import Closure, Group, Membership, Role
from mastermind.overview import Figures, figures, read
from mastermind.suppression import FEWEST
from meetings.models import Attendance, Cancellation, Meeting
from tests.conftest import NOW, found, later, person, plan_series
from tests.test_suppression import splits

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped")]
PAGE = "/communities/makers-guild/overview/"


def crew(guild: Community, size: int, name: str = "Maker") -> list[User]:
    people = [person(f"{name}{number}") for number in range(size)]
    CommunityMembership.objects.bulk_create(CommunityMembership(community=guild, user=each) for each in people)
    return people


def table(guild: Community, people: list[User], name: str = "Table", **fields: object) -> Group:
    group = found(people[0], name, community=guild, **fields)
    for each in people[1:]:
        Membership.objects.seat(group, each, role=Role.MEMBER, now=NOW)
    return group


def hold(group: Group, by: User, *came: dict[User, str]) -> None:
    """Meetings of a weekly series, each with what was written down, or answered, of its people."""
    series = plan_series(group, by, rule="FREQ=WEEKLY")
    for meeting, said in zip(series.meetings.order_by("starts_at"), came, strict=False):
        for user, what in said.items():
            answered = {"answer": what} if what in {"yes", "no", "maybe"} else {"presence": what}
            place = Membership.objects.get(group=group, user=user)
            Attendance.objects.create(meeting=meeting, membership=place, **answered)


def test_the_counts_are_true(guild, olga, stan):
    a, b, c, d, e, _unplaced = crew(guild, 6)
    group = table(guild, [a, b, c, d, e, stan], size=10)  # Stan is not in the community
    hold(
        group,
        a,
        {a: "present", b: "late", c: "yes", d: "absent", stan: "present"},
        {a: "present", b: "present", c: "no", d: "excused"},
        {a: "present"},  # one alone holds no meeting
    )
    Membership.objects.get(group=group, user=e).leave(later(days=40))
    assert figures(guild, later(days=60)) == Figures(
        members=7,
        bands={"nearly_all": 2, "most": 0, "fewer": 2},
        came=3,
        groups=1,
        chairs_free=5,
        meetings=2,
    )
    assert figures(guild, later(days=300)).meetings == 0


def test_a_share_counts_the_meetings_since_somebody_sits_there(guild, olga):
    a, b, c = crew(guild, 3)
    group = table(guild, [a, b])
    hold(group, a, *[{a: "present", b: "present"}] * 3)
    place = Membership.objects.seat(group, c, role=Role.MEMBER, now=NOW + timedelta(days=20))
    Attendance.objects.create(meeting=Meeting.objects.order_by("starts_at")[2], membership=place, presence="present")
    assert figures(guild, later(days=25)).bands == {"nearly_all": 3, "most": 0, "fewer": 0}


def test_somebody_in_two_groups_is_one_person(guild, olga):
    people = crew(guild, 5)
    for name in ("One", "Two"):
        hold(table(guild, people, name), people[0], dict.fromkeys(people, "present"))
    counted = figures(guild, later(days=30))
    assert (counted.placed, counted.groups, counted.meetings) == (5, 2, 2)
    assert counted.bands == {"nearly_all": 5, "most": 0, "fewer": 0}


def test_closed_hidden_and_cancelled_do_not_count(guild, olga):
    people = crew(guild, 5)
    closed, hidden, standing = (table(guild, people, name) for name in ("Closed", "Hidden", "Standing"))
    for group in (closed, hidden, standing):
        hold(group, people[0], dict.fromkeys(people, "present"))
    Closure.objects.create(group=closed, by=people[0])
    Group.objects.filter(pk=hidden.pk).update(hidden_at=NOW)
    counted = figures(guild, later(days=30))
    assert (counted.groups, counted.meetings, counted.chairs_free) == (1, 1, 3)
    Cancellation.objects.create(meeting=Meeting.objects.filter(group=standing).earliest("starts_at"))
    assert figures(guild, later(days=30)).meetings == 0


@pytest.mark.parametrize(("alone", "groups"), [(4, 1), (5, 2)])
def test_an_unlisted_group_counts_once_five_people_sit_in_it_alone(guild, olga, alone, groups):
    known, secret = crew(guild, 6), crew(guild, alone, "Quiet")
    table(guild, known, "Known")
    table(guild, [*secret, known[0]], "Secret", visibility="unlisted")
    counted = figures(guild, later(days=30))
    assert (counted.groups, counted.placed) == (groups, 6 if groups == 1 else 11)


def test_figures_are_shown_together_with_their_people():
    bands = {"nearly_all": 8, "most": 20, "fewer": 16}
    plenty = Figures(members=84, bands=bands, came=40, groups=9, chairs_free=12, meetings=40)
    assert plenty.shown() == {
        **bands,
        "members": 84,
        "unplaced": 40,
        "placed": 44,
        "groups": 9,
        "chairs_free": 12,
        "meetings": 40,
    }
    assert plenty.shown().keys() - replace(plenty, came=4).shown().keys() == {"meetings"}
    nearly = replace(plenty, members=46)
    assert nearly.shown() == {"members": 46, "nearly_all": 8, "most": 20}
    assert replace(plenty, members=12, bands={"nearly_all": 4, "most": 0, "fewer": 0}).shown() == {"members": 12}


@pytest.mark.parametrize("total", range(1, 19))
def test_no_figure_of_fewer_than_five_can_be_worked_out(total):
    """Every community of up to eighteen people: whoever knows the method and the number of members reckons with all
    that would lead to the same page, and none of its gaps can be only one small number."""
    worlds = defaultdict(list)
    for unplaced, nearly_all, most, fewer, never_came in splits(total, 5):
        bands = {"nearly_all": nearly_all, "most": most, "fewer": fewer + never_came}
        came = nearly_all + most + fewer
        shown = Figures(members=total, bands=bands, came=came, groups=2, chairs_free=3, meetings=4).shown()
        worlds[frozenset(shown.items())].append(
            {**bands, "unplaced": unplaced, "placed": sum(bands.values()), "came": came}
        )
    for shown, same in worlds.items():
        for name in same[0].keys() - dict(shown).keys():
            possible = {world[name] for world in same}
            assert len(possible) > 1 or min(possible) >= FEWEST, (dict(shown), name, possible)


def test_what_one_person_does_is_not_read_from_two_readings(guild, olga):
    """Five sit in a group, five in none; then one of these sits down, one comes and sits down, and one has left."""
    people = crew(guild, 9)
    group = table(guild, people[:5], size=10)
    first = read(guild, later(days=1)).figures
    assert (first["placed"], first["unplaced"]) == (5, 5)
    steps = [
        lambda: Membership.objects.seat(group, people[5], role=Role.MEMBER, now=NOW),
        lambda: Membership.objects.seat(group, crew(guild, 1, "New")[0], role=Role.MEMBER, now=NOW),
        lambda: CommunityMembership.objects.get(user=people[6]).delete(),
        lambda: Membership.objects.get(user=people[1]).leave(later(days=2)),
    ]
    for step in steps:
        step()
        assert read(guild, later(days=7)).figures == first
    assert read(guild, later(days=8)).figures != first


def test_five_people_more_are_counted_at_once(guild, olga):
    crew(guild, 9)
    assert read(guild, NOW).figures["members"] == 10
    crew(guild, 4, "New")
    assert read(guild, later(days=1)).figures["members"] == 10
    crew(guild, 1, "Fifth")
    assert read(guild, later(days=2)).figures["members"] == 15
    assert read(guild, later(days=2)).counted_at == later(days=2)


def test_a_community_too_small_for_figures_shows_them_as_soon_as_there_are_any(guild, olga):
    assert read(guild, NOW).figures == {}
    crew(guild, 4)
    assert read(guild, later(days=1)).figures == {"members": 5}


@pytest.mark.parametrize("items", [1, 3])
def test_the_page_costs_the_same_for_many_groups(items, guild, olga, client_of, django_assert_num_queries, stopped):
    people = crew(guild, 12)
    for number in range(items):
        hold(table(guild, people[:6], f"Table {number}"), people[0], dict.fromkeys(people[:6], "present"))
    stopped.move_to(later(days=30))
    client = client_of(olga)
    client.get(PAGE)
    with django_assert_num_queries(5):
        page = client.get(PAGE).content.decode()
    CommunityReading.objects.all().delete()
    with django_assert_num_queries(15):
        assert client.get(PAGE).content.decode() == page
    assert "sit in a group" in page
    assert "Table 0" not in page
    assert "Maker0" not in page


def test_a_small_community_is_told_why_there_is_nothing(guild, olga, client_of):
    page = client_of(olga).get(PAGE).content.decode()
    assert "Too few people for figures" in page
    assert "people in the community" not in page


def test_a_member_sees_no_figures(guild, stan, client_of):
    CommunityMembership.objects.create(community=guild, user=stan)
    assert client_of(stan).get(PAGE).status_code == 403
    assert "Overview" not in client_of(stan).get("/communities/makers-guild/").content.decode()
