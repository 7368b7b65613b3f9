"""In an employer community nobody is matched or seated with their line manager: at every door, and after.

Rae reports to Ida and Ida to Bea, as the list says that Olga imported; Tom reports to nobody.
"""

import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta

import pytest
from django.core import mail

from accounts import delivery, importing, joining
from accounts.models import Community, CommunityDomain, CommunityInvitation, CommunityMembership, Notice, User
from groups import (
    admissions,
    arriving,
    closing,
    invitations,
    managing,
    pairing,
    proposing,
    seats,
    waiting,
)
from groups.letters.communities import compose_line_manager
from groups.models import (
    Application,
    Charter,
    Group,
    KeptApart,
    Membership,
    Role,
    tablemates,
)
from meetings import visiting
from meetings.models import Meeting, Visit
from tests.conftest import NOW, expertise, found, later, person, plan_series
from tests.races import together

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped")]
Act = Callable[[], object]


def bring(guild: Community, olga: User, *lines: str) -> None:
    """Olga imports a list."""
    text = "\n".join(["name,email,line manager", *lines, ""])
    import_ = importing.preview(guild, text.encode(), by=olga, now=NOW)
    assert import_.problems == []
    importing.confirm(import_)
    assert importing.carry_out(NOW) == 1


@pytest.fixture
def firm(guild, olga) -> dict[str, User]:
    Community.objects.update(kind="employer")
    CommunityDomain.objects.create(community=guild, domain="example.org")
    people = {name: person(name, wants_buddy=True, shown_to="everyone") for name in ("Rae", "Ida", "Bea", "Tom")}
    bring(
        guild,
        olga,
        "Rae,rae@example.org,ida@example.org",
        "Ida,ida@example.org,bea@example.org",
        "Bea,bea@example.org,",
        "Tom,tom@example.org,",
    )
    return people


@pytest.mark.parametrize(("owner", "comes"), [("Ida", "Rae"), ("Rae", "Ida"), ("Bea", "Ida"), ("Ida", "Bea")])
@pytest.mark.parametrize("where", ["in the community", "anywhere"])
def test_nobody_is_seated_with_their_line_manager(firm, guild, owner, comes, where):
    group = found(firm[owner], community=guild if where == "in the community" else None)
    with pytest.raises(KeptApart):
        Membership.objects.seat(group, firm[comes], role=Role.MEMBER, now=NOW)


def test_only_the_direct_line_is_kept_apart(firm, guild):
    group = found(firm["Bea"], community=guild)
    Membership.objects.seat(group, firm["Rae"], role=Role.MEMBER, now=NOW)
    assert Membership.objects.present().filter(group=group).count() == 2


def test_an_association_keeps_no_line_apart(firm, guild):
    Community.objects.update(kind="association")
    Membership.objects.seat(found(firm["Ida"]), firm["Rae"], role=Role.MEMBER, now=NOW)


# Every door: Tom gets as far as one step before Ida's table, and then a list makes her his manager, or does not. ------


def open_table(table: Group, tom: User) -> Act:
    Group.objects.filter(pk=table.pk).update(joining="open")
    return lambda: arriving.sit_down(table, tom, NOW)


def application(table: Group, tom: User) -> Act:
    asked = admissions.ask(table, tom, "Hello", NOW)
    return lambda: admissions.accept(asked, by=owner(table), words="", now=NOW)


def members_who_decide(table: Group, tom: User) -> Act:
    Charter.objects.amend(table, {"decided_by": "members"}, by=owner(table), now=NOW)
    asked = admissions.ask(table, tom, "Hello", NOW)
    proposing.propose(asked, by=owner(table), words="", now=NOW)
    return lambda: proposing.conclude(later(days=6))


def asking_the_members(table: Group, tom: User) -> Act:
    Charter.objects.amend(table, {"decided_by": "members"}, by=owner(table), now=NOW)
    asked = admissions.ask(table, tom, "Hello", NOW)

    def act() -> None:
        proposing.propose(asked, by=owner(table), words="", now=NOW)
        proposing.conclude(later(days=6))

    return act


def kept_chair(table: Group, tom: User) -> Act:
    row = waiting.wait(table, tom, NOW)
    assert waiting.offer(NOW) == 1
    return lambda: arriving.take(row, NOW)


def chair_that_becomes_free(table: Group, tom: User) -> Act:
    row = waiting.wait(table, tom, NOW)

    def act() -> None:
        waiting.offer(NOW)
        arriving.take(row, NOW)

    return act


def invitation_by_mail(table: Group, tom: User) -> Act:
    [invitation] = invitations.invite(table, [tom.email], by=owner(table), now=NOW)
    return lambda: invitations.accept(invitation, tom, NOW)


def invitation_by_link(table: Group, tom: User) -> Act:
    link = {"lasts": timedelta(days=1), "uses": 5, "ticket": uuid.uuid4()}
    invitation = invitations.share(table, by=owner(table), now=NOW, **link)
    return lambda: invitations.accept(invitation, tom, NOW)


def invited_address_that_is_proved(table: Group, tom: User) -> Act:
    invitations.invite(table, [tom.email], by=owner(table), now=NOW)
    return lambda: invitations.land(tom, NOW)


def board(table: Group) -> None:
    Group.objects.filter(pk=table.pk).update(kind="board")
    table.refresh_from_db()
    seats.add(table, [expertise()])


def board_seat_by_invitation(table: Group, tom: User) -> Act:
    board(table)
    seat = table.seats.get()
    [invitation] = invitations.invite(table, [tom.email], by=owner(table), seat=seat, now=NOW)
    return lambda: invitations.accept(invitation, tom, NOW)


def board_seat_asked_for(table: Group, tom: User) -> Act:
    board(table)
    asked = admissions.ask(table, tom, "Hello", NOW, seat=table.seats.get())
    return lambda: admissions.accept(asked, by=owner(table), words="", now=NOW)


def buddy_who_asks(table: Group, tom: User) -> Act:
    def act() -> None:
        asked = pairing.ask(tom, owner(table), "", NOW)
        pairing.accept(asked, NOW)

    return act


def buddy_who_was_asked(table: Group, tom: User) -> Act:
    asked = pairing.ask(owner(table), tom, "", NOW)
    return lambda: pairing.accept(asked, NOW)


DOORS = [
    open_table,
    application,
    members_who_decide,
    asking_the_members,
    kept_chair,
    chair_that_becomes_free,
    invitation_by_mail,
    invitation_by_link,
    invited_address_that_is_proved,
    board_seat_by_invitation,
    board_seat_asked_for,
    buddy_who_asks,
    buddy_who_was_asked,
]
REFUSALS = (KeptApart, invitations.Refused, waiting.OfferGone, pairing.NotAskable)


def owner(group: Group) -> User:
    return Membership.objects.get(group=group, role=Role.OWNER).user


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
@pytest.mark.parametrize("line", ["Tom,tom@example.org,ida@example.org", "Ida,ida@example.org,tom@example.org", ""])
def test_no_door_leads_to_a_table_of_ones_line_manager(firm, guild, olga, door, line):
    ida, tom = firm["Ida"], firm["Tom"]
    act = door(found(ida, "Ida's table", community=guild), tom)
    if line:
        bring(guild, olga, line)
    with suppress(*REFUSALS):
        act()
    assert tablemates(ida).filter(pk=tom.pk).exists() is not bool(line)


@pytest.mark.parametrize("is_managed", [True, False])
def test_nobody_visits_a_meeting_of_their_line_manager(firm, guild, olga, is_managed):
    table = found(firm["Ida"], "Ida's table", community=guild)
    plan_series(table, firm["Ida"])
    asked = admissions.ask(table, firm["Tom"], "Hello", NOW)
    if is_managed:
        bring(guild, olga, "Tom,tom@example.org,ida@example.org")
    with suppress(KeptApart):
        visiting.invite(
            asked, Meeting.objects.order_by("starts_at")[:1], by=firm["Ida"], words="", ticket=uuid.uuid4(), now=NOW
        )
    assert Visit.objects.exists() is not is_managed


def test_a_manager_finds_no_table_of_their_people(firm, guild, client_of):
    group = found(firm["Rae"], "Quiet corner", community=guild, visibility="community")
    for path in ("/communities/makers-guild/", "/find/"):
        assert "Quiet corner" not in client_of(firm["Ida"]).get(path).content.decode()
        assert "Quiet corner" in client_of(firm["Bea"]).get(path).content.decode()
    with pytest.raises(KeptApart):
        admissions.ask(group, firm["Ida"], "Hello", NOW)
    assert not Application.objects.exists()


def test_a_new_manager_is_kept_apart_from_the_next_import_on(firm, guild, olga):
    bring(guild, olga, "Rae,rae@example.org,bea@example.org")
    Membership.objects.seat(found(firm["Ida"]), firm["Rae"], role=Role.MEMBER, now=NOW)
    with pytest.raises(KeptApart):
        Membership.objects.seat(found(firm["Bea"]), firm["Rae"], role=Role.MEMBER, now=NOW)


@pytest.mark.parametrize("which", ["invited by hand", "left and came back"])
def test_a_manager_is_not_forgotten_for_a_second_address(firm, guild, olga, which):
    """A line that says nothing of a manager is no word against the one that does."""
    firm["Rae"].emailaddress_set.create(email="rae@home.example", verified=True)
    own = CommunityMembership.objects.filter(user=firm["Rae"])
    if which == "invited by hand":
        CommunityInvitation.objects.create(community=guild, email="rae@home.example", expires_at=later(days=9))
    else:
        joining.leave(own.get(), NOW)
        joining.enter(guild, firm["Rae"], NOW)
    for _again in range(3):
        bring(guild, olga, "Tom,tom@example.org,")
        assert own.get().line_manager == firm["Ida"]


# A list that comes after they sat down --------------------------------------------------------------------------------


@pytest.fixture
def seated(firm, guild, olga) -> Iterator[Group]:
    """Tom sat at Ida's table before the list made her his manager; Zoe sits there too."""
    table = found(firm["Ida"], "Ida's table", community=guild)
    Membership.objects.seat(table, firm["Tom"], role=Role.MEMBER, now=NOW)
    Membership.objects.seat(table, person("Zoe"), role=Role.MEMBER, now=NOW)
    Notice.objects.update(state="sent", finished_at=NOW)
    bring(guild, olga, "Tom,tom@example.org,ida@example.org")
    return table


def test_both_are_told_once_and_nobody_else(seated, firm, clock):
    for _twice in range(2):
        managing.tell(NOW)
    delivery.deliver(clock)
    letters = {letter.to[0]: letter for letter in mail.outbox}
    assert letters.keys() == {"tom@example.org", "ida@example.org"}
    assert letters["tom@example.org"].subject == "Ida Example and you at Ida's table"
    assert "Ida Example is your line manager now" in letters["tom@example.org"].body
    assert "you manage Tom Example now" in letters["ida@example.org"].body
    assert Membership.objects.present().filter(group=seated).count() == 3


def test_it_stands_on_today_until_one_of_them_leaves(seated, firm, client_of):
    said = {"Tom": "Ida Example is your line manager by now.", "Ida": "You manage Tom Example by now."}
    for name, words in said.items():
        assert words in client_of(firm[name]).get("/").content.decode()
    assert "manage" not in client_of(User.objects.get(name="Zoe Example")).get("/").content.decode()
    Membership.objects.get(group=seated, user=firm["Tom"]).leave(NOW)
    for name, words in said.items():
        assert words not in client_of(firm[name]).get("/").content.decode()
    with pytest.raises(KeptApart):
        Membership.objects.seat(seated, firm["Tom"], role=Role.MEMBER, now=NOW)


@pytest.mark.parametrize("ends", ["by leaving", "by another list", "by closing", "by an association"])
def test_a_letter_that_is_no_longer_true_is_not_written(seated, firm, guild, olga, ends):
    managing.tell(NOW)
    notices = Notice.objects.filter(kind="line_manager")
    assert all(compose_line_manager(notice, NOW) for notice in notices)
    {
        "by leaving": lambda: Membership.objects.get(group=seated, user=firm["Tom"]).leave(NOW),
        "by another list": lambda: bring(guild, olga, "Tom,tom@example.org,bea@example.org"),
        "by closing": lambda: closing.close(seated, by=firm["Ida"], reason="", now=NOW),
        "by an association": lambda: Community.objects.update(kind="association"),
    }[ends]()
    assert not any(compose_line_manager(notice, NOW) for notice in notices)


@pytest.mark.parametrize("items", [1, 3])
def test_telling_costs_the_same_for_many(firm, guild, olga, items, django_assert_num_queries):
    for number in range(items):
        table = found(firm["Ida"], f"Table {number}", community=guild)
        Membership.objects.seat(table, firm["Tom"], role=Role.MEMBER, now=NOW)
    bring(guild, olga, "Tom,tom@example.org,ida@example.org")
    with django_assert_num_queries(4):
        managing.tell(NOW)
    assert Notice.objects.filter(kind="line_manager").count() == 2 * items


@pytest.mark.django_db(transaction=True)
def test_whoever_sits_down_while_a_list_is_imported_is_told_all_the_same(firm, guild, olga):
    """Neither waits for the other, so now and then both happen; then the sweep finds it."""
    ida, tom = firm["Ida"], firm["Tom"]
    for number in range(10):
        table = found(ida, f"Table {number}", community=guild)
        CommunityMembership.objects.filter(user=tom).update(line_manager=None)
        lines = b"name,email,line manager\nTom,tom@example.org,ida@example.org\n"
        importing.confirm(importing.preview(guild, lines, by=olga, now=NOW))
        together(
            [
                lambda: importing.carry_out(NOW),
                lambda table=table: Membership.objects.seat(table, tom, role=Role.MEMBER, now=NOW),
            ]
        )
        managing.tell(NOW)
        seated = Membership.objects.present().filter(group=table, user=tom).exists()
        about = Notice.objects.filter(kind="line_manager", data__group=table.pk)
        assert about.count() == (2 if seated else 0)
