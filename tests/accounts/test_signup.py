import threading
from typing import Any

import pytest
from allauth.account.forms import SignupForm
from allauth.account.models import EmailAddress
from django.db import connection
from django.test import Client

from accounts.models import Notice, User
from tests.accounts.conftest import link_in, sign_in, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_counters")]

SIGNUP = "/accounts/signup/"
PASSWORD = "three lamps over a table"


def ask(client: Client, **changes: str) -> Any:
    filled_in = {
        "name": "Fay Novak",
        "email": "fay@example.org",
        "work": "Furniture",
        "time_zone": "Europe/Prague",
        "password1": PASSWORD,
        **changes,
    }
    return client.post(SIGNUP, filled_in)


def test_the_form_asks_in_this_order_and_every_control_has_its_label_and_help(client: Client) -> None:
    page = client.get(SIGNUP)

    form = page.context["form"]
    assert list(form.fields) == ["name", "email", "work", "time_zone", "password1"]
    html = page.content.decode()
    for name in form.fields:
        assert f'for="id_{name}"' in html
        assert f'id="id_{name}"' in html
    assert 'aria-describedby="id_time_zone_helptext"' in html
    assert 'id="id_time_zone_helptext"' in html
    assert "data-guess-zone" in html


def test_signing_up_verifies_by_post_only_and_owes_one_welcome(client: Client, mailoutbox: list[Any]) -> None:
    answer = ask(client)

    assert answer.status_code == 302
    assert answer.url == "/accounts/confirm-email/"
    assert client.get(answer.url).status_code == 200
    fay = User.objects.get(email="fay@example.org")
    assert (fay.name, fay.work, fay.time_zone) == ("Fay Novak", "Furniture", "Europe/Prague")
    assert [mail.to for mail in mailoutbox] == [["fay@example.org"]]
    assert not Notice.objects.exists()
    link = link_in(mailoutbox[0], "confirm-email")

    assert client.head(link).status_code == client.get(link).status_code == 200
    assert not EmailAddress.objects.get().verified

    assert client.post(link).status_code == 302
    assert EmailAddress.objects.get().verified
    assert Notice.objects.get().key == f"welcome/{fay.pk}"
    assert client.session["_auth_user_id"] == str(fay.pk)  # the browser that signed up comes in at once

    assert client.post(link).status_code == 404
    assert Notice.objects.count() == 1


def test_confirming_in_another_browser_leads_to_sign_in(client: Client, mailoutbox: list[Any]) -> None:
    ask(client)
    elsewhere = Client()

    answer = elsewhere.post(link_in(mailoutbox[0], "confirm-email"))

    assert answer.url == "/accounts/login/"
    assert "_auth_user_id" not in elsewhere.session
    assert sign_in(elsewhere, "Fay@Example.ORG", PASSWORD).url == "/welcome/expertise/"


def test_the_welcome_is_owed_with_the_verification_or_not_at_all(
    client: Client, mailoutbox: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(client)

    def fail(*args: object) -> None:
        raise ConnectionError

    monkeypatch.setattr("accounts.adapter.welcome", fail)
    with pytest.raises(ConnectionError):
        client.post(link_in(mailoutbox[0], "confirm-email"))

    assert not EmailAddress.objects.get().verified


def test_nobody_comes_in_before_the_address_is_verified(client: Client, mailoutbox: list[Any]) -> None:
    ask(client)

    answer = sign_in(Client(), "fay@example.org", PASSWORD)

    assert answer.url == "/accounts/confirm-email/"


@pytest.mark.parametrize(
    "name",
    ["李小龍", "محمد بن راشد", "שרה כהן", "Zoë 🪑 Müller", "O’Brien-Łuczak", "नमिता", "Ó", "<b>Bo</b>", "x" * 120],
)
def test_a_name_can_be_in_any_script(client: Client, name: str, mailoutbox: list[Any]) -> None:
    assert ask(client, name=name).status_code == 302

    assert User.objects.get().name == name
    assert len(mailoutbox) == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "   "),
        ("name", "x" * 121),
        ("name", "nul\x00"),
        ("email", ""),
        ("email", "fay"),
        ("email", f"{'x' * 250}@example.org"),
        ("work", "x" * 121),
        ("time_zone", ""),
        ("time_zone", "Mars/Phobos"),
        ("time_zone", "../../etc/passwd"),
        ("password1", ""),
        ("password1", "short"),
        ("password1", "1234567890123"),
        ("password1", "fay@example.org"),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_what_was_typed_is_kept(
    client: Client, field: str, value: str, mailoutbox: list[Any]
) -> None:
    page = ask(client, **{field: value})

    assert page.status_code == 200
    assert list(page.context["form"].errors) == [field]
    assert f'id="id_{field}_error"' in page.content.decode()
    assert 'aria-invalid="true"' in page.content.decode()
    kept = {"name": "Fay Novak", "email": "fay@example.org", "work": "Furniture"} | {field: value}
    for other in ("name", "email", "work"):
        assert page.context["form"][other].value() == kept[other]
    assert PASSWORD not in words(page)
    assert not User.objects.exists()
    assert not mailoutbox


def test_an_unknown_zone_stays_chosen_beside_its_message(client: Client) -> None:
    page = ask(client, time_zone="Mars/Phobos")

    assert '<option value="Mars/Phobos" selected>' in page.content.decode()
    assert "Choose a time zone from the list" in words(page)


def test_a_zone_the_browser_knows_by_an_old_name_is_taken(client: Client) -> None:
    ask(client, time_zone="Asia/Calcutta")

    assert User.objects.get().time_zone == "Asia/Calcutta"


def test_an_address_is_kept_in_lower_case(client: Client) -> None:
    ask(client, email="Fay@Example.ORG")

    assert User.objects.get().email == EmailAddress.objects.get().email == "fay@example.org"


def test_one_account_for_an_address_however_it_is_written(client: Client, fay: User, mailoutbox: list[Any]) -> None:
    answer = ask(client, email="Fay@Example.ORG", name="Somebody Else")

    assert User.objects.get().name == fay.name
    assert answer.url == "/accounts/confirm-email/"
    assert mailoutbox[0].to == ["fay@example.org"]
    assert "/accounts/password/reset/" in mailoutbox[0].body


def test_a_stranger_cannot_tell_who_has_an_account(client: Client, fay: User) -> None:
    known, unknown = ask(Client()), ask(Client(), email="nobody@example.org")
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)

    known, unknown = (
        Client().post("/accounts/password/reset/", {"email": email}) for email in (fay.email, "none@example.org")
    )
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)

    known, unknown = (sign_in(Client(), email, "wrong") for email in (fay.email, "none@example.org"))
    assert known.context["form"].errors == unknown.context["form"].errors != {}


@pytest.mark.django_db(transaction=True)
def test_two_sign_ups_at_one_moment_make_one_account(monkeypatch: pytest.MonkeyPatch) -> None:
    both_looked = threading.Barrier(2, timeout=10)
    answers = []

    def sign_up() -> None:
        try:
            answers.append(ask(Client()))
        finally:
            connection.close()

    clean = SignupForm.clean

    def clean_together(form: SignupForm) -> Any:
        cleaned = clean(form)
        both_looked.wait()
        return cleaned

    monkeypatch.setattr(SignupForm, "clean", clean_together)
    threads = [threading.Thread(target=sign_up) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [answer.url for answer in answers] == ["/accounts/confirm-email/"] * 2
    assert User.objects.count() == 1


def test_too_many_sign_ups_from_one_place_are_refused(client: Client) -> None:
    answers = [ask(client, name="") for _ in range(21)]

    assert {answer.status_code for answer in answers[:20]} == {200}
    assert answers[20].status_code == 429
