"""Where the charter says that members decide: a proposal to all of them, five days to object, silence is consent."""

from datetime import datetime

from django.db import transaction

from accounts.delivery import owe
from accounts.models import Notice, User
from groups.admissions import AlreadyAnswered, admit, check_visits, held, tell_keepers
from groups.models import Application, Charter, GroupClosed, KeptApart, Membership, Objection, Proposal, meets_apart
from groups.models.application import LAST_WEEK
from groups.models.proposal import OBJECTIONS_UNTIL
from groups.seats import SeatTaken


class ObjectionsClosed(Exception):
    """The five days are over, or the question is answered."""


@transaction.atomic
def propose(application: Application, *, by: User, words: str, now: datetime, visited: int = 0) -> Proposal:
    """Put somebody at the door before the members, and tell each of them.

    The application stays open at least a week longer than the five days, so that those who look after the group can
    still decide where somebody objects. Raises VisitsFirst, KeptApart, or AlreadyAnswered, also for a second proposal.
    """
    row = held(application)
    check_visits(Charter.objects.current(row.group), visited)
    if Proposal.objects.filter(application=row).exists():
        raise AlreadyAnswered
    if meets_apart(row.group, row.user):
        raise KeptApart
    until = now + OBJECTIONS_UNTIL
    proposal = Proposal.objects.create(application=row, by=by, words=words, created_at=now, ends_at=until)
    row.expires_at = max(row.expires_at, until + LAST_WEEK)
    if row.state == Application.State.MORE_ASKED:
        row.state = Application.State.OPEN
    row.save(update_fields=["expires_at", "state"])
    members = Membership.objects.present().filter(group=row.group_id).exclude(user=by)
    owe(
        Notice(
            key=f"proposal/{proposal.pk}/{member}",
            kind=Notice.Kind.PROPOSAL,
            user_id=member,
            data={"proposal": proposal.pk},
            due_at=now,
            expires_at=until,
        )
        for member in members.values_list("user_id", flat=True)
    )
    return proposal


@transaction.atomic
def object_to(proposal: Proposal, membership: Membership, words: str, now: datetime) -> Objection:
    """Say that one would rather not, and why; those who look after the group read it and decide.

    Objecting twice is objecting once. Raises ObjectionsClosed.
    """
    try:
        application = held(proposal.application)
    except AlreadyAnswered as error:
        raise ObjectionsClosed from error
    if proposal.ends_at <= now:
        raise ObjectionsClosed
    objection, is_new = Objection.objects.get_or_create(
        proposal=proposal, membership=membership, defaults={"words": words, "created_at": now}
    )
    if is_new:
        kind = Notice.Kind.OBJECTION
        tell_keepers(application, kind, f"objection/{objection.pk}", now, but=membership.user)
    return objection


def conclude(now: datetime) -> int:
    """Let in those against whom nobody has said a word in five days; answers how many. Whose account is shut waits."""
    silent = Proposal.objects.unanswered().filter(ends_at__lte=now, objections=None, application__user__is_active=True)
    return sum(_conclude(each, now) for each in silent.select_related("application", "by").order_by("ends_at", "pk"))


def _conclude(proposal: Proposal, now: datetime) -> bool:
    """One, in a transaction of its own. Where it cannot be, those who look after the group decide."""
    try:
        with transaction.atomic():
            application = held(proposal.application)
            if proposal.objections.exists():  # said in the last moment
                return False
            admit(application, by=proposal.by, words=proposal.words, now=now)
    except (AlreadyAnswered, KeptApart, GroupClosed, SeatTaken):
        return False
    return True
