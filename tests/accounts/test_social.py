"""Coming from Google, Microsoft or LinkedIn: one form for what they cannot know."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory

from accounts.models import Notice, User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_counters")]

SIGNUP = "/accounts/3rdparty/signup/"


@pytest.fixture(autouse=True)
def keys(settings: Any) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = {"google": {"APPS": [{"client_id": "id", "secret": "secret"}]}}


def arrive(client: Client, rf: RequestFactory, **told: Any) -> None:
    """Come back from Google, which told us this."""
    request = rf.get("/")
    request.user, request.session = AnonymousUser(), client.session
    told = {"sub": "1", "email": "Nora@Example.org", "email_verified": True, "name": "Nora Ødegård", **told}
    login = get_adapter().get_provider(request, "google").sociallogin_from_response(request, told)
    session = client.session
    session["socialaccount_sociallogin"] = login.serialize()
    session.save()


def sign_up(client: Client, **changes: str) -> Any:
    filled_in = {"name": "Nora", "email": "nora@example.org", "work": "", "time_zone": "Europe/Oslo", **changes}
    return client.post(SIGNUP, filled_in)


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ({}, "Nora Ødegård"),
        ({"name": "", "given_name": "Nora", "family_name": "Ødegård"}, "Nora Ødegård"),
        ({"name": None}, ""),
        ({"name": "x" * 300}, "x" * 120),
    ],
)
def test_the_form_begins_with_what_the_provider_told(
    told: dict[str, Any], name: str, client: Client, rf: RequestFactory
) -> None:
    arrive(client, rf, **told)

    form = client.get(SIGNUP).context["form"]

    assert list(form.fields) == ["name", "email", "work", "time_zone"]
    assert (form["name"].value(), form["email"].value()) == (name, "nora@example.org")


def test_a_verified_address_comes_in_at_once_and_is_welcomed(client: Client, rf: RequestFactory) -> None:
    arrive(client, rf)

    assert sign_up(client).url == "/welcome/expertise/"

    nora = User.objects.get()
    assert (nora.name, nora.email, nora.time_zone) == ("Nora", "nora@example.org", "Europe/Oslo")
    assert not nora.has_usable_password()
    assert EmailAddress.objects.get().verified
    assert Notice.objects.get().key == f"welcome/{nora.pk}"
    assert SocialAccount.objects.get().user == nora


def test_an_address_the_provider_did_not_verify_is_verified_by_us(
    client: Client, rf: RequestFactory, mailoutbox: list[Any]
) -> None:
    arrive(client, rf, email_verified=False)

    assert sign_up(client).url == "/accounts/confirm-email/"

    assert [mail.to for mail in mailoutbox] == [["nora@example.org"]]
    assert not Notice.objects.exists()


def test_a_clock_is_asked_for_and_what_was_typed_is_kept(client: Client, rf: RequestFactory) -> None:
    arrive(client, rf)

    page = sign_up(client, name="Nora Ø", time_zone="")

    assert list(page.context["form"].errors) == ["time_zone"]
    assert page.context["form"]["name"].value() == "Nora Ø"
    assert not User.objects.exists()


def test_an_account_is_never_taken_over_by_its_address(
    client: Client, rf: RequestFactory, fay: User, mailoutbox: list[Any]
) -> None:
    arrive(client, rf, email=fay.email)

    assert sign_up(client, email=fay.email).url == "/accounts/confirm-email/"

    assert User.objects.get() == fay
    assert not SocialAccount.objects.exists()
    assert "_auth_user_id" not in client.session
