import re
import uuid
from collections.abc import Callable, Iterator
from html import unescape
from typing import Any

import pytest
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.http import HttpResponse
from django.test import Client

Visit = Callable[..., HttpResponse]


@pytest.fixture
def own_counters(settings: Any) -> Iterator[None]:
    """Rate limits count this test's requests only; the counters are the real ones, in Redis."""
    settings.CACHES = {"default": {**settings.CACHES["default"], "KEY_PREFIX": f"test-{uuid.uuid4().hex}"}}
    yield
    cache.close()


@pytest.fixture(autouse=True)
def quick_hashes(settings: Any) -> None:
    """Passwords are hashed as cheaply as Django can; the cost is not what these tests are about."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def link_in(mail: EmailMessage, path: str) -> str:
    """The path of the first link in a mail's plain text that contains `path`."""
    found = re.search(rf"https?://[^/\s]+(/\S*{path}\S*)", str(mail.body))
    assert found, mail.body
    return found[1]


def words(response: HttpResponse) -> str:
    """What a page says, entities read."""
    return unescape(response.content.decode())


def sign_in(client: Client, email: str, password: str) -> HttpResponse:
    return client.post("/accounts/login/", {"login": email, "password": password})
