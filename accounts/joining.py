"""The ways into a community and out of it: a domain, an invitation, leaving; each with the messages it owes."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

from allauth.account.models import EmailAddress
from django.db import transaction

from accounts.arrivals import bring_in, hold, link_managers, tell
from accounts.delivery import owe, recipients
from accounts.models import Community, CommunityInvitation, CommunityMembership, Notice, User
from accounts.models.community_joining import LASTS


class NoWayIn(Exception):
    """Neither an address at the community's domain nor an invitation."""


class LastOrganiser(Exception):
    """A community keeps an organiser: another one comes first."""


@transaction.atomic
def enter(community: Community, user: User, now: datetime) -> CommunityMembership:
    """Join at once, by a verified address at the community's domain or by an invitation to one; twice is once.

    Raises NoWayIn.
    """
    own = CommunityMembership.objects.filter(community=community, user=user)
    if membership := own.first():
        return membership
    invited = CommunityInvitation.objects.standing(now).to(user).filter(community=community)
    if not invited.exists() and not Community.objects.open_to(user).filter(pk=community.pk).exists():
        raise NoWayIn
    add(community, user, now)
    return own.get()


def add(community: Community, user: User, now: datetime) -> None:
    """Make somebody a member, with all that waited for them. Needs a transaction."""
    hold(community)
    addresses = user.verified_addresses()
    bring_in(community, dict.fromkeys(addresses | {user.email}, user.pk), now)
    link_managers([community.pk], addresses)


@transaction.atomic
def arrive(user: User, now: datetime) -> None:
    """An address is proved: whoever was invited there is in, and told; managers that lists name are known by now."""
    invited = CommunityInvitation.objects.standing(now).to(user).values("community")
    for community in Community.objects.filter(pk__in=invited).order_by("pk"):
        add(community, user, now)
        tell(community, [user.pk], now)
    addresses = user.verified_addresses()
    naming = CommunityInvitation.objects.filter(manager_email__in=addresses)
    link_managers(naming.values_list("community", flat=True).distinct(), addresses)


@transaction.atomic
def invite(community: Community, addresses: Iterable[str], *, by: User, now: datetime) -> Counter[str]:
    """Invite addresses, in lower case; answers how many were "new", "waiting" already, or "members".

    An invitation that has run out, or was refused, is sent anew: an organiser's own hand may ask again, a list not.
    """
    hold(community)
    emails = sorted(set(addresses))
    inside = CommunityMembership.objects.filter(community=community).values("user")
    members = EmailAddress.objects.filter(email__in=emails, verified=True, user__in=inside)
    skipped = set(members.values_list("email", flat=True))
    standing = CommunityInvitation.objects.standing(now).filter(community=community, email__in=emails)
    waiting = set(standing.values_list("email", flat=True)) - skipped
    new = [email for email in emails if email not in skipped | waiting]
    CommunityInvitation.objects.bulk_create(
        (
            CommunityInvitation(community=community, email=email, by=by, created_at=now, expires_at=now + LASTS)
            for email in new
        ),
        update_conflicts=True,
        unique_fields=["community", "email"],
        update_fields=["by", "expires_at", "accepted_at", "declined_at"],
    )
    owe_invitations(community, new, now)
    return Counter(new=len(new), waiting=len(waiting), members=len(skipped))


def owe_invitations(community: Community, addresses: Iterable[str], now: datetime) -> None:
    """Owe the mail about standing invitations, to the account that has the address or to the address itself; at most
    one a day and address, however often it is taken back and sent anew. Three queries."""
    lines = list(CommunityInvitation.objects.standing(now).filter(community=community, email__in=addresses))
    to = recipients(line.email for line in lines)
    owe(
        Notice(
            key=f"community_invitation/{community.pk}/{sha256(line.email.encode()).hexdigest()}/{now:%Y-%m-%d}",
            kind=Notice.Kind.COMMUNITY_INVITATION,
            data={"community": community.pk, "email": line.email},
            due_at=now,
            expires_at=line.expires_at,
            **to[line.email],
        )
        for line in lines
    )


@transaction.atomic
def refuse(community: Community, user: User, now: datetime) -> None:
    """Say no to an invitation; no list invites the address again."""
    invited = CommunityInvitation.objects.standing(now).to(user)
    invited.filter(community=community).update(declined_at=now)


@transaction.atomic
def leave(own: CommunityMembership, now: datetime) -> None:
    """Leave; the person's groups stay theirs, and no list brings them back. Raises LastOrganiser."""
    _part(own)
    CommunityInvitation.objects.bulk_create(
        (
            CommunityInvitation(
                community=own.community, email=email, expires_at=now, accepted_at=own.joined_at, declined_at=now
            )
            for email in own.user.verified_addresses()
        ),
        update_conflicts=True,
        unique_fields=["community", "email"],
        update_fields=["declined_at"],
    )


@transaction.atomic
def remove(other: CommunityMembership) -> None:
    """Take somebody out who is no organiser; their groups stay theirs. An invitation can bring them back.

    Raises LastOrganiser for any organiser: who looks after the community steps down first.
    """
    if CommunityMembership.objects.organising().filter(pk=other.pk).exists():
        raise LastOrganiser
    _part(other)
    CommunityInvitation.objects.filter(community=other.community_id).to(other.user).delete()


@transaction.atomic
def set_role(other: CommunityMembership, role: CommunityMembership.Role) -> None:
    """Make somebody an organiser, or a member again. Raises LastOrganiser when nobody would organise."""
    hold(other.community)
    if role != CommunityMembership.Role.ORGANISER:
        _spare_last(other)
    CommunityMembership.objects.filter(pk=other.pk).update(role=role)


def _part(membership: CommunityMembership) -> None:
    hold(membership.community)
    _spare_last(membership)
    CommunityMembership.objects.filter(pk=membership.pk).delete()


def _spare_last(membership: CommunityMembership) -> None:
    organisers = CommunityMembership.objects.organising().filter(community=membership.community_id)
    if set(organisers.values_list("pk", flat=True)) == {membership.pk}:
        raise LastOrganiser
