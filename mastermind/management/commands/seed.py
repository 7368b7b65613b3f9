import time
from argparse import ArgumentParser
from collections.abc import Callable
from random import Random
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from mastermind.large import groups, meetings, people
from mastermind.large.world import BIG, World, address

STAGES: list[Callable[[World], int]] = [
    *(people.people, people.expertises, people.availabilities, people.communities),
    *(groups.groups, groups.wanted, groups.memberships, groups.charters, groups.applications),
    *(meetings.series, meetings.meetings, meetings.answers),
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
