"""The pages of communities: what each reader finds there, and that it costs the same for many."""

from html import unescape

import pytest
from django.urls import reverse

from accounts import asking, joining
from accounts.community_letters import invitation_url
from accounts.models import Block, Community, CommunityDomain, CommunityInvitation, CommunityMembership, User
from groups.models import Group
from tests.conftest import NOW, found, later, person
from tests.groups.test_pages import SESSION, counted, crowd, many, page_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped")]

__all__ = ["counted"]
FRONT = "/communities/makers-guild/"


def join(community: Community, people: list[User], **fields: object) -> list[CommunityMembership]:
    return [CommunityMembership.objects.create(community=community, user=each, **fields) for each in people]


def circle(name: str, **fields: object) -> Community:
    return Community.objects.create(kind="association", name=name, slug=name.lower().replace(" ", "-"), **fields)


# The same cost for one and for three ----------------------------------------------------------------------------------


@many
def test_my_communities_cost_the_same_for_many(items, stan, olga, client_of, counted):
    for number in range(items):
        join(circle(f"Mine {number}"), [stan])
        circle(f"Askable {number}", joining="request")
        joining.invite(circle(f"Inviting {number}"), [stan.email], by=olga, now=NOW)
    page = counted(client_of(stan), "/communities/", SESSION + 4)
    assert page.count("See and ask") == page.count("See and join") == items
    assert page.count("/communities/mine-") == items


@many
def test_the_front_page_costs_the_same_for_many_groups(items, guild, olga, fay, client_of, counted):
    for number in range(items):
        found(fay, f"Table {number}", community=guild, visibility="community")
    page = counted(client_of(olga), FRONT, SESSION + 5)
    assert page.count("Table ") >= items


@many
def test_the_front_page_costs_an_outsider_the_same(items, guild, olga, stan, fay, client_of, counted):
    joining.invite(guild, [stan.email], by=olga, now=NOW)
    for number in range(items):
        found(fay, f"Table {number}", community=guild)
    page = counted(client_of(stan), FRONT, SESSION + 7)
    assert page.count('class="cover"') == items


@many
def test_members_cost_the_same_for_many(items, guild, olga, client_of, counted):
    join(guild, crowd(items))
    page = counted(client_of(olga), f"{FRONT}members/", SESSION + 5)
    assert page.count("Make organiser") == items


@many
def test_requests_cost_the_same_for_many(items, guild, olga, client_of, counted):
    Community.objects.update(joining="request")
    guild.refresh_from_db()
    for each in crowd(items):
        asking.ask(guild, each, "I throw pots.", NOW)
        other = person(f"Other{each.pk}")
        asking.decline(asking.ask(guild, other, "Hello.", NOW), reason="Full", by=olga, now=NOW)
    page = counted(client_of(olga), f"{FRONT}requests/", SESSION + 4)
    assert page.count("Read and answer") == items
    assert page.count("answered by Olga Example") == items


@many
def test_invitations_cost_the_same_for_many(items, guild, olga, client_of, counted):
    joining.invite(guild, [f"new{n}@elsewhere.example" for n in range(items)], by=olga, now=NOW)
    page = counted(client_of(olga), f"{FRONT}invitations/", SESSION + 3)
    assert page.count("Take back") == items


# Who finds what -------------------------------------------------------------------------------------------------------


def test_a_community_is_started_from_its_page(stan, client_of):
    client = client_of(stan)
    assert "@example.org" in page_of(client, "/communities/new/")
    fields = {
        "kind": "association",
        "name": "Potters",
        "about": "Clay.",
        "joining": "request",
        "domains": "example.org",
    }
    assert client.post("/communities/new/", fields).url == "/communities/potters/"
    assert client.post("/communities/new/", fields).url == "/communities/potters/"
    community = Community.objects.get(name="Potters")
    assert [str(each) for each in community.domains.all()] == ["example.org"]
    assert "you are an organiser" in page_of(client, "/communities/potters/")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": "Win at https://spam.example"}, "Write the name alone."),
        ({"name": "Potters\u202eevil"}, "Write it in one line."),
        ({"domains": "gmail.com"}, "Select a valid choice"),
        ({"kind": ""}, "This field is required"),
    ],
)
def test_a_form_that_is_wrong_keeps_what_was_typed(stan, client_of, fields, said):
    fields = {"kind": "association", "name": "Potters", "about": "We share clay.", "joining": "request", **fields}
    page = client_of(stan).post("/communities/new/", fields).content.decode()
    assert said in page
    assert "We share clay." in page
    assert not Community.objects.exists()


def test_who_has_a_public_address_is_told_what_it_means(client_of, stan):
    stan.emailaddress_set.update(email="stan@gmail.com")
    page = page_of(client_of(stan), "/communities/new/")
    assert "public mail provider" in page
    assert 'name="domains"' not in page


def test_an_organiser_changes_what_the_community_says(guild, olga, client_of):
    client = client_of(olga)
    assert 'name="kind"' not in page_of(client, f"{FRONT}settings/")
    answer = client.post(f"{FRONT}settings/", {"name": "Makers", "about": "Clay.", "joining": "request"})
    assert answer.url == FRONT
    guild.refresh_from_db()
    assert (guild.name, guild.kind, guild.joining) == ("Makers", "association", "request")


def test_outsiders_see_the_groups_that_anyone_may_find(guild, olga, stan, fay, client_of):
    joining.invite(guild, [stan.email], by=olga, now=NOW)
    for visibility in ("public", "community", "unlisted"):
        found(fay, f"The {visibility} table", community=guild, visibility=visibility)
    page = page_of(client_of(stan), FRONT)
    assert "The public table" in page
    assert "The community table" not in page
    for reader in (stan, olga):
        assert "The unlisted table" not in page_of(client_of(reader), FRONT)
    assert "The community table" in page_of(client_of(olga), FRONT)


def test_featured_groups_stand_first(guild, olga, fay, client_of):
    found(fay, "Aardvark", community=guild)
    found(fay, "Zebra", community=guild)
    Group.objects.filter(name="Zebra").update(featured_at=NOW)
    page = page_of(client_of(olga), FRONT)
    assert page.index("Featured by the organisers") < page.index("Zebra") < page.index("Aardvark")


def test_a_domain_lets_somebody_in_with_one_click(guild, stan, client_of):
    CommunityDomain.objects.create(community=guild, domain="example.org")
    client = client_of(stan)
    assert "See and join" in page_of(client, "/communities/")
    assert "at its domain" in page_of(client, FRONT)
    assert client.post(f"{FRONT}join/").url == FRONT
    assert "Leave the community" in page_of(client, FRONT)


def test_an_invitation_is_taken_up_or_refused(guild, olga, stan, client_of):
    client = client_of(stan)
    joining.invite(guild, [stan.email], by=olga, now=NOW)
    assert "<bdi>Olga Example</bdi> invites" in page_of(client, FRONT)
    client.post(f"{FRONT}join/refusal/")
    assert client.get(FRONT).status_code == 404
    joining.invite(guild, [stan.email], by=olga, now=NOW)
    client.post(f"{FRONT}join/")
    assert CommunityMembership.objects.filter(community=guild, user=stan).exists()


def test_an_invitation_that_has_run_out_says_so(guild, olga, stan, client_of, stopped):
    joining.invite(guild, [stan.email], by=olga, now=NOW)
    stopped.move_to(later(days=91))
    client = client_of(stan)
    assert "Your invitation has run out" in page_of(client, FRONT)
    assert "Ask an organiser for a new one" in client.post(f"{FRONT}join/", follow=True).content.decode()


def test_asking_waiting_and_the_answer(guild, olga, stan, client_of):
    Community.objects.update(joining="request")
    client, organiser = client_of(stan), client_of(olga)
    assert "See and ask" in page_of(client, "/communities/?q=make")
    assert "None of that name" in page_of(client, "/communities/?q=zzz")
    assert "This field is required" in client.post(f"{FRONT}ask/", {"words": " "}).content.decode()
    client.post(f"{FRONT}ask/", {"words": "I throw pots."})
    assert "You have asked." in page_of(client, FRONT)
    asked = guild.requests.get()
    path = reverse("accounts:requests.show", args=["makers-guild", asked.pk])
    assert "I throw pots." in page_of(organiser, path)
    assert "An answer without a reason" in organiser.post(path, {"answer": "decline"}).content.decode()
    organiser.post(path, {"answer": "decline", "reason": "You are no maker yet."})
    assert "You are no maker yet." in page_of(client, FRONT)
    assert "You are no maker yet." in page_of(organiser, path)
    client.post(f"{FRONT}ask/", {"words": "Now I am."})
    client.post(f"{FRONT}ask/withdrawal/")
    client.post(f"{FRONT}ask/", {"words": "Again."})
    again = guild.requests.get(state="open")
    path = reverse("accounts:requests.show", args=["makers-guild", again.pk])
    organiser.post(path, {"answer": "accept"})
    assert "moment ago" in organiser.post(path, {"answer": "accept"}, follow=True).content.decode()
    assert "Leave the community" in page_of(client, FRONT)
    assert client.get(f"{FRONT}ask/").url == FRONT


def test_a_pasted_list_is_invited(guild, olga, stan, client_of):
    client = client_of(olga)
    text = "Amara <amara@example.org>; new@elsewhere.example,\nStan@example.org\n"
    page = client.post(f"{FRONT}invitations/", {"addresses": text}, follow=True).content.decode()
    assert "3 invitations are on their way." in page
    page = client.post(f"{FRONT}invitations/", {"addresses": text + "olga@example.org"}, follow=True).content.decode()
    assert "4 addresses were invited already, or belong to members." in page
    line = CommunityInvitation.objects.get(email="new@elsewhere.example")
    client.post(reverse("accounts:invitations.destroy", args=["makers-guild", line.pk]))
    assert not CommunityInvitation.objects.filter(pk=line.pk).exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Ann <ann@example.org>\nyou@x", "Line 2: “you@x” is not a whole address. It would look like nadia"),
        ("Ann ann@example.org", "Line 1: “Ann ann@example.org” is not a whole address."),
        (" , ", "Write at least one address."),
        ("", "Write at least one address."),
        (",".join(f"a{n}@example.org" for n in range(201)), "These are 201 addresses. Up to 200 fit here"),
    ],
)
def test_a_pasted_list_with_something_wrong_is_kept_and_nobody_is_invited(guild, olga, client_of, text, said):
    page = unescape(client_of(olga).post(f"{FRONT}invitations/", {"addresses": text}).content.decode())
    assert said in page
    assert f"\n{text}</textarea>" in page
    assert not CommunityInvitation.objects.exists()


def test_the_link_in_the_mail_says_where_one_stands(guild, olga, stan, client, client_of, stopped):
    joining.invite(guild, [stan.email], by=olga, now=NOW)
    invitation = CommunityInvitation.objects.select_related("community").get()
    path = invitation_url(invitation).removeprefix("http://127.0.0.1:8000")
    assert "Sign up with <bdi>stan@example.org</bdi>" in page_of(client, path)
    assert client_of(stan).get(path).url == FRONT
    assert "you are signed in as <bdi>olga@example.org</bdi>" in page_of(client_of(olga), path)
    stopped.move_to(later(days=91))
    assert "ran out on" in page_of(client, path)
    for field, said in (("declined_at", "answered with no"), ("accepted_at", "has been taken up")):
        CommunityInvitation.objects.update(**{field: NOW})
        assert said in page_of(client, path)


# Members --------------------------------------------------------------------------------------------------------------


def test_members_are_shown_as_far_as_they_allow(guild, olga, max_, stan, fay, client_of):
    join(guild, [max_, stan, fay])
    User.objects.filter(pk=stan.pk).update(shown_to="tables")
    Block.objects.create(user=fay, blocked=max_)
    page = page_of(client_of(max_), f"{FRONT}members/")
    assert "Olga Example" in page
    assert "Stan Example" not in page
    assert "Fay Example" not in page
    assert "2 more belong here" in page
    everyone = page_of(client_of(olga), f"{FRONT}members/")
    assert "Stan Example" in everyone
    assert f'href="/people/{stan.pk}/"' not in everyone


def test_members_are_found_by_name_and_by_what_they_do(guild, olga, stan, client_of):
    join(guild, [stan, person("Tess", work="joinery")])
    client = client_of(olga)
    assert "Stan Example" not in page_of(client, f"{FRONT}members/?q=JOIN")
    assert "Tess Example" in page_of(client, f"{FRONT}members/?q=JOIN")
    assert "Nobody of that name" in page_of(client, f"{FRONT}members/?q=zzz")


def test_an_organiser_gives_roles_and_takes_people_out(guild, olga, stan, client_of):
    [place] = join(guild, [stan])
    client = client_of(olga)
    role = reverse("accounts:memberships.update", args=["makers-guild", place.pk])
    removal = reverse("accounts:removals.new", args=["makers-guild", place.pk])
    client.post(role, {"role": "organiser"})
    assert "steps down first" in page_of(client, removal)
    assert "steps down first" in client.post(removal, follow=True).content.decode()
    client.post(role, {"role": "member"})
    client.post(role, {"role": "emperor"})
    assert "Take Stan Example out of" in page_of(client, removal)
    client.post(removal)
    assert not CommunityMembership.objects.filter(pk=place.pk).exists()


def test_the_last_organiser_stays(guild, olga, stan, client_of):
    client = client_of(olga)
    own = CommunityMembership.objects.get(user=olga)
    assert "Choose who takes over" in page_of(client, f"{FRONT}leave/")
    assert "only organiser" in client.post(f"{FRONT}leave/", follow=True).content.decode()
    role = reverse("accounts:memberships.update", args=["makers-guild", own.pk])
    client.post(role, {"role": "member"})
    own.refresh_from_db()
    assert own.role == "organiser"
    join(guild, [stan], role="organiser")
    assert client.post(role, {"role": "member"}).url == FRONT
    assert client.post(f"{FRONT}leave/").url == "/communities/"
