"""Inviting the people of a community to form groups: who is asked, once in a while, and never how many they are."""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from accounts.arrivals import hold
from accounts.delivery import owe
from accounts.models import Community, CommunityMembership, Expertise, Notice, PersonExpertise
from groups.models import without_table

PAUSE = timedelta(days=14)  # who was asked is left in peace for so long


@transaction.atomic
def ask(
    community: Community, *, by: CommunityMembership, expertises: Iterable[Expertise], now: datetime, ticket: uuid.UUID
) -> None:
    """Owe an invitation to everybody without a table, or of those to who can advise on one of the expertises.

    The same ticket again asks nobody twice, and whoever was asked lately is not asked at all. It answers nothing: how
    many people sit in no group is a figure, and figures are told on the overview alone.
    """
    hold(community)
    people = without_table(community).exclude(pk=by.pk)
    known = list(expertises)
    if known:
        offers = PersonExpertise.objects.filter(expertise__in=known, side=PersonExpertise.Side.OFFERS)
        people = people.filter(user__in=offers.values("user"))
    lately = Notice.objects.filter(
        user=OuterRef("user"),
        kind=Notice.Kind.COMMUNITY_GROUPS,
        data__community=community.pk,
        created_at__gt=now - PAUSE,
    )
    owe(
        Notice(
            key=f"community_groups/{community.pk}/{ticket}/{pk}",
            kind=Notice.Kind.COMMUNITY_GROUPS,
            user_id=pk,
            data={"community": community.pk},
            due_at=now,
            expires_at=now + PAUSE,
            created_at=now,
        )
        for pk in people.exclude(Exists(lately)).values_list("user", flat=True)
    )
