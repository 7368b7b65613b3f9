"""How an outsider becomes a member: asking, answering, withdrawing; each with the messages it owes.

Whoever answers an application holds or updates its row first, then the group's, so that no two wait for each other.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from accounts.delivery import owe
from accounts.models import Notice, User
from groups import seats, waiting
from groups.models import (
    Application,
    ApplicationAnswer,
    Charter,
    Group,
    GroupClosed,
    KeptApart,
    Membership,
    Proposal,
    Seat,
    Waiting,
    meets_apart,
)
from groups.models.application import LASTS


class AlreadyAnswered(Exception):
    """Somebody answered, the applicant withdrew, or it ran out, a moment earlier."""


class AlreadyInside(Exception):
    """Members, and those in line for a chair, do not ask to join."""


class ByInvitation(Exception):
    """Nobody asks to join here; people come by invitation."""


class VisitsFirst(Exception):
    """The charter wants more visits before somebody joins."""


class MembersDecide(Exception):
    """The charter lets the members object first: the answer is a proposal to them."""


@transaction.atomic
def ask(
    group: Group,
    user: User,
    words: str,
    now: datetime,
    answers: Iterable[tuple[str, str]] = (),
    seat: Seat | None = None,
) -> Application:
    """Put somebody at the door, perhaps for a seat, and tell those who answer there; asking twice is asking once.

    `answers` are pairs of a question as it was asked, and what was said to it. Raises GroupClosed, AlreadyInside for a
    present member or somebody in line, ByInvitation, or KeptApart, which is checked before anybody sees a name.
    """
    # The group first: who asks locks no application, and nobody is left at a door that closes at this moment.
    held = Group.objects.hold(group.pk)
    at_the_door = Application.objects.unanswered().filter(group=held, user=user).first()
    if at_the_door:
        return at_the_door
    _may_ask(held, user)
    application = Application.objects.create(
        group=held, user=user, words=words, seat=seat, created_at=now, expires_at=now + LASTS
    )
    ApplicationAnswer.objects.bulk_create(
        ApplicationAnswer(application=application, position=position, question=question, text=text)
        for position, (question, text) in enumerate(answers, start=1)
    )
    tell_keepers(application, Notice.Kind.APPLICATION, f"application/{application.pk}", now)
    return application


def _may_ask(group: Group, user: User) -> None:
    if group.is_closed:
        raise GroupClosed
    sits = Membership.objects.present().filter(group=group, user=user)
    if sits.exists() or Waiting.objects.waiting().filter(group=group, user=user).exists():
        raise AlreadyInside
    if group.joining == Group.Joining.INVITATION:
        raise ByInvitation
    if meets_apart(group, user):
        raise KeptApart


@transaction.atomic
def accept(application: Application, *, by: User, words: str, now: datetime, visited: int = 0) -> Membership | Waiting:
    """Give the applicant a chair, or a place in line where none is free, and the good news.

    `visited` is at how many meetings they were a visitor: a fact from above, like the time, since groups know nothing
    of meetings. Raises VisitsFirst, MembersDecide while the members were not asked or may still object, KeptApart,
    GroupClosed, SeatTaken, or AlreadyAnswered; then nothing has changed.
    """
    charter = Charter.objects.current(application.group)
    check_visits(charter, visited)
    if charter.decided_by == Charter.DecidedBy.MEMBERS and not Proposal.objects.decided(application, now):
        raise MembersDecide
    return admit(application, by=by, words=words, now=now)


@transaction.atomic
def admit(application: Application, *, by: User | None, words: str, now: datetime) -> Membership | Waiting:
    """Carry out a yes that is decided, with the seat it is for.

    Raises KeptApart, GroupClosed, SeatTaken, or AlreadyAnswered.
    """
    _answer(application, Application.State.ACCEPTED, words, by, now)
    came = waiting.sit_or_wait(application.group, application.user, now)
    if application.seat and isinstance(came, Membership):
        seats.hold(application.seat, came, now)
    return came


def choose_seat(application: Application, seat: Seat | None) -> None:
    """Say which seat a yes gives, or none; an application that is answered stays as it was."""
    Application.objects.unanswered().filter(pk=application.pk).update(seat=seat)


@transaction.atomic
def decline(application: Application, *, by: User, words: str, now: datetime) -> None:
    """Say no with a reason, which the applicant reads. Raises AlreadyAnswered."""
    _answer(application, Application.State.DECLINED, words, by, now)


@transaction.atomic
def withdraw(application: Application, now: datetime) -> None:
    """The applicant thinks otherwise; nobody is owed a message. Raises AlreadyAnswered."""
    _settle(application, Application.State.WITHDRAWN, "", application.user, now)


def check_visits(charter: Charter, visited: int) -> None:
    """Raise VisitsFirst where the charter wants more visits than there were."""
    if visited < charter.visits:
        raise VisitsFirst


def held(application: Application) -> Application:
    """The application as it stands, locked, while nobody has answered it. Raises AlreadyAnswered."""
    row = Application.objects.select_for_update().filter(pk=application.pk).first()
    if row is None or not row.is_unanswered:
        raise AlreadyAnswered
    return row


def tell_keepers(
    application: Application, kind: Notice.Kind, key: str, now: datetime, *, but: User | None = None
) -> None:
    """Owe a note about an application to everyone who looks after the group; `but` knows already."""
    keepers = Membership.objects.running().filter(group=application.group_id).exclude(user=but)
    owe(
        Notice(key=f"{key}/{keeper}", kind=kind, user_id=keeper, data={"application": application.pk}, due_at=now)
        for keeper in keepers.values_list("user_id", flat=True)
    )


def tell_applicant(application: Application, kind: Notice.Kind, key: str, now: datetime) -> None:
    """Owe a note about an application to who asked."""
    data = {"application": application.pk}
    owe([Notice(key=key, kind=kind, user_id=application.user_id, data=data, due_at=now)])


def _answer(application: Application, state: Application.State, words: str, by: User | None, now: datetime) -> None:
    _settle(application, state, words, by, now)
    tell_applicant(application, Notice.Kind.DECISION, f"decision/{application.pk}", now)


def _settle(application: Application, state: Application.State, words: str, by: User | None, now: datetime) -> None:
    """Close an application; of two who answer at once the later gets AlreadyAnswered."""
    changed = (
        Application.objects.unanswered()
        .filter(pk=application.pk)
        .update(state=state, reason=words, answered_by=by, answered_at=now)
    )
    if not changed:
        raise AlreadyAnswered
    application.refresh_from_db()
