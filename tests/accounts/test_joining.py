"""The ways into a community and out of it."""

from urllib.parse import urlsplit

import pytest
from django.urls import reverse

from accounts import asking, founding, joining
from accounts.asking import AlreadyAnswered
from accounts.community_letters import (
    compose_answer,
    compose_arrival,
    compose_invitation,
    compose_request,
)
from accounts.joining import LastOrganiser, NoWayIn
from accounts.models import (
    Community,
    CommunityDomain,
    CommunityInvitation,
    CommunityMembership,
    CommunityRequest,
    Expertise,
    Notice,
    PersonExpertise,
)
from accounts.models.community_joining import LASTS
from tests.conftest import NOW, later, person
from tests.races import together

pytestmark = pytest.mark.django_db


def members_of(community: Community) -> set[str]:
    return set(CommunityMembership.objects.filter(community=community).values_list("user__email", flat=True))


def owed(kind: str) -> list[Notice]:
    return list(Notice.objects.filter(kind=kind).order_by("pk"))


@pytest.fixture
def works(olga) -> Community:
    """An employer at works.example, organised by Olga."""
    community = Community.objects.create(kind="employer", name="The Works", slug="the-works")
    CommunityMembership.objects.create(community=community, user=olga, role="organiser")
    CommunityDomain.objects.create(community=community, domain="works.example")
    return community


def invited(community: Community, email: str, **fields: object) -> CommunityInvitation:
    fields = {"created_at": NOW, "expires_at": NOW + LASTS, **fields}
    return CommunityInvitation.objects.create(community=community, email=email, **fields)


# Founding -------------------------------------------------------------------------------------------------------------


def start(by, name="Potters of Ghent", **fields):
    fields = {"kind": "association", "about": "", "joining": "invitation", "domains": [], **fields}
    return founding.found(by=by, now=NOW, name=name, **fields)


def test_whoever_starts_a_community_organises_it(stan):
    community = start(stan)
    assert community.slug == "potters-of-ghent"
    assert CommunityMembership.objects.get(community=community).role == "organiser"


def test_starting_twice_starts_once(stan, fay):
    assert start(stan) == start(stan)
    assert start(fay).slug == "potters-of-ghent-2"


def test_a_community_never_takes_an_address_of_the_site(stan):
    assert start(stan, "New").slug == "new-2"
    assert start(stan, "陶芸家").slug == "community"


def test_only_a_proved_domain_can_be_claimed(stan):
    stan.emailaddress_set.create(email="stan@works.example", verified=False)
    with pytest.raises(founding.NotTheirDomain):
        start(stan, domains=["works.example"])
    stan.emailaddress_set.update(verified=True)
    assert [str(each) for each in start(stan, domains=["works.example"]).domains.all()] == ["works.example"]


def test_nobody_claims_a_public_mail_provider(stan):
    stan.emailaddress_set.create(email="stan@gmail.com", verified=True)
    assert founding.claimable(stan) == ["example.org"]
    with pytest.raises(founding.NotTheirDomain):
        start(stan, domains=["gmail.com"])


def test_another_organiser_may_keep_a_domain_and_give_it_up(works, stan):
    founding.keep_domains(works, ["works.example", "example.org"], by=stan)
    founding.keep_domains(works, ["example.org"], by=stan)
    assert list(works.domains.values_list("domain", flat=True)) == ["example.org"]


# By domain ------------------------------------------------------------------------------------------------------------


def test_a_verified_address_at_the_domain_opens_the_door_at_once(works, stan):
    address = stan.emailaddress_set.create(email="stan@works.example", verified=False)
    with pytest.raises(NoWayIn):
        joining.enter(works, stan, NOW)
    address.verified = True
    address.save()
    first = joining.enter(works, stan, NOW)
    assert joining.enter(works, stan, NOW) == first


def test_a_subdomain_is_another_domain(works, stan):
    stan.emailaddress_set.create(email="stan@mail.works.example", verified=True)
    with pytest.raises(NoWayIn):
        joining.enter(works, stan, NOW)


# By invitation --------------------------------------------------------------------------------------------------------


def test_invited_addresses_are_told_once(works, olga, stan):
    addresses = ["new@elsewhere.example", stan.email, olga.email]
    tally = joining.invite(works, addresses, by=olga, now=NOW)
    assert tally == {"new": 2, "waiting": 0, "members": 1}
    assert joining.invite(works, addresses, by=olga, now=later(days=1))["waiting"] == 2
    assert {(each.user, each.address) for each in owed("community_invitation")} == {
        (None, "new@elsewhere.example"),
        (stan, ""),
    }


def test_an_invitation_opens_the_door_while_it_lasts(works, stan):
    invited(works, stan.email)
    with pytest.raises(NoWayIn):
        joining.enter(works, stan, NOW + LASTS)
    joining.enter(works, stan, NOW)
    assert CommunityInvitation.objects.get().accepted_at == NOW


def test_who_says_no_is_asked_again_only_by_hand(works, olga, stan):
    joining.invite(works, [stan.email], by=olga, now=NOW)
    joining.refuse(works, stan, NOW)
    with pytest.raises(NoWayIn):
        joining.enter(works, stan, NOW)
    assert compose_invitation(owed("community_invitation")[0], NOW) is None
    assert joining.invite(works, [stan.email], by=olga, now=later(days=1))["new"] == 1
    joining.enter(works, stan, later(days=1))
    assert len(owed("community_invitation")) == 2


def test_an_invited_address_that_signs_up_later_is_in(works, stan):
    invited(works, "stan@elsewhere.example", expertises=["pricing", "made-up"])
    stan.emailaddress_set.create(email="stan@elsewhere.example", verified=True)
    joining.arrive(stan, later(days=2))
    assert stan.email in members_of(works)
    assert [each.expertise.slug for each in PersonExpertise.objects.filter(user=stan)] == ["pricing"]
    notice = owed("community_arrival")[0]
    assert "You are in" in str(compose_arrival(notice, NOW).context["note"].subject)
    joining.leave(CommunityMembership.objects.get(user=stan), NOW)
    assert compose_arrival(notice, NOW) is None


def test_an_invitation_that_has_run_out_lets_nobody_in(works, stan):
    invited(works, stan.email)
    joining.arrive(stan, NOW + LASTS)
    assert stan.email not in members_of(works)


def test_a_list_is_only_a_beginning_for_who_knows_what_they_know(works, stan):
    PersonExpertise.objects.keep(stan, "offers", [Expertise.objects.get(slug="hiring")])
    invited(works, stan.email, expertises=["pricing"])
    joining.enter(works, stan, NOW)
    assert [each.expertise.slug for each in PersonExpertise.objects.filter(user=stan)] == ["hiring"]


def test_signing_up_with_an_invited_address_brings_people_in(stopped, client, works, mailoutbox):
    """Through the real pages: sign-up, the mail, the button in it."""
    invited(works, "new@elsewhere.example")
    fields = {"name": "New Person", "email": "new@elsewhere.example", "password1": "a long way home"}
    client.post(reverse("account_signup"), {**fields, "time_zone": "Europe/Brussels"})
    link = next(word for word in mailoutbox[-1].body.split() if "/confirm-email/" in word)
    client.post(urlsplit(link).path)
    assert "new@elsewhere.example" in members_of(works)


# Line managers --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("first", ["manager", "report"])
def test_a_manager_is_known_whoever_comes_first(works, first):
    invited(works, "boss@example.org")
    invited(works, "report@example.org", manager_email="boss@example.org")
    people = {"manager": person("Boss"), "report": person("Report")}
    for who in [first, *(set(people) - {first})]:
        joining.arrive(people[who], NOW)
    own = CommunityMembership.objects.get(user=people["report"])
    assert own.line_manager == people["manager"]
    assert list(CommunityMembership.objects.managed_apart(people["manager"])) == [people["report"]]


def test_a_manager_outside_the_community_is_known_too(works):
    invited(works, "report@example.org", manager_email="boss@example.org")
    report = person("Report")
    joining.arrive(report, NOW)
    boss = person("Boss")
    joining.arrive(boss, NOW)
    assert CommunityMembership.objects.get(user=report).line_manager == boss


# By request -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def open_guild(guild, olga) -> Community:
    guild.joining = "request"
    guild.save()
    return guild


def test_asking_twice_is_asking_once_and_organisers_are_told(open_guild, olga, stan):
    first = asking.ask(open_guild, stan, "I throw pots.", NOW)
    assert asking.ask(open_guild, stan, "Again.", NOW) == first
    notice = owed("community_request")[0]
    assert notice.user == olga
    assert compose_request(notice, NOW).context["note"].names["name"] == "Stan Example"


def test_nobody_asks_where_there_is_nothing_to_ask(guild, olga, stan):
    with pytest.raises(NoWayIn):
        asking.ask(guild, stan, "Hello", NOW)
    Community.objects.update(joining="request")
    guild.refresh_from_db()
    with pytest.raises(NoWayIn):
        asking.ask(guild, olga, "Hello", NOW)


def test_an_organiser_lets_somebody_in(open_guild, olga, stan):
    request = asking.ask(open_guild, stan, "I throw pots.", NOW)
    asking.accept(request, by=olga, now=NOW)
    assert stan.email in members_of(open_guild)
    assert compose_request(owed("community_request")[0], NOW) is None
    assert "answer is yes" in str(compose_answer(owed("community_answer")[0], NOW).context["note"].lead)


def test_declining_gives_a_reason_that_no_mail_carries(open_guild, olga, stan):
    request = asking.ask(open_guild, stan, "I throw pots.", NOW)
    asking.decline(request, reason="persimmon", by=olga, now=NOW)
    letter = compose_answer(owed("community_answer")[0], NOW)
    assert "persimmon" not in repr(letter.context["note"])
    with pytest.raises(AlreadyAnswered):
        asking.accept(request, by=olga, now=NOW)
    assert stan.email not in members_of(open_guild)


def test_who_withdraws_is_not_let_in_later(open_guild, olga, stan):
    request = asking.ask(open_guild, stan, "I throw pots.", NOW)
    asking.withdraw(request, NOW)
    with pytest.raises(AlreadyAnswered):
        asking.accept(request, by=olga, now=NOW)
    assert compose_answer(Notice(data={"request": 0}), NOW) is None


def test_who_comes_in_another_way_asks_no_more(open_guild, stan):
    asking.ask(open_guild, stan, "I throw pots.", NOW)
    invited(open_guild, stan.email)
    joining.enter(open_guild, stan, NOW)
    assert CommunityRequest.objects.get().state == "accepted"


def test_a_request_that_lost_its_reader_is_sent_to_nobody(open_guild, olga, fay, stan):
    asking.ask(open_guild, stan, "I throw pots.", NOW)
    CommunityMembership.objects.create(community=open_guild, user=fay, role="organiser")
    joining.set_role(CommunityMembership.objects.get(user=olga), CommunityMembership.Role.MEMBER)
    assert compose_request(owed("community_request")[0], NOW) is None


# Leaving, and roles ---------------------------------------------------------------------------------------------------


def test_a_community_keeps_an_organiser(works, olga, stan):
    own = CommunityMembership.objects.get(community=works, user=olga)
    for act in (lambda: joining.leave(own, NOW), lambda: joining.set_role(own, "member")):
        with pytest.raises(LastOrganiser):
            act()
    heir = CommunityMembership.objects.create(community=works, user=stan)
    joining.set_role(heir, CommunityMembership.Role.ORGANISER)
    joining.leave(own, NOW)
    assert members_of(works) == {stan.email}


def test_no_list_brings_back_who_left(works, stan):
    CommunityMembership.objects.create(community=works, user=stan)
    joining.leave(CommunityMembership.objects.get(user=stan), NOW)
    line = CommunityInvitation.objects.get()
    assert (line.email, line.declined_at) == (stan.email, NOW)
    joining.arrive(stan, NOW)
    assert stan.email not in members_of(works)


def test_who_left_comes_back_by_themselves(works, stan):
    stan.emailaddress_set.create(email="stan@works.example", verified=True)
    joining.leave(joining.enter(works, stan, NOW), NOW)
    joining.enter(works, stan, later(days=1))
    assert CommunityInvitation.objects.get(email=stan.email).declined_at is None


def test_an_organiser_takes_out_members_alone(works, olga, stan):
    joining.invite(works, [stan.email], by=olga, now=NOW)
    joining.remove(joining.enter(works, stan, NOW))
    assert members_of(works) == {olga.email}
    assert joining.invite(works, [stan.email], by=olga, now=NOW)["new"] == 1
    with pytest.raises(LastOrganiser):
        joining.remove(CommunityMembership.objects.get(community=works, user=olga))


def test_an_invitation_taken_back_is_not_sent(works, olga):
    joining.invite(works, ["new@elsewhere.example"], by=olga, now=NOW)
    notice = owed("community_invitation")[0]
    assert compose_invitation(notice, NOW).context["note"].names["by"] == "Olga Example"
    CommunityInvitation.objects.all().delete()
    assert compose_invitation(notice, NOW) is None


def test_an_address_gets_one_mail_a_day_however_often_it_is_invited(works, olga):
    for hours in (0, 1, 2, 24):
        joining.invite(works, ["new@elsewhere.example"], by=olga, now=later(hours=hours))
        CommunityInvitation.objects.all().delete()
    assert len(owed("community_invitation")) == 2


@pytest.mark.django_db(transaction=True)
def test_two_organisers_who_leave_at_once_leave_one_behind(guild, olga, stan):
    for _round in range(10):
        CommunityMembership.objects.all().delete()
        rows = [
            CommunityMembership.objects.create(community=guild, user=user, role="organiser") for user in (olga, stan)
        ]
        assert together([lambda own=own: joining.leave(own, NOW) for own in rows]) == ["LastOrganiser", "done"]


@pytest.mark.django_db(transaction=True)
def test_of_accepting_and_withdrawing_at_once_one_counts(open_guild, olga, stan):
    for _round in range(10):
        CommunityMembership.objects.filter(user=stan).delete()
        request = asking.ask(open_guild, stan, "I throw pots.", NOW)
        twin = CommunityRequest.objects.select_related("community", "user").get(pk=request.pk)
        outcomes = together(
            [lambda: asking.accept(request, by=olga, now=NOW), lambda: asking.withdraw(twin, NOW)]  # noqa: B023
        )
        assert outcomes == ["AlreadyAnswered", "done"]
        request.refresh_from_db()
        assert (stan.email in members_of(open_guild)) == (request.state == "accepted")
