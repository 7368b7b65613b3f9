"""The hours that suit a group of eight, measured over a year: `.venv/bin/python benchmarks/heat.py [rounds]`.

A member of the 1,000 groups in `.data/bench-1000/` is read as a page does it; the others stand in memory.
"""

import random
import sys
from collections.abc import Callable
from datetime import datetime, time, timedelta
from functools import partial
from statistics import median
from time import process_time

import world

MEMBERS, GROUPS, PEOPLE = 5_000, 1_000, 8
LENGTH = timedelta(minutes=90)
HERE = "Europe/Brussels"
THREE = [HERE, "America/New_York", "Asia/Kolkata"]
EIGHT = [*THREE, "Australia/Sydney", "Australia/Lord_Howe", "Pacific/Chatham", "America/Santiago", "Africa/Cairo"]


def measured(now: datetime) -> dict[str, Callable[[], object]]:
    """The yardstick first."""
    from accounts.week import SLOTS, between
    from meetings.recurrence import Recurrence

    weekly = Recurrence("FREQ=WEEKLY", datetime.combine(now.date(), time(18)), HERE, LENGTH)
    usual = between(range(5), 9, 12) + between(range(5), 17, 21)
    scattered = random.Random(1).sample(range(SLOTS), 120)
    return {
        "a weekly series, a year of dates": lambda: weekly.between(now, now + timedelta(weeks=52)),
        "one zone, ten stretches of hours a week": in_memory([HERE] * PEOPLE, usual, now),
        "three zones": in_memory((THREE * PEOPLE)[:PEOPLE], usual, now),
        "eight zones, seven of which change their clocks": in_memory(EIGHT, usual, now),
        "eight zones, 120 half hours here and there": in_memory(EIGHT, scattered, now),
        "a group of the world, read and measured": of_group(now),
    }


def in_memory(zones: list[str], slots: list[int], now: datetime) -> Callable[[], object]:
    from accounts.availability import Weekly
    from meetings.heat import measure

    return partial(measure, [Weekly.of_slots(zone, slots) for zone in zones], HERE, LENGTH, now)


def of_group(now: datetime) -> Callable[[], object]:
    from django.db.models import Count, Q

    from groups.models import Group
    from meetings import heat

    told = Count("memberships", filter=Q(memberships__left_at=None, memberships__user__availability__isnull=False))
    largest = Group.objects.annotate(told=told).order_by("-told", "pk")[0]
    return partial(heat.of_group, largest, HERE, LENGTH, now)


def main(rounds: int) -> None:
    world.prepare(MEMBERS, GROUPS)
    from django.utils import timezone

    work = measured(timezone.now())
    taken: dict[str, list[float]] = {name: [] for name in work}
    for _ in range(rounds):  # in turn, so that a slow minute of the machine is shared by all
        for name, each in work.items():
            start = process_time()  # nothing is waited for, so other people's work on the machine need not count
            each()
            taken[name].append(process_time() - start)
    yardstick = median(next(iter(taken.values())))
    print(f"{'':<52}{'ratio':>8}{'ms':>8}")
    for name, times in taken.items():
        print(f"{name:<52}{median(times) / yardstick:>8.1f}{median(times) * 1000:>8.1f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 30)
