"""The cast, learned once: Fay facilitates (and owns the table), Max is a member, Olga organises the community, Stan is
a stranger, Ada is the admin. Everything is set at NOW unless a test says otherwise."""

import os
import re
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from importlib import import_module

import pytest
import time_machine
from django.apps import apps
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from accounts.models import Community, CommunityMembership, Expertise, Notice, User
from groups import founding
from groups.models import Charter, Group, Membership, Role
from meetings import polling, scheduling
from meetings.models import Format, Meeting, Phase, Poll, Series
from tests.local_time import read_along

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # a Monday; Brussels changes its clock on 29 March


def pytest_configure(config: pytest.Config) -> None:
    """Collect the static files once a run, as production does; workers of xdist find them."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        call_command("collectstatic", interactive=False, verbosity=0)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The database can be dropped at the end, also where PostgreSQL has not yet seen that a killed process is gone."""
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture(autouse=True)
def fresh_cache() -> None:
    """Limits on sign-ups and tries count anew for each test."""
    cache.clear()


@pytest.fixture(autouse=True)
def no_local_time_in_sql() -> Iterator[None]:
    """PostgreSQL has zone data of its own, which may be older than ours; nothing may ask for it."""
    with connection.execute_wrapper(read_along):
        yield


@pytest.fixture
def now() -> datetime:
    """The moment at which the story begins; the clock of the whole process is stopped there."""
    return NOW


@pytest.fixture
def stopped(now: datetime):
    """The clock of the process, stopped; `stopped.shift(...)` moves it."""
    with time_machine.travel(now, tick=False) as clock:
        yield clock


def person(name: str, zone: str = "Europe/Brussels", **fields: object) -> User:
    """An account with a verified address and no usable password, past its first steps."""
    email = f"{name.lower()}@example.org"
    fields = {"onboarded_at": NOW, **fields}
    user = User.objects.create_user(email, name=f"{name} Example", time_zone=zone, **fields)
    user.emailaddress_set.create(email=email, verified=True, primary=True)
    return user


@pytest.fixture
def fay(db: None) -> User:
    return person("Fay", "Europe/Brussels")


@pytest.fixture
def max_(db: None) -> User:
    return person("Max", "America/New_York")


@pytest.fixture
def olga(db: None, guild: Community) -> User:
    user = person("Olga")
    CommunityMembership.objects.create(community=guild, user=user, role=CommunityMembership.Role.ORGANISER)
    return user


@pytest.fixture
def stan(db: None) -> User:
    return person("Stan")


@pytest.fixture
def ada(db: None) -> User:
    return person("Ada", is_staff=True, is_superuser=True)


@pytest.fixture
def guild(db: None) -> Community:
    return Community.objects.create(kind="association", name="Makers Guild", slug="makers-guild")


def found(by: User, name: str = "Second Thursday", *, now: datetime = NOW, **fields: object) -> Group:
    """A published group of eight chairs, owned by `by`."""
    fields = {"purpose": "Owners who decide one thing a quarter.", "published_at": now, **fields}
    return founding.found(by=by, now=now, ticket=uuid.uuid4(), name=name, **fields)


def charter_form(**changes: object) -> dict[str, object]:
    """What the charter's form sends for a new group, and what somebody changed in it."""
    return {
        "purpose": "Owners who decide one thing a quarter.",
        "size": 8,
        "attendance": "row",
        "misses": 2,
        "share": 75,
        "window": 6,
        "notice_hours": 24,
        "visits": 0,
        "decided_by": "facilitators",
        "mail_content": "nothing",
        "term_days": 90,
        "renews_on": "",
        "text": Charter.first_text(),
        **changes,
    }


@pytest.fixture
def table(fay: User, max_: User) -> Group:
    """Fay's group, with Max at the table."""
    group = found(fay)
    Membership.objects.seat(group, max_, role=Role.MEMBER, now=NOW)
    return group


@pytest.fixture
def seat(table: Group, max_: User) -> Membership:
    """Max's place at Fay's table."""
    return Membership.objects.get(group=table, user=max_)


def classic_90() -> Format:
    """Classic 90; the formats that ship are put back where a test with real transactions has emptied their table."""
    classic = import_module("meetings.migrations.0002_classic_90").CLASSIC_90
    later_ones = import_module("meetings.migrations.0004_buddy_25").FORMATS
    for slug, name, phases in [("classic-90", "Classic 90", classic), *later_ones]:
        shipped, is_gone = Format.objects.get_or_create(slug=slug, defaults={"name": name})
        if is_gone:
            columns = ("kind", "title", "minutes", "turn", "instruction")
            for position, row in enumerate(phases, start=1):
                Phase.objects.create(format=shipped, position=position, **dict(zip(columns, row, strict=True)))
    return Format.objects.get(slug="classic-90")


def expertise(slug: str = "export-law") -> Expertise:
    """One entry of the list that ships with the product; the list is put back where such a test has emptied it."""
    entry = Expertise.objects.filter(slug=slug).first()
    if entry is None:
        import_module("accounts.migrations.0003_expertise").add(apps, None)
        entry = Expertise.objects.get(slug=slug)
    return entry


def plan_series(group: Group, by: User, *, now: datetime = NOW, **fields: object) -> Series:
    """A fortnightly series on Tuesdays at 18:00 in Brussels, from 10 March."""
    fields = {
        "rule": Series.Rhythm.FORTNIGHTLY.value,
        "starts_at": datetime(2026, 3, 10, 18, 0),
        "zone": "Europe/Brussels",
        "minutes": 90,
        "format": classic_90(),
        **fields,
    }
    return scheduling.schedule(group, by=by, now=now, ticket=uuid.uuid4(), **fields)


def plan_poll(group: Group, by: User, *, now: datetime = NOW, **fields: object) -> Poll:
    """Three Tuesdays at 18:00 in Brussels, from 17 March, for one meeting."""
    fields = {
        "starts": [datetime(2026, 3, day, 17, 0, tzinfo=UTC) for day in (17, 24)]
        + [datetime(2026, 3, 31, 16, 0, tzinfo=UTC)],
        "zone": "Europe/Brussels",
        "minutes": 90,
        "format": classic_90(),
        "ticket": uuid.uuid4(),
        **fields,
    }
    return polling.ask(group, by=by, now=now, **fields)


@pytest.fixture
def series(table: Group, fay: User) -> Series:
    """Fay's fortnightly series; the notes about it have gone out."""
    series = plan_series(table, fay)
    Notice.objects.update(state=Notice.State.SENT, finished_at=NOW)
    return series


@pytest.fixture
def meeting(series: Series) -> Meeting:
    """Its first meeting: Tuesday 10 March, 18:00 in Brussels, 13:00 in New York."""
    return series.meetings.select_related("group", "series").earliest("starts_at")


@pytest.fixture
def client_of() -> Callable[[User], Client]:
    """A browser in which somebody is signed in."""

    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return signed_in


@pytest.fixture
def clock() -> Callable[[], datetime]:
    """A clock for `deliver()` that stands at the stopped time."""
    return timezone.now


def names(page: str, name: str) -> bool:
    """Whether somebody is named there; as a word, since a random token may spell three letters by chance."""
    return re.search(rf"\b{name}\b", page) is not None


def later(**span: float) -> datetime:
    """A moment after NOW."""
    return NOW + timedelta(**span)
