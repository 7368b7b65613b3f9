"""A real Chromium against real processes. Without a Chromium the journeys are skipped, with one line that says so."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from allauth.account.internal.flows.login import record_authentication
from allauth.usersessions.models import UserSession
from django.http import HttpRequest
from django.test import Client
from playwright.sync_api import Browser, Page, expect, sync_playwright

from accounts.models import User
from tests.conftest import classic_90, expertise
from tests.running import Inbox, Stack, inbox, stack

NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), "")
# Playwright drives its browser from an event loop in this thread, where Django would refuse to touch the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
PATIENCE = 20_000  # milliseconds; both cores may be busy with the rest of the suite
expect.set_options(timeout=PATIENCE)
# Nothing of the browser's own may look for the internet.
SWITCHES = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--no-sandbox",
]

Visit = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM:
        pytest.skip("The journeys need a Chromium: install one, or name it in CHROMIUM.")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield chromium
        chromium.close()


@pytest.fixture
def mail() -> Iterator[Inbox]:
    with inbox() as box:
        yield box


@pytest.fixture
def site(transactional_db: None, mail: Inbox, tmp_path: Path) -> Iterator[Stack]:
    """Web, worker and beat, with the mail going to `mail`."""
    classic_90()
    expertise()
    with stack(mail, tmp_path) as running:
        running.web()
        running.worker()
        running.beat()
        yield running


@pytest.fixture
def visit(browser: Browser, site: Stack) -> Iterator[Visit]:
    """A browser of somebody's own: `visit(zone)` answers its page, at the site's front door."""
    with visits(browser, site) as arrive:
        yield arrive


@pytest.fixture
def web(transactional_db: None, mail: Inbox, tmp_path: Path) -> Iterator[Stack]:
    """Only the web process, for stories in which no mail is waited for."""
    with stack(mail, tmp_path) as running:
        running.web()
        yield running


@pytest.fixture
def open_as(browser: Browser, web: Stack) -> Iterator[Visit]:
    """`open_as(user)` answers a page in a browser in which that person is signed in; nobody is, for None."""
    with visits(browser, web) as arrive:

        def signed_in(user: User | None = None, **options: object) -> Page:
            page = arrive(**options)
            if user:
                page.context.add_cookies([{"name": "sessionid", "value": session_of(user), "url": web.address}])
            return page

        yield signed_in


@contextmanager
def visits(browser: Browser, site: Stack) -> Iterator[Visit]:
    """A function that opens browsers at the front door; they close together."""
    contexts = []

    def arrive(zone: str = "Europe/Brussels", **options: object) -> Page:
        context = browser.new_context(timezone_id=zone, locale="en-GB", base_url=site.address, **options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.goto("/")
        return page

    yield arrive
    for context in contexts:
        context.close()


def session_of(user: User) -> str:
    """The key of a session in which somebody has just said their password."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    request = HttpRequest()
    request.session = client.session
    record_authentication(request, user, "password", reauthenticated=True)
    request.session.save()
    key = str(request.session.session_key)
    UserSession.objects.create(user=user, session_key=key, ip="127.0.0.1", user_agent="Mozilla/5.0 (X11; Linux x86_64)")
    return key
