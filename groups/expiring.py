"""Nobody waits at a door for ever: a nudge after a week, and an end after two, with a note to both sides.

The fourteen days start again whenever it is the other side's turn; they never end before a visit is over or while the
members may object, and a week is always left after that to answer.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from accounts.delivery import owe
from accounts.models import Notice
from groups.models import Application, Membership
from groups.models.application import LAST_WEEK


def sweep(now: datetime) -> None:
    """Nudge and end whatever it is time for. Running it again adds nothing."""
    nudge(now)
    expire(now)


@transaction.atomic
def expire(now: datetime) -> int:
    """End what nobody answered in time and tell both sides; answers how many.

    Whoever is answering one at this moment keeps it: the next sweep sees what came of it.
    """
    late = Application.objects.unanswered().filter(expires_at__lte=now)
    ended = list(late.select_for_update(skip_locked=True))
    Application.objects.filter(pk__in=[each.pk for each in ended]).update(
        state=Application.State.EXPIRED, answered_at=now
    )
    applicants = [(each, each.user_id) for each in ended]
    owe(_note(Notice.Kind.APPLICATION_EXPIRY, each, "", user, now) for each, user in [*applicants, *_keepers(ended)])
    return len(ended)


@transaction.atomic
def nudge(now: datetime) -> int:
    """Remind those who look after a group, once, of who has waited for them since a week; answers of how many.

    Once for each fourteen days: who was asked for more and has written back waits anew.
    """
    late = Application.objects.to_answer(now).filter(expires_at__gt=now, expires_at__lte=now + LAST_WEEK)
    waiting = list(late)
    owe(
        _note(Notice.Kind.APPLICATION_NUDGE, each, f"{int(each.expires_at.timestamp())}/", user, now)
        for each, user in _keepers(waiting)
    )
    return len(waiting)


def _keepers(applications: list[Application]) -> Iterable[tuple[Application, int]]:
    """Each with everyone who looks after its group; one query for all."""
    groups = {each.group_id for each in applications}
    running = Membership.objects.running().filter(group__in=groups).values_list("group_id", "user_id")
    pairs = list(running)
    return [(each, user) for each in applications for group, user in pairs if group == each.group_id]


def _note(kind: Notice.Kind, application: Application, which: str, user: int, now: datetime) -> Notice:
    key = f"{kind.value}/{application.pk}/{which}{user}"
    # Whose turn it was when it ended: afterwards the application itself no longer tells.
    data = {"application": application.pk, "more_asked": application.state == Application.State.MORE_ASKED}
    return Notice(key=key, kind=kind, user_id=user, data=data, due_at=now)
