"""What is written to members who decide about somebody at the door, and to those who look after the group."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.clock import lazy_day
from accounts.letters import Letter, Note, absolute
from accounts.models import Notice, apart_from
from groups.letters.applications import to_keeper
from groups.models import Membership, Proposal


def compose_proposal(notice: Notice, now: datetime) -> Letter | None:
    """To a member: somebody is about to join, unless somebody objects. Not once that is over, nor to who has left."""
    running = Proposal.objects.running(now).select_related("application__group", "application__user")
    proposal = running.filter(pk=notice.data["proposal"]).first()
    if proposal is None or not _decides(notice, proposal):
        return None
    application = proposal.application
    return Note(
        subject=_("Shall %(name)s join %(group)s?"),
        lead=_("If you would rather not, say so by %(day)s. If nobody does, %(name)s joins."),
        more=_("Silence is consent. What you say is read only by those who look after the group."),
        button=_("See who asks"),
        url=absolute(reverse("groups:objections.new", args=[application.group.slug, application.pk])),
        why=_("Sent because you sit at %(group)s, and its charter lets members decide."),
        kicker=_("Somebody is about to join"),
        names={
            "name": application.user.name,
            "group": application.group.name,
            "day": lazy_day(proposal.ends_at, notice.reader.time_zone),
        },
    ).letter()


def compose_objection(notice: Notice, now: datetime) -> Letter | None:
    """To who looks after the group: a member objects, so it is theirs to decide. Who and why stand on the page."""
    return to_keeper(
        notice,
        subject=_("A member would rather not have %(name)s at %(group)s"),
        lead=_("So it is yours to decide. Read why, talk to each other, then answer."),
        kicker=_("A member objects"),
    )


def _decides(notice: Notice, proposal: Proposal) -> bool:
    application = proposal.application
    sits = Membership.objects.present().filter(group=application.group_id, user=notice.user_id).exists()
    apart = apart_from(notice.reader).filter(pk=application.user_id).exists()
    return sits and application.user.is_active and not apart
