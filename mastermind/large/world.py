"""What every stage of the large world shares: the chance, the zones, what has been made so far."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import TypeVar

from django.db.models import Model

from accounts.models import Community, User
from groups.models import Group, Membership
from meetings.models import Series

M = TypeVar("M", bound=Model)

BATCH = 2_000
SMALL, BIG = 4, 8  # people at one table
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
    communities: list[Community] = field(default_factory=list)
    people: list[User] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    seats: list[Membership] = field(default_factory=list)
    series: list[Series] = field(default_factory=list)

    @property
    def since(self) -> datetime:
        return self.now - timedelta(days=200)


def address(seed: int, number: int) -> str:
    return f"member{number}@seed{seed}.example"


def add(rows: Iterable[M]) -> list[M]:
    """Insert in batches; all of one model. Answers the rows with their numbers."""
    rows = list(rows)
    return type(rows[0])._default_manager.bulk_create(rows, batch_size=BATCH) if rows else []
