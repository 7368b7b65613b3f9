"""The large world that is measured: servers of its own in .data/bench/, seeded on the first run."""

import logging
import os
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

MEMBERS, GROUPS, SEED = 100_000, 20_000, 1


def prepare(members: int = MEMBERS, groups: int = GROUPS) -> None:
    """Start the servers, set up Django, migrate, seed where that has not been done, and keep 90 days ahead.

    A world of another size stands in a folder of its own.
    """
    from mastermind.embedded import provide

    for name in ("DATABASE_URL", "REDIS_URL"):
        os.environ.pop(name, None)  # never another database than our own
    os.environ["DEBUG"] = "true"
    provide(os.environ, ROOT / ".data" / ("bench" if groups == GROUPS else f"bench-{groups}"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mastermind.settings")

    import django
    from django.conf import settings
    from django.core.management import call_command

    django.setup()
    warnings.simplefilter("ignore")  # there is no folder of collected files, and none is asked for
    logging.disable()  # the tables say what failed
    settings.DEBUG = False  # or every query would be kept
    call_command("migrate", verbosity=0)
    seed(members, groups)


def seed(members: int, groups: int) -> None:
    from django.core.management import call_command
    from django.utils import timezone

    from accounts.models import User
    from meetings import scheduling
    from meetings.models import Meeting, Series

    if not User.objects.filter(email=f"member1@seed{SEED}.example").exists():
        call_command("seed", members=members, groups=groups, seed=SEED, force=True)
    now = timezone.now()
    if not Meeting.objects.filter(starts_at__gt=now + scheduling.HORIZON * 0.9).exists():
        scheduling.extend(Series.objects.all(), now)


def timed(work: Callable[[], object]) -> tuple[float, object]:
    """Seconds, and the answer."""
    start = time.perf_counter()
    answer = work()
    return time.perf_counter() - start, answer
