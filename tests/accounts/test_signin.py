"""Coming in, and what guards the way: passwords, second steps, devices, limits."""

import time
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.management import call_command
from django.test import Client

from accounts.models import Notice, User
from tests.accounts.conftest import link_in, sign_in, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_counters")]

PASSWORD = "three lamps over a table"


@pytest.fixture
def fay(fay: User) -> User:
    """Fay with a password."""
    fay.set_password(PASSWORD)
    fay.save()
    return fay


@pytest.fixture
def browser(fay: User) -> Client:
    """A browser in which Fay has signed in, and said her password again for what is delicate."""
    client = Client(headers={"user-agent": "Desk"})
    assert sign_in(client, fay.email, PASSWORD).url == "/"
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


def is_in(client: Client) -> bool:
    return client.get("/settings/profile/").status_code == 200


def code(secret: str) -> str:
    """What an authenticator app shows now (RFC 6238)."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def test_signing_in_leads_back_to_where_one_wanted_to_go(client: Client, fay: User) -> None:
    answer = client.get("/settings/notifications/")
    assert answer.url == "/accounts/login/?next=/settings/notifications/"

    answer = client.post(answer.url, {"login": "  FAY@example.org ", "password": PASSWORD})

    assert answer.url == "/settings/notifications/"


def test_nobody_is_led_to_another_site(client: Client, fay: User) -> None:
    credentials = {"login": fay.email, "password": PASSWORD}

    assert client.post("/accounts/login/?next=https://evil.example/", credentials).url == "/"


def test_a_wrong_password_is_said_and_the_address_kept(client: Client, fay: User) -> None:
    page = sign_in(client, fay.email, "wrong")

    assert page.status_code == 200
    assert page.context["form"]["login"].value() == fay.email
    assert 'role="alert"' in words(page)
    assert not is_in(client)


def test_too_many_wrong_passwords_close_the_door_even_for_the_right_one(fay: User, client: Client) -> None:
    for _ in range(5):
        sign_in(client, fay.email, "wrong")

    page = sign_in(client, fay.email, PASSWORD)

    assert "Too many failed login attempts" in words(page)
    assert not is_in(client)


def test_a_deactivated_account_stays_out(client: Client, fay: User) -> None:
    User.objects.update(is_active=False)

    sign_in(client, fay.email, PASSWORD)

    assert not is_in(client)


def test_a_forgotten_password_is_replaced_once(client: Client, fay: User, mailoutbox: list[Any]) -> None:
    assert client.post("/accounts/password/reset/", {"email": fay.email}).status_code == 302
    link = link_in(mailoutbox[0], "password/reset/key")
    form = client.get(link).url

    page = client.post(form, {"password1": "short", "password2": "short"})
    assert page.context["form"].errors
    client.post(form, {"password1": "another lamp entirely", "password2": "another lamp entirely"})

    assert sign_in(Client(), fay.email, "another lamp entirely").url == "/"
    assert not is_in(Client())
    again = Client().get(link)
    assert "token_fail" in again.context
    assert [mail.to for mail in mailoutbox] == [[fay.email]] * 2  # the link, and the news that it was used


def test_a_new_address_counts_once_its_owner_has_confirmed_it(
    browser: Client, fay: User, mailoutbox: list[Any]
) -> None:
    browser.post("/accounts/email/", {"email": "Fay@Elsewhere.example", "action_add": ""})

    fay.refresh_from_db()
    assert fay.email == "fay@example.org"
    assert mailoutbox[0].to == ["fay@elsewhere.example"]
    browser.post(link_in(mailoutbox[0], "confirm-email"))

    fay.refresh_from_db()
    assert fay.email == EmailAddress.objects.get().email == "fay@elsewhere.example"
    assert mailoutbox[1].to == ["fay@example.org"]  # whoever had the old one hears of it
    assert sign_in(Client(), "fay@elsewhere.example", PASSWORD).url == "/"


@pytest.mark.parametrize("verified", [True, False])
def test_somebody_elses_address_cannot_be_taken(
    verified: bool, browser: Client, fay: User, stan: User, mailoutbox: list[Any]
) -> None:
    stan.emailaddress_set.update(verified=verified)
    browser.post("/accounts/email/", {"email": "STAN@example.org", "action_add": ""})

    assert browser.post(link_in(mailoutbox[0], "confirm-email")).status_code == 302

    fay.refresh_from_db()
    assert fay.email == "fay@example.org"
    assert not fay.emailaddress_set.get(email=stan.email).verified


def test_an_address_too_long_is_refused_not_cut(browser: Client) -> None:
    page = browser.post("/accounts/email/", {"email": f"{'x' * 250}@example.org", "action_add": ""})

    assert "email" in page.context["form"].errors


def test_a_password_is_changed_with_the_old_one(browser: Client, fay: User) -> None:
    new = "another lamp entirely"
    page = browser.post("/accounts/password/change/", {"oldpassword": "no", "password1": new, "password2": new})
    assert page.context["form"].errors

    browser.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})

    fay.refresh_from_db()
    assert fay.check_password(new)
    assert is_in(browser)


def activate(browser: Client) -> str:
    """Switch the authenticator app on; answers its secret."""
    page = browser.get("/accounts/2fa/totp/activate/")
    secret: str = page.context["form"].secret
    assert "data:image/svg+xml" in words(page)
    browser.post("/accounts/2fa/totp/activate/", {"code": code(secret)})
    return secret


def test_a_second_step_is_asked_for_once_it_is_on(browser: Client, fay: User, monkeypatch: pytest.MonkeyPatch) -> None:
    page = browser.get("/accounts/2fa/totp/activate/")
    wrong = f"{(int(code(page.context['form'].secret)) + 1) % 10**6:06}"
    assert browser.post("/accounts/2fa/totp/activate/", {"code": wrong}).context["form"].errors

    secret = activate(browser)
    elsewhere = Client()
    answer = sign_in(elsewhere, fay.email, PASSWORD)
    assert answer.url == "/accounts/2fa/authenticate/"
    assert elsewhere.get(answer.url).status_code == 200
    assert not is_in(elsewhere)

    soon = time.time() + 60  # a code counts once, so the next one
    monkeypatch.setattr(time, "time", lambda: soon)
    elsewhere.post(answer.url, {"code": code(secret)})
    assert is_in(elsewhere)


def test_a_recovery_code_replaces_the_second_step_once(browser: Client, fay: User) -> None:
    activate(browser)
    page = browser.get("/accounts/2fa/recovery-codes/")
    codes = page.context["unused_codes"]
    assert codes[0] in words(page)

    for visit, comes_in in ((Client(), True), (Client(), False)):
        answer = sign_in(visit, fay.email, PASSWORD)
        visit.post(answer.url, {"code": codes[0]})
        assert is_in(visit) is comes_in


def test_the_second_step_can_be_switched_off(browser: Client, fay: User) -> None:
    activate(browser)

    assert browser.get("/accounts/2fa/totp/deactivate/").status_code == 200
    browser.post("/accounts/2fa/totp/deactivate/")

    assert not Authenticator.objects.exists()


def test_the_admin_asks_for_the_second_step_too(browser: Client, fay: User) -> None:
    activate(browser)
    User.objects.filter(pk=fay.pk).update(is_staff=True, is_superuser=True)
    elsewhere = Client()

    answer = elsewhere.post("/accounts/login/?next=/admin/", {"login": fay.email, "password": PASSWORD})

    assert answer.url.startswith("/accounts/2fa/authenticate/")
    assert elsewhere.get("/admin/").status_code == 302
    assert elsewhere.post("/admin/login/", {"username": fay.email, "password": PASSWORD}).status_code == 302
    assert elsewhere.get("/admin/").status_code == 302


@pytest.mark.parametrize(
    "page",
    [
        "/accounts/email/",
        "/accounts/password/change/",
        "/accounts/logout/",
        "/accounts/2fa/",
        "/accounts/2fa/webauthn/",
        "/accounts/2fa/webauthn/add/",
        "/accounts/2fa/totp/activate/",
        "/accounts/2fa/recovery-codes/generate/",
        "/accounts/sessions/",
        "/accounts/3rdparty/",
    ],
)
def test_the_pages_of_ones_own_account_stand(page: str, browser: Client) -> None:
    if "recovery" in page:
        activate(browser)

    answer = browser.get(page)

    assert answer.status_code == 200
    assert "style=" not in answer.content.decode()  # our policy would not draw it


@pytest.mark.parametrize("page", ["login", "signup", "password/reset", "confirm-email", "password/reset/done"])
def test_the_pages_before_the_door_stand(page: str, client: Client, db: None) -> None:
    assert client.get(f"/accounts/{page}/").status_code == 200


def test_a_passkey_can_be_offered_and_asked_for(client: Client, browser: Client) -> None:
    assert "passkey_login" in words(client.get("/accounts/login/"))
    by_script = {"x-requested-with": "XMLHttpRequest"}
    assert "challenge" in client.get("/accounts/2fa/webauthn/login/", headers=by_script).content.decode()
    assert "challenge" in words(browser.get("/accounts/2fa/webauthn/add/"))


def test_other_devices_are_listed_and_signed_out(browser: Client, fay: User) -> None:
    phone = Client(headers={"user-agent": "Phone"})
    sign_in(phone, fay.email, PASSWORD)
    assert "Phone" in words(browser.get("/accounts/sessions/"))

    browser.post("/accounts/sessions/")

    assert is_in(browser)
    assert not is_in(phone)
    assert "Phone" not in words(browser.get("/accounts/sessions/"))


def test_signing_out_takes_a_post(browser: Client) -> None:
    browser.get("/accounts/logout/")
    assert is_in(browser)

    browser.post("/accounts/logout/")
    assert not is_in(browser)


@pytest.mark.parametrize("page", ["2fa/totp/activate", "2fa/webauthn/add"])
def test_something_delicate_asks_for_the_password_again(page: str, fay: User, client: Client) -> None:
    sign_in(client, fay.email, PASSWORD)

    answer = client.get(f"/accounts/{page}/")

    assert answer.url.startswith("/accounts/reauthenticate/")
    assert client.get(answer.url).status_code == 200
    assert client.post(answer.url, {"password": "wrong"}).context["form"].errors
    assert client.post(answer.url, {"password": PASSWORD}).url == f"/accounts/{page}/"


PROVIDERS = ("Google", "Microsoft", "LinkedIn")


def test_no_keys_no_buttons(client: Client) -> None:
    for page in ("login", "signup"):
        assert not any(name in words(client.get(f"/accounts/{page}/")) for name in PROVIDERS)


def test_each_provider_appears_where_its_keys_are_set(client: Client, settings: Any) -> None:
    keys = {"client_id": "id", "secret": "secret"}
    linkedin = {"provider_id": "linkedin", "name": "LinkedIn", "settings": {"server_url": "https://linkedin.example"}}
    settings.SOCIALACCOUNT_PROVIDERS = {
        "google": {"APPS": [keys]},
        "microsoft": {"APPS": [{**keys, "settings": {"tenant": "common"}}]},
        "openid_connect": {"APPS": [{**keys, **linkedin}]},
    }

    for page in ("login", "signup"):
        assert all(f"Continue with {name}" in words(client.get(f"/accounts/{page}/")) for name in PROVIDERS)
    assert client.post("/accounts/google/login/").url.startswith("https://accounts.google.com/")


def test_a_superuser_made_on_the_command_line_verifies_the_address_and_comes_in(mailoutbox: list[Any]) -> None:
    call_command("createsuperuser", "--noinput", email="Root@Example.org", name="Root")
    root = User.objects.get(email="root@example.org")
    root.set_password(PASSWORD)
    root.save()
    client = Client()

    assert sign_in(client, root.email, PASSWORD).url == "/accounts/confirm-email/"
    client.post(link_in(mailoutbox[0], "confirm-email"))

    assert client.get("/admin/").status_code == 200
    assert Notice.objects.get().user == root
