import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any, TypeVar
from uuid import NAMESPACE_URL, uuid5

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from accounts.models import Community, CommunityMembership, User
from groups.models import Application, Charter, CharterSignature, Group, Membership, Role
from groups.models.application import LASTS
from groups.models.group import LARGEST
from meetings import scheduling
from meetings.models import Format, Series

M = TypeVar("M", bound=Model)

BATCH = 2_000
SMALL, BIG = 4, 8  # people at one table
PAST = timedelta(days=28)
FIRST_MONDAY = datetime(2026, 1, 5)  # noqa: DTZ001 - by the wall clock of each series
FIRST = [
    "Ada",
    "Bola",
    "Chen",
    "Dina",
    "Elif",
    "Femi",
    "Gita",
    "Hana",
    "Ivo",
    "Jun",
    "Kofi",
    "Lena",
    "Nia",
    "Omar",
    "Pia",
]
LAST = ["Berg", "Costa", "Diallo", "Eze", "Garcia", "Haddad", "Ito", "Kaya", "Lund", "Mehta", "Novak", "Rossi", "Tran"]
ZONES = [
    *("America/Toronto", "America/Sao_Paulo", "America/Los_Angeles", "America/Mexico_City", "America/St_Johns"),
    *("Europe/London", "Europe/Lisbon", "Europe/Berlin", "Europe/Kyiv", "Africa/Lagos", "Africa/Nairobi"),
    *("Africa/Cairo", "Asia/Dubai", "Asia/Kolkata", "Asia/Kathmandu", "Asia/Singapore", "Asia/Tokyo"),
    *("Australia/Adelaide", "Australia/Lord_Howe", "Pacific/Auckland"),
]


@dataclass(slots=True)
class World:
    """What has been made so far; all chance comes from the seed."""

    seed: int
    now: datetime
    size: int
    tables: int
    chance: Random
    community: Community | None = None
    people: list[User] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    seats: list[Membership] = field(default_factory=list)
    series: list[Series] = field(default_factory=list)

    @property
    def since(self) -> datetime:
        return self.now - timedelta(days=200)


def address(seed: int, number: int) -> str:
    return f"member{number}@seed{seed}.example"


def people(world: World) -> int:
    """Members with a verified address each; nobody can sign in with a password."""
    no_password = make_password(None)
    world.people = add(
        User(
            email=address(world.seed, number),
            name=f"{world.chance.choice(FIRST)} {world.chance.choice(LAST)}",
            time_zone=world.chance.choice(ZONES),
            password=no_password,
            date_joined=world.since,
        )
        for number in range(1, world.size + 1)
    )
    add(EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in world.people)
    return len(world.people)


def community(world: World) -> int:
    """One association, with every fifth of the people."""
    name = f"Seeded Guild {world.seed}"
    world.community = Community.objects.create(kind="association", name=name, slug=f"seed{world.seed}-guild")
    return len(add(CommunityMembership(community=world.community, user=user) for user in world.people[::5]))


def groups(world: World) -> int:
    """Most public, a few for the community, a few unlisted."""
    shown = [*["public"] * 8, "community", "unlisted"]
    world.groups = add(
        Group(
            name=f"Table {number:,} of seed {world.seed}",
            slug=f"seed{world.seed}-{number}",
            ticket=uuid5(NAMESPACE_URL, f"seed{world.seed}/group/{number}"),
            purpose="Peers who bring each other their real questions.",
            size=world.chance.randint(BIG, LARGEST),
            visibility=world.chance.choice(shown),
            community=world.community,
            created_at=world.since,
            published_at=world.since,
        )
        for number in range(1, world.tables + 1)
    )
    return len(world.groups)


def memberships(world: World) -> int:
    """Four to eight at each table, the first its owner."""
    world.seats = add(
        Membership(
            group=group,
            user=user,
            chair=chair,
            role=Role.MEMBER if chair > 1 else Role.OWNER,
            joined_at=world.since,
        )
        for group in world.groups
        for chair, user in enumerate(world.chance.sample(world.people, world.chance.randint(SMALL, BIG)), start=1)
    )
    return len(world.seats)


def charters(world: World) -> int:
    """One each, signed by nine of ten."""
    text = Charter.first_text()
    rows = add(
        Charter(group=each, version=1, purpose=each.purpose, size=each.size, text=text, created_at=world.since)
        for each in world.groups
    )
    charter_of = {charter.group_id: charter for charter in rows}
    signers = [seat for seat in world.seats if world.chance.random() < 0.9]
    return len(add(CharterSignature(charter=charter_of[seat.group_id], membership=seat) for seat in signers))


def applications(world: World) -> int:
    """Somebody at every third door, where they do not sit inside."""
    inside = {(seat.group_id, seat.user_id) for seat in world.seats}
    asking = [(group, world.chance.choice(world.people)) for group in world.groups[::3]]
    words = "I would like to think with you."
    asking = [(group, user) for group, user in asking if (group.pk, user.pk) not in inside]
    return len(
        add(
            Application(group=group, user=user, words=words, created_at=world.now, expires_at=world.now + LASTS)
            for group, user in asking
        )
    )


def series(world: World) -> int:
    """One each, weekly or fortnightly, on some hour of some day by some clock."""
    rules = [Series.Rhythm.FORTNIGHTLY] * 3 + [Series.Rhythm.WEEKLY] * 2
    classic = Format.objects.get(slug="classic-90")
    world.series = add(
        Series(
            group=group,
            rule=(rule := world.chance.choice(rules)),
            starts_at=FIRST_MONDAY
            + timedelta(days=world.chance.randrange(14), minutes=world.chance.randrange(14, 42) * 30),
            zone=world.chance.choice(ZONES),
            format=classic,
            cycle=timedelta(days=7 if rule == Series.Rhythm.WEEKLY else 14),
            created_at=world.since,
            ticket=uuid5(NAMESPACE_URL, f"seed{world.seed}/series/{group.slug}"),
        )
        for group in world.groups
    )
    return len(world.series)


def meetings(world: World) -> int:
    """Four weeks of the past and ninety days ahead, with their agendas."""
    batches = [world.series[start : start + BATCH] for start in range(0, len(world.series), BATCH)]
    return sum(scheduling.extend(batch, now) for batch in batches for now in (world.now - PAST, world.now))


def answers(world: World) -> int:
    """Two of three for each date from the past until two weeks ahead; one statement."""
    series, until = [each.pk for each in world.series], world.now + timedelta(days=14)
    with connection.cursor() as cursor:
        cursor.execute(_ANSWERS, {"series": series, "until": until, "seed": world.seed})
        made: int = cursor.rowcount
    return made


_ANSWERS = """
INSERT INTO meetings_attendance (meeting_id, membership_id, answer, answered_at)
SELECT meeting.id, seat.id, (ARRAY['yes', 'yes', 'yes', 'maybe', 'no'])[1 + drawn.number %% 5], meeting.settled_at
  FROM meetings_meeting meeting
  JOIN groups_group "group" ON "group".id = meeting.group_id
  JOIN groups_membership seat ON seat.group_id = meeting.group_id
 CROSS JOIN LATERAL (
       SELECT hashtextextended(concat_ws('/', "group".slug, meeting.slot, seat.chair), %(seed)s) & 65535 AS number
       ) drawn
 WHERE meeting.series_id = ANY (%(series)s)
   AND meeting.starts_at < %(until)s
   AND drawn.number %% 3 > 0
"""


def add(rows: Iterable[M]) -> list[M]:
    """Insert in batches; all of one model. Answers the rows with their numbers."""
    rows = list(rows)
    return type(rows[0])._default_manager.bulk_create(rows, batch_size=BATCH) if rows else []


STAGES: list[Callable[[World], int]] = [
    *(people, community, groups, memberships, charters, applications, series, meetings, answers)
]


class Command(BaseCommand):
    help = (
        "Build a large world, the same for the same seed and day, all or nothing. For measuring, in a database of its "
        "own: a running worker would write to all of them."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--members", type=int, default=100_000)
        parser.add_argument("--groups", type=int, default=15_000)
        parser.add_argument("--seed", type=int, default=1, help="another seed adds another world")
        parser.add_argument("--force", action="store_true", help="also where DEVELOPMENT is off")

    def handle(self, *args: Any, members: int, groups: int, seed: int, force: bool, **options: Any) -> None:
        if not settings.DEVELOPMENT and not force:
            raise CommandError("These people are invented; with DEVELOPMENT off, say --force.")
        if members < BIG or groups < 1 or seed < 0:
            raise CommandError(f"At least {BIG} members, one group and a seed from 0 on.")
        if User.objects.filter(email=address(seed, 1)).exists():
            raise CommandError(f"The world of seed {seed} is here already; another --seed adds another.")
        self.build(World(seed, timezone.now(), members, groups, Random(seed)))

    @transaction.atomic
    def build(self, world: World) -> None:
        begun = time.perf_counter()
        for stage in STAGES:
            start = time.perf_counter()
            made = stage(world)
            self.stdout.write(f"{made:>10,}  {stage.__name__:<14}{time.perf_counter() - start:6.1f} s")
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # so that the database plans well from the first question
        self.stdout.write(f"{'':>10}  {'together':<14}{time.perf_counter() - begun:6.1f} s")
