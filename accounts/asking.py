"""Asking to join a community, and the answer; each with the messages it owes."""

from datetime import datetime

from django.db import transaction

from accounts.delivery import owe
from accounts.joining import NoWayIn, add
from accounts.models import Community, CommunityMembership, CommunityRequest, Notice, User


class AlreadyAnswered(Exception):
    """Somebody answered, or the person withdrew, a moment earlier."""


@transaction.atomic
def ask(community: Community, user: User, words: str, now: datetime) -> CommunityRequest:
    """Ask the organisers, and tell them; asking twice is asking once.

    Raises NoWayIn where the community takes no requests, or for who is a member already.
    """
    inside = CommunityMembership.objects.filter(community=community, user=user)
    if community.joining != Community.Joining.REQUEST or inside.exists():
        raise NoWayIn
    request, is_new = CommunityRequest.objects.get_or_create(
        community=community,
        user=user,
        state=CommunityRequest.State.OPEN,
        defaults={"words": words, "created_at": now},
    )
    if is_new:
        organisers = CommunityMembership.objects.organising().filter(community=community)
        owe(
            Notice(
                key=f"community_request/{request.pk}/{organiser}",
                kind=Notice.Kind.COMMUNITY_REQUEST,
                user_id=organiser,
                data={"request": request.pk},
                due_at=now,
            )
            for organiser in organisers.values_list("user", flat=True)
        )
    return request


@transaction.atomic
def accept(request: CommunityRequest, *, by: User, now: datetime) -> None:
    """Let somebody in. Raises AlreadyAnswered; then nothing has changed."""
    _answer(request, CommunityRequest.State.ACCEPTED, "", by, now)
    add(request.community, request.user, now)


@transaction.atomic
def decline(request: CommunityRequest, *, reason: str, by: User, now: datetime) -> None:
    """Say no with a reason, which the person reads on the community's page. Raises AlreadyAnswered."""
    _answer(request, CommunityRequest.State.DECLINED, reason, by, now)


@transaction.atomic
def withdraw(request: CommunityRequest, now: datetime) -> None:
    """The person thinks otherwise; nobody is owed a message. Raises AlreadyAnswered."""
    _settle(request, CommunityRequest.State.WITHDRAWN, "", request.user, now)


def _answer(request: CommunityRequest, state: CommunityRequest.State, reason: str, by: User, now: datetime) -> None:
    _settle(request, state, reason, by, now)
    owe(
        [
            Notice(
                key=f"community_answer/{request.pk}",
                kind=Notice.Kind.COMMUNITY_ANSWER,
                user_id=request.user_id,
                data={"request": request.pk},
                due_at=now,
            )
        ]
    )


def _settle(request: CommunityRequest, state: CommunityRequest.State, reason: str, by: User, now: datetime) -> None:
    """Close a request; of two who answer at once the later gets AlreadyAnswered."""
    open_ = CommunityRequest.objects.filter(pk=request.pk, state=CommunityRequest.State.OPEN)
    if not open_.update(state=state, reason=reason, answered_by=by, answered_at=now):
        raise AlreadyAnswered
    request.refresh_from_db()
