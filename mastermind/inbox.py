"""Today is the inbox: what waits for somebody's word, from all three apps, each a row with one way on."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.clock import active_zone, in_words, zone_label
from accounts.models import CommunityInvitation, CommunityMembership, CommunityRequest, User, apart_from, is_apart
from groups.models import (
    Application,
    BuddyRequest,
    Group,
    Invitation,
    Proposal,
    Report,
    Trial,
    Waiting,
    lines_at_tables,
)
from meetings.models import Poll, Visit

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
    for offer in Waiting.objects.offered(now).filter(user=user, group__hidden_at=None).select_related("group"):
        yield Item(
            icon="armchair",
            title=offer.group.name,
            text=_("A seat is free, and kept for you for a while."),
            verb=_("See it"),
            url=reverse("groups:waitings.edit", args=[offer.group.slug]),
        )


def replies(user: User, now: datetime) -> Iterable[Item]:
    """Doors at which the person was asked for more."""
    asked = Application.objects.of(user).filter(state=Application.State.MORE_ASKED)
    for application in asked.order_by("expires_at", "pk"):
        yield Item(
            icon="message-circle-question-mark",
            title=application.group.name,
            text=_("They asked you for more about joining."),
            verb=_("Write back"),
            url=reverse("groups:applications.new", args=[application.group.slug]),
        )


def visits(user: User, now: datetime) -> Iterable[Item]:
    """Meetings the person is invited to as a visitor."""
    coming = Visit.objects.of(user).standing().filter(meeting__ends_at__gt=now)
    for visit in coming.select_related("meeting__group").order_by("meeting__starts_at", "pk"):
        meeting = visit.meeting
        yield Item(
            icon="door-open",
            title=meeting.group.name,
            text=_("You are invited to visit: %(when)s.")
            % {"when": in_words(meeting.starts_at, meeting.ends_at, active_zone())},
            verb=_("See the meeting"),
            url=meeting.get_absolute_url(),
        )


def proposals(user: User, now: datetime) -> Iterable[Item]:
    """People about to join the person's own tables, as long as members may object."""
    asked = Proposal.objects.before(user, now).select_related("application__group", "application__user")
    for proposal in asked.order_by("ends_at", "pk"):
        application = proposal.application
        names = {"group": application.group, "day": date_format(timezone.localtime(proposal.ends_at), "l j F")}
        yield Item(
            icon="users-round",
            title=application.user.name,
            text=_("joins %(group)s unless somebody objects by %(day)s.") % names,
            verb=_("See who asks"),
            url=reverse("groups:objections.new", args=[application.group.slug, application.pk]),
        )


def polls(user: User, now: datetime) -> Iterable[Item]:
    """Time polls of the person's own tables in which they have not answered every time, what closes first above."""
    asked = Poll.objects.waiting_for(user, now).select_related("group")
    for poll in asked.order_by(F("closes_at").asc(nulls_last=True), "created_at", "pk"):
        yield Item(
            icon="calendar-search",
            title=poll.group.name,
            text=_("Which time suits you? Open until %(day)s, %(hour)s, %(zone)s.") % _until(poll.closes_at)
            if poll.closes_at
            else _("Which time suits you?"),
            verb=_("Say which"),
            url=poll.get_absolute_url(),
        )


def _until(moment: datetime) -> dict[str, str]:
    local = timezone.localtime(moment)
    return {
        "day": date_format(local, "l j F"),
        "hour": date_format(local, "H:i"),
        "zone": zone_label(active_zone()),
    }


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
    waiting = Invitation.objects.waiting_for(user, now).read_by(user)
    for invitation in waiting.select_related("group").order_by("expires_at"):
        yield Item(
            icon="mail-open",
            title=invitation.group.name,
            text=_("%(name)s invites you to this table.") % {"name": invitation.inviter}
            if invitation.inviter
            else _("You are invited to this table."),
            verb=_("Read the invitation"),
            url=invitation.get_absolute_url(),
        )


def communities(user: User, now: datetime) -> Iterable[Item]:
    """Communities that invite the person."""
    waiting = CommunityInvitation.objects.standing(now).to(user).annotate(is_apart=is_apart(user, "by"))
    for invitation in waiting.select_related("community", "by"):
        yield Item(
            icon="landmark",
            title=invitation.community.name,
            text=_("%(name)s invites you to this community.") % {"name": invitation.by}
            if invitation.by and not invitation.is_apart  # type: ignore[attr-defined]  # annotated above
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


def reports(user: User, now: datetime) -> Iterable[Item]:
    """What a moderator may look at and nobody else does: one row; no query for anybody else."""
    if not (user.is_staff and user.has_perm("groups.moderate")):
        return
    mine = Report.objects.filter(state=Report.State.CLAIMED, claimed_by=user)
    number = (Report.objects.free(now) | mine).judged_by(user).count()
    if number:
        text = ngettext("%(number)d waits to be decided.", "%(number)d wait to be decided.", number)
        yield Item(
            icon="flag",
            title=_("Reports"),
            text=text % {"number": number},
            verb=_("See the reports"),
            url=reverse("admin:groups_report_changelist"),
        )


def lines(user: User, now: datetime) -> Iterable[Item]:
    """Tables at which the person sits with their line manager, or with somebody they manage, by now."""
    found = {line.group: line for line in lines_at_tables().filter(Q(user=user) | Q(line_manager=user))}  # type: ignore[attr-defined]
    for group in Group.objects.filter(pk__in=found).order_by("name", "pk") if found else ():
        line = found[group.pk]
        yield Item(
            icon="git-fork",
            title=group.name,
            text=_("You manage %(name)s by now. Talk about who of you leaves this table.") % {"name": line.user}
            if line.line_manager == user
            else _("%(name)s is your line manager by now. Talk about who of you leaves this table.")
            % {"name": line.line_manager},
            verb=_("See the table"),
            url=group.get_absolute_url(),
        )


# In the order in which they stand on the page.
SOURCES: tuple[Source, ...] = (
    places,
    replies,
    visits,
    proposals,
    polls,
    buddy_requests,
    trials,
    invited,
    communities,
    community_requests,
    reports,
    lines,
)
