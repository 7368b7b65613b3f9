"""A suspended account is shut everywhere at once, and stays shut whichever way its person comes."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth as passkeys
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import safety
from accounts.models import Block, Suspension, User
from groups import invitations
from groups.models import Membership
from meetings.answering import answer_url
from tests.accounts.conftest import link_in, sign_in, words
from tests.conftest import NOW, later
from tests.races import together

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_counters")]

PASSWORD = "three lamps over a table"


@pytest.fixture
def max_(max_: User) -> User:
    """Max with a password."""
    max_.set_password(PASSWORD)
    max_.save()
    return max_


def browser(user: User) -> Client:
    client = Client()
    assert sign_in(client, user.email, PASSWORD).url == "/"
    return client


def is_in(client: Client) -> bool:
    return client.get("/settings/profile/").status_code == 200


def test_every_browser_is_signed_out_at_once(max_, ada):
    desk, phone, other = browser(max_), browser(max_), Client()
    other.force_login(ada)
    assert is_in(desk) and is_in(phone)

    safety.suspend(max_, by=ada, why="Threats", now=NOW)

    assert not is_in(desk) and not is_in(phone)
    assert is_in(other)
    assert not UserSession.objects.filter(user=max_).exists()
    assert Session.objects.filter(session_key=desk.cookies["sessionid"].value).count() == 0


def test_lifting_opens_the_account_and_no_old_session(max_, ada):
    desk = browser(max_)
    safety.suspend(max_, by=ada, why="Threats", now=NOW)
    safety.lift(max_, now=later(days=1))

    assert not is_in(desk)
    assert is_in(browser(max_))
    assert Suspension.objects.get().lifted_at == later(days=1)


def test_signing_in_shows_how_to_object(max_, ada):
    safety.suspend(max_, by=ada, why="Threats", now=NOW)
    client = Client()
    answer = client.post("/accounts/login/", {"login": max_.email, "password": PASSWORD}, follow=True)

    page = words(answer)
    assert answer.redirect_chain[-1][0] == reverse("account_inactive")
    assert "Your account is shut for now" in page
    assert "mailto:hello@" in page
    assert not is_in(client)


def test_a_passkey_does_not_let_in(max_, ada, monkeypatch: pytest.MonkeyPatch):
    """The browser's part is played: everything allauth does with a good answer of a passkey is real."""
    key = Authenticator.objects.create(user=max_, type="webauthn", data={"name": "Key", "credential": {}})
    monkeypatch.setattr(passkeys, "extract_user_from_response", lambda _response: User.objects.get(pk=max_.pk))
    monkeypatch.setattr(passkeys, "complete_authentication", lambda _user, _response: key)
    monkeypatch.setattr(passkeys, "parse_authentication_response", lambda response: response)
    monkeypatch.setattr(Authenticator, "wrap", lambda self: None, raising=False)
    monkeypatch.setattr(Authenticator, "record_usage", lambda self: None)
    door = reverse("mfa_login_webauthn")
    client = Client()
    client.post(door, {"credential": '{"id": "key"}'})
    assert is_in(client)

    safety.suspend(max_, by=ada, why="Threats", now=NOW)

    client = Client()
    assert client.post(door, {"credential": '{"id": "key"}'}).url == reverse("account_inactive")
    assert not is_in(client)


def test_a_new_password_does_not_revive(max_, ada, mailoutbox: list[Any]):
    Client().post("/accounts/password/reset/", {"email": max_.email})
    link = link_in(mailoutbox[0], "password/reset/key")
    safety.suspend(max_, by=ada, why="Threats", now=NOW)

    client = Client()
    form = client.get(link).url
    client.post(form, {"password1": "another lamp entirely", "password2": "another lamp entirely"})
    answer = sign_in(client, max_.email, "another lamp entirely")

    assert not is_in(client)
    assert answer.status_code in {200, 302} and answer.headers.get("Location") != "/"


def test_a_signed_link_answers_nothing(stopped, meeting, seat, ada, client):
    link = answer_url(meeting, seat).removeprefix("http://127.0.0.1:8000")
    assert client.get(link).status_code == 200
    safety.suspend(seat.user, by=ada, why="Threats", now=NOW)
    assert client.post(link, {"answer": "yes"}).status_code == 404


def test_a_link_that_proves_an_address_proves_nothing(table, fay, stan, ada, client):
    """Otherwise whoever is shut out would land where that address was invited."""
    invitations.invite(table, ["new@example.org"], by=fay, now=timezone.now())
    address = EmailAddress.objects.create(user=stan, email="new@example.org")
    link = reverse("account_confirm_email", args=[EmailConfirmationHMAC.create(address).key])
    safety.suspend(stan, by=ada, why="Threats", now=NOW)

    answer = client.post(link, follow=True)

    address.refresh_from_db()
    assert answer.status_code == 200 and not address.verified
    assert not Membership.objects.of(stan).exists()

    safety.lift(stan, now=later(days=1))
    client.post(link)
    assert Membership.objects.of(stan).get().group == table


def test_suspending_twice_is_suspending_once_and_again_later_is_another(max_, ada):
    assert safety.suspend(max_, by=ada, why="A", now=NOW) == safety.suspend(max_, by=ada, why="B", now=NOW)
    safety.lift(max_, now=NOW)
    safety.lift(max_, now=later(days=1))
    safety.suspend(max_, by=ada, why="C", now=later(days=2))
    assert list(Suspension.objects.order_by("pk").values_list("why", "lifted_at")) == [("A", NOW), ("C", None)]


@pytest.mark.django_db(transaction=True)
def test_suspensions_at_once_are_one(fay, stan):
    def act():
        safety.suspend(stan, by=fay, why="Threats", now=NOW)

    assert together([act] * 5) == ["done"] * 5
    assert Suspension.objects.count() == 1
    assert not User.objects.get(pk=stan.pk).is_active


def test_a_suspension_needs_a_reason(max_, ada):
    with pytest.raises(IntegrityError, match="suspension_has_a_reason"), transaction.atomic():
        safety.suspend(max_, by=ada, why="", now=NOW)
    assert User.objects.get(pk=max_.pk).is_active


def test_blocking_twice_is_blocking_once_and_one_takes_back_ones_own_alone(fay, max_):
    assert safety.block(max_, by=fay, now=NOW) == safety.block(max_, by=fay, now=later(days=1))
    safety.block(fay, by=max_, now=NOW)
    safety.unblock(max_, by=fay)
    assert Block.objects.get().user == max_


@pytest.mark.django_db(transaction=True)
def test_blocks_at_once_are_one(fay, max_):
    def act():
        safety.block(max_, by=fay, now=NOW)

    assert together([act] * 10) == ["done"] * 10
    assert Block.objects.count() == 1
