"""The pages about buddies: who is found there and why, asking and answering by forms, the trial on the pair's home."""

import pytest
from django.urls import reverse

from accounts import week
from accounts.models import Availability, Block, CommunityMembership, Conflict, Expertise, Goal, PersonExpertise, User
from groups import pairing
from groups.models import BuddyRequest, Closure, Group, Membership, Role, Trial
from tests.conftest import NOW, found, later, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped")]

SESSION = 2
BUDDIES = "/buddies/"
many = pytest.mark.parametrize("items", [1, 3])


def seeker(name: str, **fields: object) -> User:
    return person(name, wants_buddy=True, shown_to="everyone", **fields)


@pytest.fixture
def ines() -> User:
    return seeker("Ines")


@pytest.fixture
def noor() -> User:
    return seeker("Noor")


@pytest.fixture
def pair(ines, noor) -> Group:
    return pairing.accept(pairing.ask(ines, noor, "", NOW), NOW)


def page_of(client, path: str = BUDDIES) -> str:
    answer = client.get(path, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def names(page: str, *people: User) -> list[str]:
    """Those of the people who stand on the page, in its order."""
    there = [each for each in people if f'href="{each.get_absolute_url()}"' in page]
    return [each.first_name for each in sorted(there, key=lambda each: page.index(f'"{each.get_absolute_url()}"'))]


# Who is found ---------------------------------------------------------------------------------------------------------


def test_only_those_who_look_and_may_be_seen_are_found(ines, noor, stan, client_of):
    hidden = seeker("Hidden")
    User.objects.filter(pk=hidden.pk).update(shown_to="tables")
    User.objects.filter(pk=stan.pk).update(shown_to="everyone")
    assert names(page_of(client_of(ines)), noor, hidden, stan) == ["Noor"]


def test_nobody_finds_whom_they_must_not_meet(ines, noor, client_of, guild):
    ayo, bo = seeker("Ayo"), seeker("Bo", employer="Rival")
    everyone = (noor, ayo, bo)
    Block.objects.create(user=noor, blocked=ines)
    Conflict.objects.create(user=ines, kind="competitor", name="rival")
    guild.kind = "employer"
    guild.save()
    CommunityMembership.objects.create(community=guild, user=ines, line_manager=ayo)
    for reader in (ines, *everyone):
        expected = [] if reader == ines else [each.first_name for each in everyone if each != reader]
        others = [each for each in (ines, *everyone) if each != reader]
        assert sorted(names(page_of(client_of(reader)), *others)) == sorted(expected)


def test_the_most_alike_stand_first_with_their_reason(ines, client_of):
    Goal.objects.create(user=ines, text="Ten boats", family="sell", stage="growing")
    User.objects.filter(pk=ines.pk).update(languages=["pt"])
    pricing = Expertise.objects.create(slug="x-pricing", name="Pricing boats", family="money")
    PersonExpertise.objects.create(user=ines, expertise=pricing, side="seeks")
    people = [seeker(name) for name in ("Last", "Speaks", "Knows", "Hours", "Stage", "Same")]
    _last, speaks, knows, hours, stage, same = people
    for each in (ines, hours):
        Availability.objects.keep(each, week.between([1], 18, 21))
    User.objects.filter(pk=speaks.pk).update(languages=["en", "pt"])
    PersonExpertise.objects.create(user=knows, expertise=pricing, side="offers")
    Goal.objects.create(user=stage, text="secret wish", family="lead", stage="growing")
    Goal.objects.create(user=same, text="secret wish", family="sell", stage="idea")

    page = page_of(client_of(ines))

    assert names(page, *people) == ["Same", "Stage", "Hours", "Knows", "Speaks", "Last"]
    for reason in (
        "You both have Tuesday evenings.",
        "You work towards the same: “Sell more”.",
        "You stand at the same point: “Growing”.",
        "Can advise on what you look for: Pricing boats.",
        "You both speak Português.",
    ):
        assert reason in page
    assert "secret wish" not in page


@pytest.mark.parametrize(
    ("zone", "theirs", "said"),
    [
        ("Europe/Brussels", week.between([1], 18, 20), "You both have Tuesday evenings."),
        ("America/New_York", week.between([1], 12, 14), "You both have Tuesday evenings."),  # 18:00 in Brussels
        ("America/New_York", week.between([1], 18, 20), ""),
        ("Asia/Tokyo", week.between([2], 2, 3), "You both have Tuesday evenings."),  # Wednesday there
        ("Pacific/Auckland", week.between([0], 1, 2), "You both have Sunday afternoons."),
        ("Asia/Kathmandu", week.between([1], 23, 24), "You both have Tuesday evenings."),
        ("Nowhere/Gone", week.between([1], 17, 18), "You both have Tuesday evenings."),  # then UTC counts
    ],
)
def test_hours_are_shared_by_the_clocks_of_both(ines, noor, client_of, zone, theirs, said):
    Availability.objects.keep(ines, [*week.between([1], 18, 20), *week.between([6], 12, 14)])
    other = seeker("Other")
    User.objects.filter(pk=noor.pk).update(time_zone=zone)
    Availability.objects.keep(noor, theirs)
    page = page_of(client_of(ines))
    assert said in page
    assert ("You both have" in page) is bool(said)
    assert names(page, noor, other) == (["Noor", "Other"] if said else ["Other", "Noor"])


def test_nobody_learns_the_hours_of_who_does_not_look_for_a_buddy(ines, noor, client_of):
    for each in (ines, noor):
        Availability.objects.keep(each, week.between([1], 18, 20))
    User.objects.filter(pk=noor.pk).update(wants_buddy=False)
    assert "You both have" not in page_of(client_of(ines))
    assert "You both have" not in page_of(client_of(ines), noor.get_absolute_url())


def test_without_anything_in_common_what_they_know_is_said(ines, noor, client_of):
    for name in ("Kilns", "Glazes"):
        expertise = Expertise.objects.create(slug=f"x-{name}", name=name, family="trade")
        PersonExpertise.objects.create(user=noor, expertise=expertise, side="offers")
    assert "Can advise on Glazes and Kilns." in page_of(client_of(ines))


def test_people_at_my_own_tables_are_asked_too(ines, noor, client_of):
    Membership.objects.seat(found(ines), noor, role=Role.MEMBER, now=NOW)
    assert "You sit at one table already." in page_of(client_of(ines))


@pytest.mark.parametrize(("words", "expected"), [("noor", ["Noor"]), ("BOATS paddle", ["Ayo"]), ("kilns", ["Bo"])])
def test_people_are_found_by_name_trade_or_what_they_know(ines, noor, client_of, words, expected):
    ayo, bo = seeker("Ayo", work="Paddle boats"), seeker("Bo")
    kilns = Expertise.objects.create(slug="x-kilns", name="Kilns", family="trade")
    PersonExpertise.objects.create(user=bo, expertise=kilns, side="offers")
    assert names(page_of(client_of(ines), f"{BUDDIES}?q={words}"), noor, ayo, bo) == expected


def test_words_nobody_has_say_so(ines, noor, client_of):
    assert "Nobody here says that" in page_of(client_of(ines), f"{BUDDIES}?q=%00%25zzz")


def test_many_stand_on_several_pages(ines, client_of):
    for number in range(13):
        seeker(f"Seeker{number}")
    assert "1 of 2" in page_of(client_of(ines))
    assert "Seeker0 Example" in page_of(client_of(ines), f"{BUDDIES}?page=2")


@many
def test_buddies_cost_the_same_for_many(items, ines, client_of, django_assert_num_queries):
    Goal.objects.create(user=ines, text="Ten boats", family="sell", stage="growing")
    for number in range(items):
        group = pairing.accept(pairing.ask(ines, seeker(f"Pair{number}"), "", NOW), NOW)
        assert group
        pairing.ask(seeker(f"Asks{number}"), ines, "", NOW)
        pairing.ask(ines, seeker(f"Asked{number}"), "", NOW)
        seeks = seeker(f"Seeks{number}")
        for each in (ines, seeks):
            Availability.objects.keep(each, week.between([1], 18, 20))
        Goal.objects.create(user=seeks, text="x", family="sell", stage="growing")
    client = client_of(ines)
    page_of(client)
    with django_assert_num_queries(SESSION + 9):
        page = page_of(client)
    for name in ("Pair", "Asks", "Asked", "Seeks"):
        assert page.count(f"{name}0") > 0
    assert page.count("On trial until") == page.count("Read and answer") == page.count("You work towards") == items


# Saying so ------------------------------------------------------------------------------------------------------------


def test_looking_for_a_buddy_is_said_and_taken_back(stan, client_of):
    client = client_of(stan)
    page = client.post("/buddies/looking/", {"wanted": "1"}, follow=True).content.decode()
    assert "You look for a buddy" in page
    assert "and the people of your communities, see your profile" in page
    page = client.post("/buddies/looking/", {"wanted": ""}, follow=True).content.decode()
    assert "Do you look for a buddy?" in page
    assert client.get("/buddies/looking/").status_code == 302


# Asking and answering -------------------------------------------------------------------------------------------------


def test_from_asking_to_the_table_for_two(ines, noor, client_of):
    asker, asked = client_of(ines), client_of(noor)
    assert "Ask to be buddies" in page_of(asker, noor.get_absolute_url())
    page = page_of(asker, reverse("groups:buddy_requests.new", args=[noor.pk]))
    assert "answers within two weeks" in page
    answer = asker.post(reverse("groups:buddy_requests.new", args=[noor.pk]), {"words": "Shall <we>?"}, follow=True)
    assert "has two weeks to answer" in answer.content.decode()
    assert "You have asked to be buddies" in page_of(asker, noor.get_absolute_url())

    request = BuddyRequest.objects.get()
    assert "Asks you to be buddies." in page_of(asked, "/")
    assert "Shall &lt;we&gt;?" in page_of(asked, request.get_absolute_url())
    page = asked.post(request.get_absolute_url(), {"answer": "accept"}, follow=True).content.decode()

    assert "You and Ines are buddies." in page
    assert "You try it out until Wednesday 1 April." in page
    assert "Open your table for two" in page_of(asker, noor.get_absolute_url())
    assert "You and <bdi>Noor</bdi>" in page_of(asker)


def test_a_no_is_told_without_a_reason(ines, noor, client_of):
    request = pairing.ask(ines, noor, "", NOW)
    page = client_of(noor).post(request.get_absolute_url(), {"answer": "decline"}, follow=True).content.decode()
    assert "is told that it is not possible now, and nothing more" in page
    assert "Nobody is asked for a reason" in page_of(client_of(ines), request.get_absolute_url())
    assert "You answered on Monday 2 March" in page_of(client_of(noor), request.get_absolute_url())


def test_asking_where_one_is_asked_leads_to_the_answer(ines, noor, client_of):
    request = pairing.ask(ines, noor, "", NOW)
    page = page_of(client_of(noor), reverse("groups:buddy_requests.new", args=[ines.pk]))
    assert "Yes, let us try" in page
    address = reverse("groups:buddy_requests.new", args=[ines.pk])
    page = client_of(noor).post(address, {"words": ""}, follow=True).content.decode()
    assert "Ines had asked you too, so you are buddies." in page
    request.refresh_from_db()
    assert request.state == "accepted"


def test_the_question_is_taken_back_once(ines, noor, client_of):
    request = pairing.ask(ines, noor, "", NOW)
    client, address = client_of(ines), reverse("groups:buddy_requests.destroy", args=[request.pk])
    assert "Take the question back" in page_of(client, address)
    assert "You no longer ask Noor." in client.post(address, follow=True).content.decode()
    assert "There is an answer already." in client.post(address, follow=True).content.decode()
    assert "This was taken back" in page_of(client_of(noor), request.get_absolute_url())
    answer = client_of(noor).post(request.get_absolute_url(), {"answer": "accept"}, follow=True)
    assert "This was answered, or taken back, a moment ago." in answer.content.decode()


def test_what_ran_out_says_so(ines, noor, client_of):
    request = pairing.ask(ines, noor, "", NOW)
    pairing.expire(later(days=14))
    assert "Nobody answered for two weeks" in page_of(client_of(ines), request.get_absolute_url())


def test_a_request_is_nobody_elses(ines, noor, stan, client_of):
    request = pairing.ask(ines, noor, "", NOW)
    address = reverse("groups:buddy_requests.destroy", args=[request.pk])
    assert client_of(stan).get(request.get_absolute_url()).status_code == 404
    assert client_of(stan).post(request.get_absolute_url(), {"answer": "accept"}).status_code == 404
    assert client_of(noor).post(address).status_code == 404  # only who asked takes it back
    assert client_of(ines).post(request.get_absolute_url(), {"answer": "accept"}).status_code == 200
    assert not Group.objects.exists()


def test_who_keeps_apart_by_now_is_asked_nothing(ines, noor, client_of):
    request = pairing.ask(ines, noor, "", NOW)
    Block.objects.create(user=ines, blocked=noor)
    for reader in (ines, noor):
        assert client_of(reader).get(request.get_absolute_url()).status_code == 404
        assert "Ines Example" not in page_of(client_of(noor))
    assert "Asks you to be buddies" not in page_of(client_of(noor), "/")


def test_who_must_not_sit_together_can_still_say_no(ines, noor, client_of):
    request = pairing.ask(ines, noor, "", NOW)
    User.objects.filter(pk=noor.pk).update(employer="Rival")
    Conflict.objects.create(user=ines, kind="competitor", name="Rival")
    client = client_of(noor)
    page = client.post(request.get_absolute_url(), {"answer": "accept"}, follow=True).content.decode()
    assert "This cannot become a pair." in page
    assert client.post(request.get_absolute_url(), {"answer": "decline"}).url == BUDDIES


def test_who_cannot_be_asked_is_not_offered_to_be(ines, stan, client_of):
    User.objects.filter(pk=stan.pk).update(shown_to="everyone")
    client, address = client_of(ines), reverse("groups:buddy_requests.new", args=[stan.pk])
    assert "Ask to be buddies" not in page_of(client, stan.get_absolute_url())
    assert client.get(address).url == stan.get_absolute_url()
    assert "Stan cannot be asked now." in client.post(address, {"words": ""}, follow=True).content.decode()


# The pair's home ------------------------------------------------------------------------------------------------------


def test_both_say_on_their_home_that_they_go_on(pair, ines, noor, client_of):
    address = reverse("groups:renewals.create", args=[pair.slug])
    page = client_of(ines).post(address, follow=True).content.decode()
    assert "You would like to go on" in page
    assert "Let us go on" not in page
    assert "would like to go on." in page_of(client_of(noor), pair.get_absolute_url())
    page = client_of(noor).post(address, follow=True).content.decode()
    assert "You both said on Monday 2 March that you go on." in page
    assert client_of(noor).get(address).url == pair.get_absolute_url()
    assert Trial.objects.get(group=pair).renewed_at == NOW


def test_other_groups_have_no_trial(table, fay, client_of):
    page = client_of(fay).post(reverse("groups:renewals.create", args=[table.slug]), follow=True).content.decode()
    assert "There is no trial here" in page


def test_either_ends_the_pair_from_the_way_out(pair, ines, noor, client_of):
    client = client_of(ines)
    page = page_of(client, reverse("groups:memberships.destroy", args=[pair.slug]))
    assert "End it with" in page
    page = client.post(reverse("groups:pairs.destroy", args=[pair.slug]), follow=True).content.decode()
    assert "The pair has ended." in page
    assert Closure.objects.get(group=pair).by == ines
    page = page_of(client_of(noor), pair.get_absolute_url())
    assert "Let us go on" not in page
    assert "Leave the group" in page
    assert client.post(reverse("groups:pairs.destroy", args=[pair.slug])).url == pair.get_absolute_url()


def test_leaving_a_pair_by_the_form_of_groups_ends_it_instead(pair, ines, client_of):
    client_of(ines).post(reverse("groups:memberships.destroy", args=[pair.slug]))
    assert Membership.objects.present().filter(group=pair).count() == 2


def test_a_group_is_left_not_ended(table, max_, client_of):
    address = reverse("groups:pairs.destroy", args=[table.slug])
    assert client_of(max_).post(address).url == reverse("groups:memberships.destroy", args=[table.slug])


def test_today_asks_for_the_word_that_is_missing_in_the_last_week(pair, ines, noor, stopped, client_of):
    assert "Do you go on?" not in page_of(client_of(ines), "/")
    pairing.renew(Membership.objects.get(group=pair, user=noor), NOW)
    stopped.move_to(later(days=24))
    assert "Your trial ends on Wednesday 1 April. Do you go on?" in page_of(client_of(ines), "/")
    assert "Do you go on?" not in page_of(client_of(noor), "/")


def test_a_pair_that_became_a_group_is_not_ended_by_its_trial(pair, ines):
    Group.objects.filter(pk=pair.pk).update(kind="mastermind", size=8)
    pairing.sweep(later(days=31))
    assert not Closure.objects.exists()


def test_the_fifth_place_is_where_one_is(ines, noor, client_of):
    for path in (BUDDIES, reverse("groups:buddy_requests.new", args=[noor.pk])):
        page = page_of(client_of(ines), path)
        assert page.count('aria-current="page"') == 2  # in the top bar and in the phone's
        assert 'aria-current="page"' in page.split(f'href="{BUDDIES}"')[1][:60]
