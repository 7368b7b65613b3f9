"""Today is the inbox: what waits for somebody's word, from all three apps, each a row with one way on."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import CommunityInvitation, CommunityMembership, CommunityRequest, User, apart_from
from groups.models import BuddyRequest, Invitation, Trial, Waiting

LAST_DAYS = timedelta(days=7)  # of a trial


@dataclass(frozen=True, slots=True)
class Item:
    """One row: `title` names the person or group, `text` says what is wanted, `verb` is the link's words."""

    icon: str
    title: str
    text: Any
    verb: Any
    url: str


Source = Callable[[User, datetime], Iterable[Item]]


def waiting_for(user: User, now: datetime) -> list[Item]:
    """All that waits for the person's word, what runs out first above; one query per source."""
    return [item for source in SOURCES for item in source(user, now)]


def places(user: User, now: datetime) -> Iterable[Item]:
    """Chairs kept for somebody on a waiting list."""
    for offer in Waiting.objects.offered(now).filter(user=user).select_related("group"):
        yield Item(
            icon="armchair",
            title=offer.group.name,
            text=_("A seat is free, and kept for you for a while."),
            verb=_("See it"),
            url=reverse("groups:waitings.edit", args=[offer.group.slug]),
        )


def buddy_requests(user: User, now: datetime) -> Iterable[Item]:
    """Those who ask the person to be buddies."""
    for asked in BuddyRequest.objects.unanswered().shown_to(user).filter(asked=user).order_by("created_at", "pk"):
        yield Item(
            icon="handshake",
            title=asked.asker.name,
            text=_("Asks you to be buddies."),
            verb=_("Read and answer"),
            url=asked.get_absolute_url(),
        )


def trials(user: User, now: datetime) -> Iterable[Item]:
    """Pairs on trial that end soon, where the person has not said whether they go on."""
    soon = Trial.objects.running().unspoken_by(user).filter(ends_at__lte=now + LAST_DAYS)
    for trial in soon.select_related("group").order_by("ends_at", "pk"):
        day = date_format(timezone.localtime(trial.ends_at), "l j F")
        yield Item(
            icon="hourglass",
            title=trial.group.name,
            text=_("Your trial ends on %(day)s. Do you go on?") % {"day": day},
            verb=_("Say so"),
            url=trial.group.get_absolute_url(),
        )


def invited(user: User, now: datetime) -> Iterable[Item]:
    """Invitations to an address of theirs, the one that runs out first above."""
    for invitation in Invitation.objects.waiting_for(user, now).select_related("group", "by").order_by("expires_at"):
        yield Item(
            icon="mail-open",
            title=invitation.group.name,
            text=_("%(name)s invites you to this table.") % {"name": invitation.by}
            if invitation.by
            else _("You are invited to this table."),
            verb=_("Read the invitation"),
            url=invitation.get_absolute_url(),
        )


def communities(user: User, now: datetime) -> Iterable[Item]:
    """Communities that invite the person."""
    for invitation in CommunityInvitation.objects.standing(now).to(user).select_related("community", "by"):
        yield Item(
            icon="landmark",
            title=invitation.community.name,
            text=_("%(name)s invites you to this community.") % {"name": invitation.by}
            if invitation.by
            else _("You are invited to this community."),
            verb=_("See the invitation"),
            url=invitation.community.get_absolute_url(),
        )


def community_requests(user: User, now: datetime) -> Iterable[Item]:
    """Communities the person organises where somebody asks to join: a row each, however many ask."""
    asked = CommunityRequest.objects.filter(community=OuterRef("community"), state=CommunityRequest.State.OPEN)
    asked = asked.exclude(user__in=apart_from(user).values("pk"))
    organised = CommunityMembership.objects.of(user).organising().filter(Exists(asked))
    for own in organised.select_related("community").order_by("community__name", "pk"):
        yield Item(
            icon="landmark",
            title=own.community.name,
            text=_("Somebody asks to join."),
            verb=_("Read and answer"),
            url=reverse("accounts:requests.index", args=[own.community.slug]),
        )


# In the order in which they stand on the page.
SOURCES: tuple[Source, ...] = (places, buddy_requests, trials, invited, communities, community_requests)
