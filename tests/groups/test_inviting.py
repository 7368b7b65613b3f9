"""The pages of invitations: what is typed and pasted, what each reader finds, and what it costs."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from accounts import safety
from accounts.delivery import deliver
from accounts.models import Block, Notice, User
from groups import closing, invitations, seats
from groups.models import Charter, Closure, Group, Invitation, Membership, Role, Seat, Waiting
from tests.conftest import NOW, expertise, found, later, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped")]

SESSION = 2  # the session and the person: the same on every page
many = pytest.mark.parametrize("items", [1, 3])
INDEX, NEW = "/groups/second-thursday/invitations/", "/groups/second-thursday/invitations/new/"


def link(group: Group, by: User, uses: int = 1) -> Invitation:
    return invitations.share(group, by=by, uses=uses, lasts=timedelta(days=7), ticket=uuid4(), now=NOW)


def mailed(group: Group, by: User, address: str, **fields) -> Invitation:
    (invitation,) = invitations.invite(group, [address], by=by, now=NOW, **fields)
    return invitation


def page_of(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status
    return response.content.decode()


def invited() -> list[str]:
    return sorted(Invitation.objects.values_list("email", flat=True))


# A pasted list --------------------------------------------------------------------------------------------------------


def test_one_address_is_invited_and_told(table, fay, client_of):
    page = client_of(fay).post(NEW, {"addresses": "Nadia@example.org", "words": "Come"}, follow=True).content.decode()
    assert "1 invitation is on its way." in page
    assert Invitation.objects.get().words == "Come"
    assert Notice.objects.get(kind="invitation").address == "nadia@example.org"


def test_what_is_wrong_is_told_by_line_and_nothing_is_sent_or_lost(table, fay, client_of):
    text = "nadia@example.org\nnonsense\nmax@example.org\nOmar <omar@example.org>; nadia@example.org"
    page = client_of(fay).post(NEW, {"addresses": text, "words": "Come"}).content.decode()
    assert "Line 2: “nonsense” is not a whole address." in page
    assert "Line 3: “max@example.org” sits at the table already." in page
    assert "Line 4: “nadia@example.org” stands there twice" in page
    assert "Invite the two that are right" in " ".join(page.split())
    assert "Omar &lt;omar@example.org&gt;; nadia@example.org" in page
    assert invited() == []


def test_those_that_are_right_are_invited_and_the_rest_stays_to_be_corrected(table, fay, client_of):
    text = "nadia@example.org\nnonsense\nmax@example.org\nOmar <omar@example.org>; nadia@example.org"
    sent = {"addresses": text, "words": "Come", "anyway": "1"}
    for _twice in range(2):
        page = client_of(fay).post(NEW, sent).content.decode()
        assert "2 invitations are on their way." in page
        assert ">\nnonsense</textarea>" in page
        assert "omar@example.org" not in page
    assert invited() == ["nadia@example.org", "omar@example.org"]
    assert Notice.objects.filter(kind="invitation").count() == 2


@pytest.mark.parametrize("text", ["", " \n, ;", "nonsense", "max@example.org"])
def test_without_a_new_address_nothing_is_sent(table, fay, client_of, text):
    page = client_of(fay).post(NEW, {"addresses": text, "anyway": "1"}).content.decode()
    assert "One thing to correct" in page
    assert invited() == []


def test_too_many_at_once_are_told_so(table, fay, client_of):
    text = " ".join(f"n{number}@example.org" for number in range(51))
    page = client_of(fay).post(NEW, {"addresses": text}).content.decode()
    assert "More than fifty invitations are open." in page
    assert "n50@example.org" in page
    assert invited() == []


# Links ----------------------------------------------------------------------------------------------------------------


def test_a_link_is_made_once_however_often_the_form_is_sent(table, fay, client_of):
    form = {"way": "link", "lasts": "7", "uses": "5", "ticket": uuid4()}
    for _twice in range(2):
        page = client_of(fay).post(NEW, form, follow=True).content.decode()
    invitation = Invitation.objects.get()
    assert (invitation.uses, invitation.expires_at, invitation.email) == (5, later(days=7), "")
    assert f"http://127.0.0.1:8000{invitation.get_absolute_url()}" in page
    assert "used 0 of" in page


@pytest.mark.parametrize("uses", ["0", "101", "many", ""])
def test_a_link_is_for_one_to_a_hundred(table, fay, client_of, uses):
    page = client_of(fay).post(NEW, {"way": "link", "lasts": "7", "uses": uses}).content.decode()
    assert "One thing to correct" in page
    assert not Invitation.objects.exists()


def test_nobody_is_invited_to_a_pair(fay, client_of):
    pair = found(fay, "Two", kind="buddies", size=2)
    client = client_of(fay)
    for path in ("/groups/two/invitations/", "/groups/two/invitations/new/"):
        assert client.post(path).status_code in {302, 405}
        assert client.get(path).url == pair.get_absolute_url()
    assert "/invitations/" not in page_of(client, pair.get_absolute_url())


def test_taken_back_it_stands_among_those_no_longer_open(table, fay, client_of):
    invitation = mailed(table, fay, "nadia@example.org")
    client = client_of(fay)
    assert "No longer open" not in page_of(client, INDEX)
    page = client.post(f"{INDEX}{invitation.pk}/revocation/", follow=True).content.decode()
    assert "Taken back" in page
    assert "Nobody is invited at the moment" in page
    client.get(f"{INDEX}{link(table, fay).pk}/revocation/")
    assert Invitation.objects.filter(revoked_at=None).count() == 1


@many
def test_invitations_cost_the_same_for_many(items, table, fay, client_of, django_assert_num_queries):
    for number in range(items):
        mailed(table, fay, f"n{number}@example.org")
        invitations.revoke(link(table, fay), NOW)
    client = client_of(fay)
    page_of(client, INDEX)
    with django_assert_num_queries(SESSION + 2):
        page = page_of(client, INDEX)
    assert page.count("good until") == items
    with django_assert_num_queries(SESSION + 1):
        page_of(client, NEW)


# Read and accepted ----------------------------------------------------------------------------------------------------


@many
def test_an_invitation_costs_the_same_for_many_at_the_table(
    items, table, fay, stan, client_of, django_assert_num_queries
):
    for number in range(items):
        Membership.objects.seat(table, person(f"Guest{number}"), role=Role.MEMBER, now=NOW)
    address, client = link(table, fay).get_absolute_url(), client_of(stan)
    page_of(client, address)
    with django_assert_num_queries(SESSION + 10):
        page_of(client, address)
    with django_assert_num_queries(6):
        page_of(Client(), address)


def test_signed_out_it_shows_the_group_and_the_ways_in(fay, max_, client):
    table = found(fay, visibility="unlisted", published_at=None)
    Membership.objects.seat(table, max_, role=Role.MEMBER, now=NOW)
    invitation = mailed(table, fay, "nadia@example.org", words="We need a joiner.")
    page = page_of(client, invitation.get_absolute_url())
    for words in (
        "Fay Example",
        "Second Thursday",
        "Owners who decide",
        "Max",
        "We need a joiner.",
        "What is said here",
    ):
        assert words in page
    assert f"{'/accounts/signup/'}?next={invitation.get_absolute_url()}".replace(":", "%3A") in page
    assert "nadia@example.org" not in page
    assert client.post(invitation.get_absolute_url(), {"charter": "on"}).url.startswith("/accounts/login/?next=/invita")


def test_it_is_accepted_with_the_charter_and_leads_to_the_table(table, fay, stan, client_of):
    address, client = mailed(table, fay, "stan@example.org").get_absolute_url(), client_of(stan)
    assert "Whoever sits down signs the charter." in client.post(address).content.decode()
    assert not Membership.objects.of(stan).exists()
    page = client.post(address, {"charter": "on"}, follow=True).content.decode()
    assert "You sit at this table now." in page
    assert "Read it and sign" in page
    assert client.get(address).url == table.get_absolute_url()
    assert client.post(address, {"charter": "on"}).url == address


def test_somebody_else_is_not_told_for_whom_it_is(table, fay, stan, client_of):
    address = mailed(table, fay, "nadia@example.org").get_absolute_url()
    page = page_of(client_of(stan), address)
    assert "This invitation is for another address" in page
    assert "Sign out and come back" in page
    assert "nadia" not in page
    assert "Second Thursday" not in page


def test_each_end_has_a_page(table, fay, max_, stan, client_of, client):
    def end(status: int = 410, by=None, **fields) -> str:
        invitation = link(table, fay)
        Invitation.objects.filter(pk=invitation.pk).update(**fields)
        return page_of(by or client, invitation.get_absolute_url(), status)

    assert "You sit at this table already" in end(200, client_of(max_))
    assert "This invitation has run out" in end(expires_at=NOW)
    assert "This invitation has been used" in end(used=1)
    assert "It was good for one chair" in end(used=1, email="nadia@example.org")
    assert "This invitation is no longer good" in end(revoked_at=NOW)
    Closure.objects.create(group=table, by=fay)
    assert "This group has closed" in end()


def test_when_the_group_closes_its_invitations_say_so_and_one_taken_back_before_does_not(table, fay, stan, client_of):
    taken_back, open_link, sent = link(table, fay), link(table, fay), mailed(table, fay, "stan@example.org")
    invitations.revoke(taken_back, later(days=-1))
    closing.close(table, by=fay, reason="", now=NOW)
    client = client_of(stan)
    for invitation in (open_link, sent):
        assert "This group has closed" in page_of(client, invitation.get_absolute_url(), 410)
    assert "This invitation is no longer good" in page_of(client, taken_back.get_absolute_url(), 410)


def test_kept_apart_reads_the_same_as_taken_back(table, fay, max_, stan, client_of):
    taken_back, client = link(table, fay), client_of(stan)
    invitations.revoke(taken_back, NOW)
    Block.objects.create(user=max_, blocked=stan)
    plain = page_of(client, taken_back.get_absolute_url(), 410)
    assert page_of(client, link(table, fay).get_absolute_url(), 410) == plain
    assert "Max" not in plain
    assert "Second Thursday" not in plain


def test_an_inviter_who_has_left_is_not_named_to_who_must_not_meet_them(table, fay, max_, seat, stan, client_of):
    Membership.objects.filter(pk=seat.pk).update(role=Role.FACILITATOR)
    seats_left = [link(table, max_) for _each in range(3)]
    mail = mailed(table, max_, "stan@example.org", words="Come")
    seat.leave(NOW)
    Invitation.objects.filter(pk=seats_left[0].pk).update(used=1)
    Invitation.objects.filter(pk=seats_left[1].pk).update(expires_at=NOW)
    client = client_of(stan)
    pages = [(seats_left[0], 410), (seats_left[1], 410), (seats_left[2], 200), (mail, 200)]
    assert all("Max" in page_of(client, each.get_absolute_url(), status) for each, status in pages)
    assert "Max Example invites you" in page_of(client, "/")

    Block.objects.create(user=max_, blocked=stan)

    assert not any("Max" in page_of(client, each.get_absolute_url(), status) for each, status in pages)
    assert "Max" not in page_of(client, "/")
    assert "You are invited to this table." in page_of(client, "/")


def test_an_inviter_who_has_left_is_not_named_in_the_mail(table, max_, seat, stan, mailoutbox, clock):
    mailed(table, max_, "stan@example.org")
    seat.leave(NOW)
    Block.objects.create(user=stan, blocked=max_)
    deliver(clock)
    assert not mailoutbox


def test_what_a_shut_account_sent_lets_nobody_in(table, fay, max_, stan, ada, client_of, mailoutbox, clock):
    sent, shared = mailed(table, max_, "stan@example.org"), link(table, max_, uses=5)
    safety.suspend(max_, by=ada, why="Threats", now=NOW)
    deliver(clock)
    client = client_of(stan)
    for invitation in (sent, shared):
        assert "This invitation is no longer good" in page_of(client, invitation.get_absolute_url(), 410)
        assert (
            "no longer good"
            in client.post(invitation.get_absolute_url(), {"charter": "on"}, follow=True).content.decode()
        )
    invitations.land(stan, NOW)
    assert "invites you" not in page_of(client, "/")
    assert not Membership.objects.of(stan).exists() and not mailoutbox
    assert "Nobody is invited at the moment" in page_of(client_of(fay), INDEX)

    mailed(table, fay, "stan@example.org")
    invitations.land(stan, NOW)
    assert Membership.objects.of(stan).exists()


def test_at_a_full_table_it_leads_to_the_waiting_list(fay, stan, client_of):
    table = found(fay, size=2)
    Membership.objects.seat(table, person("Pia"), role=Role.MEMBER, now=NOW)
    address, client = link(table, fay).get_absolute_url(), client_of(stan)
    assert "Every chair is taken." in page_of(client, address)
    page = client.post(address, {"charter": "on"}, follow=True).content.decode()
    assert "so you are on the waiting list" in page
    assert "You are first in line" in page
    assert client.get(address).url == "/groups/second-thursday/waiting/"
    assert Waiting.objects.waiting().filter(user=stan).exists()


# Today, mail, and addresses proved later ------------------------------------------------------------------------------


def test_today_shows_what_i_am_invited_to_and_nothing_that_is_over(table, fay, max_, stan, client_of):
    invitation = mailed(table, fay, "stan@example.org")
    page = page_of(client_of(stan), "/")
    assert "Fay Example invites you to this table." in page
    assert invitation.get_absolute_url() in page
    mailed(found(fay, "Elsewhere"), fay, "max@example.org")
    Invitation.objects.filter(pk=invitation.pk).update(expires_at=NOW)
    assert "invites you" not in page_of(client_of(stan), "/")


def test_the_mail_says_who_and_where_and_none_of_the_words(table, fay, stan, mailoutbox, clock):
    for address in ("nadia@example.org", "stan@example.org"):
        mailed(table, fay, address, words="persimmon")
    deliver(clock)
    bare, known = sorted(mailoutbox, key=lambda mail: mail.to)
    for mail in (bare, known):
        assert mail.subject == "Fay Example invites you to Second Thursday"
        assert "/invitations/" in mail.body
        assert "Monday 16 March" in mail.body
        assert "persimmon" not in mail.body + str(mail.alternatives)
        assert mail.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "Sign up with this address" in bare.body
    assert "Sign up" not in known.body


def test_no_mail_once_it_is_taken_back_used_or_unwanted(table, fay, max_, stan, mailoutbox, clock):
    invitations.revoke(mailed(table, fay, "nadia@example.org"), NOW)
    mailed(table, fay, "stan@example.org")
    Block.objects.create(user=stan, blocked=max_)
    olga = person("Omar")
    invitations.accept(mailed(table, fay, "omar@example.org"), olga, NOW)
    deliver(clock)
    assert [mail.subject for mail in mailoutbox] == ["Omar Example has sat down at Second Thursday"]


def test_an_offered_seat_is_named_in_the_mail(fay, mailoutbox, clock):
    board = found(fay, "The board", kind="board")
    seats.add(board, [expertise("tax")])
    mailed(board, fay, "nadia@example.org", seat=Seat.objects.get())
    deliver(clock)
    assert "in the seat for: Tax." in mailoutbox[0].body


def test_who_signs_up_with_an_invited_address_is_at_the_table(table, fay, client, mailoutbox, clock):
    invitation = mailed(table, fay, "nadia@example.org")
    form = {
        "email": "Nadia@example.org",
        "name": "Nadia Karim",
        "time_zone": "Europe/Brussels",
        "password1": "a-seat-for-everyone",
        "next": invitation.get_absolute_url(),
    }
    client.post("/accounts/signup/", form)
    (key,) = {word for mail in mailoutbox for word in mail.body.split() if "/accounts/confirm-email/" in word}
    arrived = client.post(key.removeprefix("http://127.0.0.1:8000"), follow=True)
    assert arrived.redirect_chain[-1][0] == table.get_absolute_url()
    nadia = User.objects.get(email="nadia@example.org")
    assert Membership.objects.present().filter(group=table, user=nadia).exists()
    assert "Read it and sign" in arrived.content.decode()
    assert not Charter.objects.current(table).signatures.exists()
