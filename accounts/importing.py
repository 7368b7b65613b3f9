"""Importing a community's members from a file: previewed first, then carried out whole or not at all.

Confirming only marks the import as running; a sweep carries it out in one transaction. A worker that dies leaves
nothing behind, and the next sweep begins anew. Importing the same file again changes nothing. An address at one of the
community's own domains that belongs to an account is a member at once and told so; every other address is invited,
whether it has an account or not, so that no list tells who is on the site.
"""

import logging
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, TypedDict

from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.db import transaction
from django.db.models import F, Q
from django.db.models.enums import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts import sheets
from accounts.arrivals import bring_in, hold, link_managers, tell
from accounts.joining import owe_invitations
from accounts.line_managers import chain_problems
from accounts.models import (
    Community,
    CommunityImport,
    CommunityInvitation,
    CommunityMembership,
    Expertise,
    User,
)
from accounts.models.community_joining import LASTS
from accounts.providers import domain_of

logger = logging.getLogger(__name__)

SLICE = 1_000  # rows that are written together
MOST_TRIES = 3
LEASE = timedelta(minutes=5)  # a worker is stopped by then
KEPT = timedelta(days=7)  # how long names and addresses of a file are kept
State = CommunityImport.State


class Fate(TextChoices):
    """What becomes of a row, in the order in which it is told."""

    NEW = "new", _("Is invited")
    ADDED = "added", _("Becomes a member, and is told")
    UPDATED = "updated", _("Has new details")
    MEMBER = "member", _("Is a member already")
    WAITING = "waiting", _("Is invited already")
    LEFT = "left", _("Left, or said no: stays out")


class Line(TypedDict):
    """What is known of an address in a community."""

    email: str
    name: str
    expertises: list[str]
    manager_email: str
    expires_at: datetime
    accepted_at: datetime | None
    declined_at: datetime | None


@dataclass(frozen=True, slots=True)
class Known:
    """What the database knows of some rows' addresses; four queries, however many they are."""

    members: Mapping[str, int]
    accounts: Mapping[str, int]
    lines: Mapping[str, Line]

    @classmethod
    def of(cls, community: Community, rows: list[sheets.Row]) -> "Known":
        """Look up: who is a member, who has an account at the community's own domains, who is on its list."""
        emails = [row["email"] for row in rows]
        domains = set(community.domains.values_list("domain", flat=True))
        proved = EmailAddress.objects.filter(verified=True, user__is_active=True)
        inside = CommunityMembership.objects.filter(community=community).values("user")
        own = [email for email in emails if domain_of(email) in domains]
        lines = CommunityInvitation.objects.filter(community=community, email__in=emails)
        return cls(
            dict(proved.filter(email__in=emails, user__in=inside).values_list("email", "user")),
            dict(proved.filter(email__in=own).values_list("email", "user")),
            {line["email"]: line for line in lines.values(*Line.__annotations__)},
        )

    def fate(self, row: sheets.Row, now: datetime) -> Fate:
        """What becomes of one row."""
        email, line = row["email"], self.lines.get(row["email"])
        if email in self.members:
            manager = line["manager_email"] if line else ""
            return Fate.UPDATED if row["manager"] not in (None, manager) else Fate.MEMBER
        if line and line["declined_at"]:
            return Fate.LEFT
        if email in self.accounts:
            return Fate.ADDED
        if line is None or line["accepted_at"] or line["expires_at"] <= now:
            return Fate.NEW
        return Fate.UPDATED if _differs(row, line) else Fate.WAITING


def _differs(row: sheets.Row, line: Line) -> bool:
    said = (row["name"], row["expertises"], row["manager"] if row["manager"] is not None else line["manager_email"])
    return said != (line["name"], line["expertises"], line["manager_email"])


@transaction.atomic
def preview(community: Community, data: bytes, *, by: User, now: datetime) -> CommunityImport:
    """Read a file and store what each row would mean; nothing else changes."""
    catalogue = {word.casefold(): each.slug for each in Expertise.objects.all() for word in (each.slug, each.name)}
    sheet = sheets.read(data, catalogue)
    problems = list(sheet.problems)
    if "manager" in sheet.headings:
        problems += chain_problems(sheet.rows, _managers(community), sheet.headings["manager"])
    rows = [] if problems else _with_fates(sheet.rows, Known.of(community, sheet.rows), now)
    return CommunityImport.objects.create(
        community=community,
        by=by,
        rows=rows,
        problems=[asdict(problem) for problem in sorted(problems, key=lambda each: each.line)],
        tally={**Counter(row["fate"] for row in rows), "lines": len(sheet.rows), "unread": sheet.unread},
        created_at=now,
    )


def _managers(community: Community) -> dict[str, str]:
    """Every address in the community, and its manager's where a list has named one."""
    inside = CommunityMembership.objects.filter(community=community).values("user")
    members = EmailAddress.objects.filter(verified=True, user__in=inside).values_list("email", flat=True)
    lines = CommunityInvitation.objects.filter(community=community).values_list("email", "manager_email")
    return {**dict.fromkeys(members, ""), **dict(lines)}


def _with_fates(rows: list[Any], known: Known, now: datetime) -> list[dict[str, Any]]:
    return [{**row, "fate": known.fate(row, now).value} for row in rows]


def confirm(import_: CommunityImport) -> bool:
    """Let the next sweep carry it out; False where that was asked before, or where something is wrong in it."""
    waiting = CommunityImport.objects.filter(pk=import_.pk, state=State.PREVIEW, problems=[])
    return bool(waiting.update(state=State.RUNNING))


def carry_out(now: datetime) -> int:
    """Carry out what was confirmed; answers how many were done. Safe to run any number of times at once: a row is
    leased while it is worked on, and whoever finds it taken passes it by."""
    running = CommunityImport.objects.filter(state=State.RUNNING).order_by("pk")
    return sum(_try(pk, now) for pk in running.values_list("pk", flat=True))


def forget(now: datetime) -> None:
    """Let go of what files said a week ago: previews altogether, of the others all but the counts."""
    old = CommunityImport.objects.filter(created_at__lte=now - KEPT)
    old.filter(state=State.PREVIEW).delete()
    old.exclude(state=State.RUNNING).exclude(rows=[]).update(rows=[])


def progress(import_: CommunityImport) -> int:
    """How many rows of a running import are written; kept outside the transaction, and lost without harm."""
    return int(cache.get(_counter(import_.pk), 0))


def _counter(pk: int) -> str:
    return f"import/{pk}"


def _try(pk: int, now: datetime) -> bool:
    """One try, counted before it begins: an import that kills its worker is given up as well."""
    running = CommunityImport.objects.filter(pk=pk, state=State.RUNNING)
    free = running.filter(Q(leased_until=None) | Q(leased_until__lte=now))
    if free.filter(attempts__gte=MOST_TRIES).update(state=State.FAILED, finished_at=now, rows=[]):
        return False
    if not free.update(attempts=F("attempts") + 1, leased_until=now + LEASE):
        return False
    try:
        with transaction.atomic():
            # Held as well: a lease that ran out while its worker was only slow lets nobody begin a second time.
            held = running.select_for_update(skip_locked=True, of=("self",)).select_related("community", "by").first()
            return held is not None and _import(held, now)
    except Exception:
        logger.exception("Import %s was rolled back", pk)
        running.update(leased_until=None)
        return False


def _import(import_: CommunityImport, now: datetime) -> bool:
    hold(import_.community)
    done: list[dict[str, Any]] = []
    for start in range(0, len(import_.rows), SLICE):
        done += _import_slice(import_, import_.rows[start : start + SLICE], now)
        cache.set(_counter(import_.pk), len(done), 3600)
    link_managers([import_.community_id])
    CommunityImport.objects.filter(pk=import_.pk).update(
        rows=done,
        tally={**import_.tally, **dict.fromkeys(Fate.values, 0), **Counter(row["fate"] for row in done)},
        state=State.DONE,
        finished_at=now,
    )
    return True


def _import_slice(import_: CommunityImport, rows: list[Any], now: datetime) -> list[dict[str, Any]]:
    """Write some rows, in a number of queries that does not depend on how many they are."""
    community = import_.community
    known = Known.of(community, rows)
    rows = _with_fates(rows, known, now)
    fresh = [row for row in rows if row["fate"] == Fate.NEW]
    added = {row["email"]: known.accounts[row["email"]] for row in rows if row["fate"] == Fate.ADDED}
    _write_lines(import_, fresh, now, ["by", "expires_at", "accepted_at"])
    _write_lines(import_, [row for row in rows if row["fate"] not in (Fate.NEW, Fate.LEFT)], now, [])
    inside = {row["email"]: known.members[row["email"]] for row in rows if row["email"] in known.members}
    tell(community, bring_in(community, added | inside, now), now)
    owe_invitations(community, [row["email"] for row in fresh], now)
    return rows


def _write_lines(import_: CommunityImport, rows: list[dict[str, Any]], now: datetime, more: list[str]) -> None:
    names_managers = any(row["manager"] is not None for row in rows)
    CommunityInvitation.objects.bulk_create(
        (
            CommunityInvitation(
                community=import_.community,
                email=row["email"],
                name=row["name"],
                expertises=row["expertises"],
                manager_email=row["manager"] or "",
                by=import_.by,
                created_at=now,
                expires_at=now + LASTS,
            )
            for row in rows
        ),
        update_conflicts=True,
        unique_fields=["community", "email"],
        update_fields=["name", "expertises", *(["manager_email"] if names_managers else []), *more],
    )
