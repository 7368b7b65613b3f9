"""Starting a community; and addresses for things that have a name."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Model
from django.utils.text import slugify

from accounts.models import Community, CommunityDomain, CommunityMembership, User
from accounts.providers import domain_of, is_public

RESERVED = {"new"}  # what the map of the site itself uses below /groups/ and /communities/


class NotTheirDomain(Exception):
    """A domain is claimed by who has proved an address there, and never a public mail provider's."""


@transaction.atomic
def found(
    *, kind: str, name: str, about: str, joining: str, domains: Iterable[str], by: User, now: datetime
) -> Community:
    """Start a community with `by` as its organiser.

    A second one of the same name by the same organiser is the first, so that a form sent twice founds one. Raises
    NotTheirDomain.
    """
    with connection.cursor() as cursor:  # founders wait for each other, so that no address is given twice
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('communities.found'))")
    organised = CommunityMembership.objects.of(by).organising().filter(community__name=name)
    if before := organised.select_related("community").first():
        return before.community
    slug = free_slug(Community, name, "community")
    fields = {"kind": kind, "name": name, "about": about, "joining": joining}
    community = Community.objects.create(slug=slug, created_at=now, **fields)
    role = CommunityMembership.Role.ORGANISER
    CommunityMembership.objects.create(community=community, user=by, role=role, joined_at=now)
    keep_domains(community, domains, by=by)
    return community


def claimable(user: User) -> list[str]:
    """The domains somebody may claim for a community: where they have a verified address, and not everybody can."""
    return sorted({domain for address in user.verified_addresses() if not is_public(domain := domain_of(address))})


@transaction.atomic
def keep_domains(community: Community, domains: Iterable[str], *, by: User) -> None:
    """Make exactly these the community's. Raises NotTheirDomain for a new one that is not the organiser's."""
    wanted = {domain.lower() for domain in domains}
    there = set(community.domains.values_list("domain", flat=True))
    if not wanted - there <= set(claimable(by)):
        raise NotTheirDomain
    community.domains.exclude(domain__in=wanted).delete()
    rows = (CommunityDomain(community=community, domain=domain) for domain in sorted(wanted - there))
    CommunityDomain.objects.bulk_create(rows, ignore_conflicts=True)


def free_slug(model: type[Model], name: str, fallback: str) -> str:
    """An address that no row of the model has: from the name where that has letters or digits of ours, or the
    fallback, with a number where it is taken."""
    stem = slugify(name, allow_unicode=False)[:60] or fallback
    rows = model._default_manager.filter(slug__startswith=stem)
    taken = {*rows.values_list("slug", flat=True), *RESERVED}
    if stem not in taken:
        return stem
    return next(f"{stem}-{n}" for n in range(2, len(taken) + 3) if f"{stem}-{n}" not in taken)
