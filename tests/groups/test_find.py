"""Finding a group: by words, by wishes, by the hour; the best fit first, with an honest reason, in one statement."""

import uuid
from collections.abc import Iterable

import pytest
from django.test import Client

from accounts.models import Availability, Block, Community, CommunityMembership, Conflict, PersonExpertise, User
from groups.models import Closure, Group, Membership, Role, Seat
from meetings.models import Attendance
from tests.conftest import NOW, expertise, found, later, person, plan_series
from tests.reading import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped")]

TUESDAY, WEDNESDAY = 1, 2


def names(client: Client, query: str = "") -> list[str]:
    """What the cards say, in their order."""
    page = client.get(f"/find/?{query}")
    assert page.status_code == 200
    return [group.name for group in page.context["page"]]


def page_of(client: Client, query: str = "") -> str:
    return text_of(client.get(f"/find/?{query}"))


def reasons(client: Client, query: str = "") -> dict[str, str]:
    return {group.name: group.reason for group in client.get(f"/find/?{query}").context["page"]}


def knows(user: User, *slugs: str, side: str = "offers") -> User:
    for slug in slugs:
        PersonExpertise.objects.create(user=user, expertise=expertise(slug), side=side)
    return user


def sits(group: Group, *people: User) -> None:
    for each in people:
        Membership.objects.seat(group, each, role=Role.MEMBER, now=NOW)


def can_meet(user: User, slots: Iterable[int]) -> None:
    Availability.objects.keep(user, slots)


# By words -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "is_found"),
    [
        ("expo", True),
        ("exporting", True),
        ("EXPORT table", True),
        ("marketi", True),  # not the beginning of the stem
        ("the marketing", True),
        ("custo pall", True),
        ("nothing", False),
        ("export zither", False),
        ("' OR 1=1 --", False),
        ("expo:* | !x & (", False),
        ("&&&", False),
    ],
)
def test_words_are_found_whole_and_begun(fay, words, is_found):
    found(fay, "Export Table", purpose="Customs and pallets, and some marketing")
    assert bool(names(Client(), f"q={words.replace('&', '%26')}")) == is_found


def test_the_name_weighs_most_and_the_purpose_more_than_the_rest(fay):
    found(fay, "One", about="We export.")
    found(fay, "Two", purpose="We export.")
    found(fay, "Export")
    found(fay, "Newest")
    assert names(Client(), "q=export") == ["Export", "Two", "One"]


def test_what_a_group_looks_for_is_found_by_its_name(fay):
    group = found(fay, "Second Kitchen")
    Seat.objects.create(group=found(fay, "Board", kind="board"), expertise=expertise("export-law"))
    group.wanted.add(expertise("export-law"))
    found(fay, "Another")
    assert set(names(Client(), f"q={str(expertise('export-law'))[:5]}")) == {"Second Kitchen", "Board"}


# By wishes ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def two(fay, guild) -> tuple[Group, Group]:
    """A table that is all that can be asked for, and one that is nothing of it and full."""
    wish = {"kind": "board", "industry": "making", "language": "pt", "community": guild}
    one = found(fay, "Wanted", size=8, **wish)
    one.wanted.add(expertise("export-law"))
    other = found(person("Pia"), "Other", size=2)
    sits(other, person("Nia"))
    return one, other


@pytest.mark.parametrize(
    "query",
    ["kind=board", "industry=making", "language=pt", "expertise=export-law", "free=on", "community=makers-guild"],
)
def test_each_wish_leaves_out_what_is_not_so(two, olga, client_of, query):
    assert set(names(client_of(olga))) == {"Wanted", "Other"}
    assert names(client_of(olga), query) == ["Wanted"]


def test_a_boards_free_seat_is_an_expertise_wanted(fay, seat, table):
    Seat.objects.create(group=table, expertise=expertise("export-law"))
    assert names(Client(), "expertise=export-law") == ["Second Thursday"]
    Seat.objects.update(holder=seat, held_at=later(hours=1))
    assert names(Client(), "expertise=export-law") == []


def test_wishes_are_links_that_take_themselves_away(two, olga, client_of):
    page = client_of(olga).get("/find/?q=table&industry=making&free=on&page=1")
    chips = {str(words): address for words, address in page.context["form"].chips}
    assert chips == {
        "“table”": "?industry=making&free=on",
        "Manufacturing and crafts": "?q=table&free=on",
        "A seat free": "?q=table&industry=making",
    }
    assert 'href="/find/?q=table&amp;free=on"' in page.content.decode()


@pytest.mark.parametrize(
    ("query", "label"),
    [
        ("kind=cult", "Kind"),
        ("kind=buddies", "Kind"),
        ("expertise=nonsense", "Expertise wanted"),
        ("industry=%00", "Industry"),
        ("q=a%00b", "Words"),
        ("q=" + "x" * 201, "Words"),
        ("community=makers-guild", "Community"),
        ("day=9", "Day"),
        ("part=noon", "Part of the day"),
        ("language=%F0%9F%AA%91", "Language"),
        ("page=0", "Page"),
        ("page=-1", "Page"),
        ("page=two", "Page"),
        ("page=%C2%B2", "Page"),
        ("page=2", "Page"),
        ("page=99999999999999999999999", "Page"),
        ("page=%00", "Page"),
    ],
)
def test_what_cannot_be_understood_is_left_out_and_said(table, guild, query, label):
    page = page_of(Client(), f"{query}&free=on")
    assert f"left it out: {label} ." in page
    assert "Second Thursday" in page


def test_nothing_found_says_what_to_do(table):
    page = page_of(Client(), "q=zither&free=on")
    assert "No group is all of that" in page
    assert "Show all groups" in page
    assert "Start a group" in page
    assert "No group like that yet" in page_of(Client(), "kind=board")


# By who knows it ------------------------------------------------------------------------------------------------------


@pytest.fixture
def law() -> str:
    name = str(expertise("export-law"))
    return name[0].lower() + name[1:]


def test_a_question_finds_the_tables_where_somebody_knows(fay, stan, client_of, law):
    """Also for who has said nothing of themselves, and the table where several know it comes first."""
    one = found(knows(fay, "export-law", "pricing"), "One knows")
    two = found(person("Pia"), "Two know", published_at=later(days=-3))
    sits(two, knows(person("Nia"), "export-law"), knows(person("Ugo"), "export-law"))
    found(person("Ira"), "Wants it").wanted.add(expertise("export-law"))
    sits(found(person("Oda"), "Seeks it"), knows(person("Eve"), "export-law", side="seeks"))
    sits(one, knows(person("Kim"), "hiring"))
    client = client_of(stan)
    assert names(client, "knows=export-law") == ["Two know", "One knows"]
    assert reasons(client, "knows=export-law") == {
        "Two know": f"Two people here know {law}",
        "One knows": f"One person here knows {law}",
    }
    assert names(client, "knows=pricing&q=two") == []
    assert "Somebody knows Export law" in page_of(client, "knows=export-law")


def test_the_reason_speaks_of_what_was_asked_and_of_nothing_else_sought(fay, stan, client_of, law):
    knows(stan, "pricing", side="seeks")
    found(knows(fay, "pricing", "export-law"), "Knows both")
    assert reasons(client_of(stan), "knows=export-law") == {"Knows both": f"One person here knows {law}"}
    assert "pricing" in reasons(client_of(stan))["Knows both"]


def test_ones_own_table_answers_too_where_somebody_else_knows(fay, stan, client_of, law):
    own = found(knows(stan, "export-law"), "Own")
    assert names(client_of(stan), "knows=export-law") == []
    sits(own, knows(person("Pia"), "export-law"))
    assert reasons(client_of(stan), "knows=export-law") == {"Own": f"One person here knows {law}"}


@pytest.mark.parametrize("hides", ["left", "shown to tables", "shut out", "kept apart"])
def test_a_question_finds_nobody_who_left_or_hides_or_is_shut_out(hides, fay, stan, client_of):
    pia = knows(person("Pia"), "export-law")
    sits(found(fay), pia)
    assert names(client_of(stan), "knows=export-law") == ["Second Thursday"]
    match hides:
        case "left":
            Membership.objects.get(user=pia).leave(NOW)
        case "shown to tables":
            User.objects.filter(pk=pia.pk).update(shown_to="tables")
        case "shut out":
            User.objects.filter(pk=pia.pk).update(is_active=False)
        case _:
            Block.objects.create(user=pia, blocked=stan)
    assert names(client_of(stan), "knows=export-law") == []


def test_who_knows_what_is_not_told_to_visitors(fay):
    """Not by a filter, and not by what an address with one leaves over."""
    found(knows(fay, "export-law"), "Knows")
    found(person("Pia"), "Knows nothing")
    page = page_of(Client(), "knows=export-law")
    assert set(names(Client(), "knows=export-law")) == {"Knows", "Knows nothing"}
    assert "Who knows what is told to people who are signed in." in page
    html = Client().get("/find/?knows=export-law").content.decode()
    assert 'href="/accounts/login/?next=%2Ffind%2F%3Fknows%3Dexport-law"' in html
    assert 'name="knows"' not in html
    assert "Who knows what" not in page_of(Client())


def test_a_question_nobody_can_answer_says_so(table, stan, client_of):
    assert "No table where somebody knows that" in page_of(client_of(stan), "knows=export-law")
    assert "left it out: Somebody there knows ." in page_of(client_of(stan), "knows=alchemy")


@pytest.mark.parametrize("items", [0, 1, 3])
def test_a_question_begins_with_what_i_look_for(items, stan, client_of, django_assert_num_queries):
    for slug in ["export-law", "pricing", "hiring"][:items]:
        knows(stan, slug, side="seeks")
    knows(stan, "tax")
    client = client_of(stan)
    client.get("/find/advice/")
    with django_assert_num_queries(2 + 2):  # the session, the person; the list of expertise, what I look for
        page = client.get("/find/advice/")
    assert page.context["form"]["knows"].value() == ("export-law" if items else "")
    assert page.content.decode().count('class="tag" href="/find/?knows=') == (items if items > 1 else 0)


# By the hour ----------------------------------------------------------------------------------------------------------


def test_the_hour_is_the_readers_own(series, stan, client_of):
    assert names(client_of(stan), "day=1&part=evening") == ["Second Thursday"]  # 18:00 in Brussels
    assert names(client_of(stan), "day=1&part=afternoon") == []
    assert names(client_of(stan), "day=2") == []
    assert names(client_of(stan), "part=evening") == ["Second Thursday"]
    new_york, tokyo = (client_of(person(*each)) for each in (("Nat", "America/New_York"), ("Tom", "Asia/Tokyo")))
    assert names(new_york, "day=1&part=afternoon") == ["Second Thursday"]  # 13:00
    assert names(tokyo, "day=2&part=night") == ["Second Thursday"]  # two in the morning
    assert names(tokyo, "day=1") == []
    assert names(tokyo, "day=2") == ["Second Thursday"]


def test_a_visitors_hour_is_that_of_the_table(series):
    assert names(Client(), "day=1&part=evening") == ["Second Thursday"]
    assert names(Client(), "day=1&part=afternoon") == []
    assert "Meets, by the table’s clock" in page_of(Client())


def test_the_hour_moves_with_the_readers_clock(series, client_of, stopped):
    """In New York clocks change on 8 March, in Brussels on 29 March: between them 18:00 there is 13:00 here."""
    new_york = person("Nat", "America/New_York")
    stopped.move_to(later(days=9))  # the next is on 24 March, 13:00 in New York
    page = page_of(client_of(new_york), "day=1&part=afternoon")
    assert "Every two weeks, Tuesdays, 13:00 to 14:30, New York time" in page
    stopped.move_to(later(days=23))  # the next is on 7 April, 12:00
    assert "Every two weeks, Tuesdays, 12:00 to 13:30, New York time" in page_of(client_of(new_york), "day=1")


# The best fit first ---------------------------------------------------------------------------------------------------


def test_cards_say_purpose_rhythm_seats_and_when_they_met(table, series, stan, client_of, stopped):
    page = page_of(client_of(stan))
    assert "Owners who decide one thing a quarter." in page
    assert "Every two weeks, Tuesdays, 18:00 to 19:30, Brussels time" in page
    assert "6 seats free" in page
    assert "New, not met yet" in page
    meeting = series.meetings.earliest("starts_at")
    for each in Membership.objects.filter(group=table):
        Attendance.objects.create(meeting=meeting, membership=each, answer="yes")
    stopped.move_to(later(days=10))
    assert "Last met on Tuesday 10 March" in page_of(client_of(stan))


def test_who_has_said_nothing_reads_the_newest_first_and_no_reason(fay, stan, client_of):
    knows(fay, "export-law")
    found(fay, "Older", now=later(days=-2), published_at=later(days=-2))
    found(fay, "Newer")
    for client in (Client(), client_of(stan)):
        assert reasons(client) == {"Newer": "", "Older": ""}
        assert names(client) == ["Newer", "Older"]
    assert "Why this fits you" not in page_of(client_of(stan))


def test_two_people_who_know_it_and_a_day_that_suits(fay, stan, client_of):
    seeker = knows(stan, "export-law", side="seeks")
    can_meet(seeker, range(TUESDAY * 48 + 34, TUESDAY * 48 + 44))
    group = found(knows(fay, "export-law"), "Fits")
    sits(group, knows(person("Pia"), "export-law"), person("Nia"))
    plan_series(group, fay)
    found(fay, "Newer", published_at=later(hours=-1))
    assert names(client_of(stan))[0] == "Fits"
    law = str(expertise("export-law"))
    assert reasons(client_of(stan))["Fits"] == f"Two people here know {law[0].lower()}{law[1:]}; Tuesdays suit you"


def test_a_meeting_that_lasts_longer_than_i_can_does_not_suit(table, series, stan, client_of):
    can_meet(stan, range(TUESDAY * 48 + 36, TUESDAY * 48 + 38))  # 18:00 to 19:00
    assert reasons(client_of(stan)) == {"Second Thursday": ""}
    can_meet(stan, range(TUESDAY * 48 + 36, TUESDAY * 48 + 39))  # to 19:30
    assert reasons(client_of(stan)) == {"Second Thursday": "Tuesdays suit you"}


def test_the_day_that_suits_is_the_readers(table, series, client_of):
    tokyo = person("Tom", "Asia/Tokyo")
    can_meet(tokyo, range(WEDNESDAY * 48, WEDNESDAY * 48 + 12))
    assert reasons(client_of(tokyo)) == {"Second Thursday": "Wednesdays suit you"}


def test_every_thing_that_fits_is_a_reason_and_one_line_has_two(fay, stan, client_of):
    User.objects.filter(pk=stan.pk).update(industry="making", languages=["pt"])
    knows(stan, "export-law")
    found(fay, "Field", industry="making")
    found(fay, "Language", language="pt")
    wants = found(fay, "Wants", language="pt", industry="making")
    wants.wanted.add(expertise("export-law"))
    law = str(expertise("export-law"))
    assert reasons(client_of(stan)) == {
        "Wants": f"They look for {law[0].lower()}{law[1:]}, which you know; they speak Português",
        "Language": "They speak Português",
        "Field": "They work in your field",
    }
    assert names(client_of(stan)) == ["Wants", "Language", "Field"]


def test_a_table_with_room_comes_before_a_full_one(fay, stan, client_of):
    User.objects.filter(pk=stan.pk).update(languages=["pt"])
    found(fay, "Room", language="pt", published_at=later(days=-3))
    sits(found(fay, "Full", language="pt", size=2), person("Pia"))
    assert names(client_of(stan)) == ["Room", "Full"]


def test_reasons_count_nobody_who_left_or_hides_or_is_shut_out(fay, stan, client_of):
    knows(stan, "export-law", side="seeks")
    group = found(fay)
    gone, hiding, shut = (knows(person(name), "export-law") for name in ("Gil", "Hal", "Sid"))
    sits(group, gone, hiding, shut)
    assert reasons(client_of(stan))["Second Thursday"].startswith("Three people")
    Membership.objects.get(user=gone).leave(NOW)
    User.objects.filter(pk=hiding.pk).update(shown_to="tables")
    User.objects.filter(pk=shut.pk).update(is_active=False)
    assert reasons(client_of(stan)) == {"Second Thursday": ""}


def test_ones_own_table_is_named_and_last(fay, stan, client_of):
    knows(stan, "export-law", side="seeks")
    own = found(stan, "Own")
    sits(own, knows(person("Pia"), "export-law"))
    found(fay, "Other", published_at=later(days=-5))
    assert names(client_of(stan)) == ["Other", "Own"]
    assert reasons(client_of(stan)) == {"Own": "", "Other": ""}
    assert page_of(client_of(stan)).count("You sit here") == 1


# Who is not found -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "state", [{"visibility": "unlisted"}, {"published_at": None}, {"hidden_at": NOW}, {"kind": "buddies", "size": 2}]
)
def test_what_is_not_for_the_directory_is_not_in_it(table, stan, client_of, state):
    Group.objects.update(**state)
    assert names(client_of(stan)) == []


def test_a_closed_group_is_not_found(table, fay):
    Closure.objects.create(group=table, by=fay)
    assert names(Client()) == []


def test_a_silent_group_is_not_found_until_it_meets_again(table, series, stopped):
    stopped.move_to(later(days=60))
    assert names(Client()) == []
    meeting = series.meetings.filter(ends_at__lt=later(days=60)).latest("starts_at")
    for each in Membership.objects.filter(group=table):
        Attendance.objects.create(meeting=meeting, membership=each, presence="present")
    assert names(Client()) == ["Second Thursday"]


def test_a_communitys_group_is_found_by_its_people(table, guild, olga, stan, client_of):
    Group.objects.update(visibility="community", community=guild)
    assert names(client_of(stan)) == []
    assert names(client_of(olga)) == ["Second Thursday"]
    assert "Your community" in page_of(client_of(olga))


@pytest.mark.parametrize("side", [0, 1])
def test_who_blocks_and_who_is_blocked_do_not_find_each_others_tables(table, max_, stan, client_of, side):
    found(person("Pia"), "Another")
    pair = (max_, stan) if side else (stan, max_)
    Block.objects.create(user=pair[0], blocked=pair[1])
    assert names(client_of(stan)) == ["Another"]


@pytest.mark.parametrize("side", [0, 1])
def test_who_is_not_to_be_met_does_not_find_the_table(table, max_, stan, client_of, side):
    one, other = (max_, stan) if side else (stan, max_)
    Conflict.objects.create(user=one, kind=Conflict.Kind.PERSON, name=other.name)
    assert names(client_of(stan)) == []


@pytest.mark.parametrize("side", [0, 1])
def test_managers_and_those_they_manage_do_not_find_each_others_tables(table, max_, stan, client_of, side):
    boss, member = (max_, stan) if side else (stan, max_)
    firm = Community.objects.create(kind="employer", name="Firm", slug="firm")
    CommunityMembership.objects.create(community=firm, user=member, line_manager=boss)
    assert names(client_of(stan)) == []


# What it costs --------------------------------------------------------------------------------------------------------


def crowd_of_groups(number: int, by: User) -> None:
    groups = [
        Group(
            name=f"Table {n}", slug=f"table-{n}", purpose="Peers", published_at=NOW, ticket=uuid.uuid4(), language="pt"
        )
        for n in range(number)
    ]
    for group in Group.objects.bulk_create(groups):
        Membership.objects.create(group=group, user=by, chair=1, role=Role.OWNER, joined_at=NOW)


@pytest.mark.parametrize("number", [1, 3, 1000])
def test_all_cards_are_one_statement_however_many(number, fay, stan, client_of, django_assert_num_queries):
    knows(stan, "export-law", side="seeks")
    can_meet(stan, range(336))
    crowd_of_groups(number, knows(fay, "export-law"))
    plan_series(Group.objects.earliest("pk"), fay)
    client = client_of(stan)
    client.get("/find/")
    # The session, the person; the list of expertise, my communities, what I offer and seek, my hours; and the cards.
    for query in ("", "q=table&language=pt&free=on&part=evening", "language=pt&page=1", "knows=export-law"):
        with django_assert_num_queries(2 + 4 + 1):
            assert client.get(f"/find/?{query}").status_code == 200
    with django_assert_num_queries(1 + 1):
        page = Client().get("/find/")
    assert page.context["page"].paginator.count == number
    assert f"{number} group" in page.content.decode()


def test_pages_keep_the_wishes_and_show_each_group_once(fay):
    crowd_of_groups(30, fay)
    seen = [name for number in (1, 2, 3) for name in names(Client(), f"q=table&page={number}")]
    assert sorted(seen) == sorted(f"Table {n}" for n in range(30))
    page = Client().get("/find/?q=table&page=2").content.decode()
    assert "?q=table&amp;page=3" in page
    assert "Page 2 of 3" in page
