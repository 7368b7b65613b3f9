"""What is written to somebody who is invited, with an account or without."""

from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from accounts.letters import Letter, Note, absolute
from accounts.models import Notice, User
from accounts.templatetags.clock import day
from groups.models import Invitation, Membership, meets_apart

day_later = lazy(day, str)  # in the language and on the clock of who reads it


def compose_invitation(notice: Notice, now: datetime) -> Letter | None:
    """Who invites, and to which group; the words stay on the page.

    Not once it was used, taken back or ran out, nor to who sits there by now, nor to who must not meet somebody there,
    or who invites.
    """
    usable = Invitation.objects.usable(now).filter(group__closure=None, group__hidden_at=None)
    told = usable.read_by(notice.user or AnonymousUser()).select_related("group", "seat__expertise")
    invitation = told.filter(pk=notice.data["invitation"]).first()
    if invitation is None or invitation.inviter is None or (notice.user and not _wants(notice.user, invitation)):
        return None
    return _note(invitation, is_new=notice.user is None).letter()


def _wants(user: User, invitation: Invitation) -> bool:
    return not (
        Membership.objects.of(user).filter(group=invitation.group).exists() or meets_apart(invitation.group, user)
    )


def _note(invitation: Invitation, is_new: bool) -> Note:
    seat = invitation.seat
    return Note(
        subject=_("%(name)s invites you to %(group)s"),
        title=_("A seat at %(group)s is offered to you"),
        lead=_("%(name)s would like you at this table, in the seat for: %(seat)s.")
        if seat
        else _("%(name)s would like you at this table."),
        more=_(
            "Read who sits there and what they promise each other. New here? Sign up with this address, "
            "and the seat is yours. The invitation is good until %(day)s."
        )
        if is_new
        else _("Read who sits there and what they promise each other, then decide. It is good until %(day)s."),
        button=_("Read the invitation"),
        url=absolute(invitation.get_absolute_url()),
        why=_("Sent because %(name)s gave us your address to invite you to %(group)s."),
        kicker=_("You are invited"),
        names={
            "name": str(invitation.by),
            "group": invitation.group.name,
            "seat": str(seat.expertise) if seat else "",
            "day": day_later(invitation.expires_at),
        },
    )
