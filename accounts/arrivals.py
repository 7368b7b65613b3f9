"""Bringing people into a community, one or thousands, with what an organiser's list says of them."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import connection
from django.db.models import Q

from accounts.delivery import owe
from accounts.models import (
    Community,
    CommunityInvitation,
    CommunityMembership,
    CommunityRequest,
    Expertise,
    Notice,
    PersonExpertise,
)


def hold(community: Community) -> None:
    """Let those who change a community's people wait for each other until the transaction ends."""
    Community.objects.select_for_update(no_key=True).get(pk=community.pk)


def bring_in(community: Community, people: Mapping[str, int], now: datetime) -> set[int]:
    """Make people members, by the verified addresses they are found at; answers the numbers of those who were none.

    Their invitations are taken up and their open requests accepted. Seven queries, however many they are. The caller
    holds the community.
    """
    lines = CommunityInvitation.objects.filter(community=community, email__in=people)
    own = CommunityMembership.objects.filter(community=community, user__in=set(people.values()))
    new = set(people.values()) - set(own.values_list("user", flat=True))
    CommunityMembership.objects.bulk_create(
        (CommunityMembership(community=community, user_id=pk, joined_at=now) for pk in sorted(new)),
        ignore_conflicts=True,
    )
    _begin_expertise(lines, {email: pk for email, pk in people.items() if pk in new})
    lines.filter(Q(accepted_at=None) | Q(declined_at__isnull=False)).update(accepted_at=now, declined_at=None)
    asked = CommunityRequest.objects.filter(community=community, user__in=new, state=CommunityRequest.State.OPEN)
    asked.update(state=CommunityRequest.State.ACCEPTED, answered_at=now)
    return new


def tell(community: Community, people: Iterable[int], now: datetime) -> None:
    """Owe those who did not come by themselves the news that they are members now."""
    owe(
        Notice(
            key=f"community_arrival/{community.pk}/{pk}/{int(now.timestamp())}",
            kind=Notice.Kind.COMMUNITY_ARRIVAL,
            user_id=pk,
            data={"community": community.pk},
            due_at=now,
        )
        for pk in people
    )


def _begin_expertise(lines: Iterable[CommunityInvitation], people: Mapping[str, int]) -> None:
    """What the list says somebody knows is a beginning, for who has said nothing of their own."""
    offers = PersonExpertise.Side.OFFERS
    spoken = set(PersonExpertise.objects.filter(user__in=people.values(), side=offers).values_list("user", flat=True))
    numbers = dict(Expertise.objects.values_list("slug", "pk"))
    PersonExpertise.objects.bulk_create(
        (
            PersonExpertise(user_id=people[line.email], expertise_id=numbers[slug], side=offers)
            for line in lines
            if line.email in people and people[line.email] not in spoken
            for slug in line.expertises
            if slug in numbers
        ),
        ignore_conflicts=True,
    )


def link_managers(communities: Iterable[int], addresses: Iterable[str] | None = None) -> None:
    """Set line managers as the lists name them, wherever both have proved their addresses by now.

    With `addresses` only where one of them is a member's or a manager's. Who stands in a list at two addresses has the
    manager that one of the lines names, the oldest line first. One statement.
    """
    wanted = None if addresses is None else list(addresses)
    with connection.cursor() as cursor:
        cursor.execute(_LINK_MANAGERS, {"communities": list(communities), "addresses": wanted})


_LINK_MANAGERS = """
UPDATE accounts_communitymembership AS membership
   SET line_manager_id = named.manager
  FROM (
    SELECT DISTINCT ON (line.community_id, own.user_id)
           line.community_id, own.user_id, manager.user_id AS manager
      FROM accounts_communityinvitation AS line
      JOIN account_emailaddress AS own ON own.email = line.email AND own.verified
      LEFT JOIN account_emailaddress AS manager
        ON manager.email = line.manager_email AND manager.verified AND manager.user_id <> own.user_id
     WHERE line.community_id = ANY (%(communities)s)
       AND (%(addresses)s::text[] IS NULL OR own.user_id IN (
            SELECT concerned.user_id
              FROM accounts_communityinvitation AS changed
              JOIN account_emailaddress AS concerned ON concerned.email = changed.email AND concerned.verified
             WHERE changed.community_id = ANY (%(communities)s)
               AND (changed.email = ANY (%(addresses)s::text[])
                    OR changed.manager_email = ANY (%(addresses)s::text[]))))
     ORDER BY line.community_id, own.user_id, manager.user_id IS NULL, line.id
  ) AS named
 WHERE membership.community_id = named.community_id
   AND membership.user_id = named.user_id
   AND membership.line_manager_id IS DISTINCT FROM named.manager
"""
