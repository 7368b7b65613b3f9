"""What is written to who has not signed: that the charter changed, and once more that it waits."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.letters import Letter, Note, absolute
from accounts.models import Notice
from groups.models import Charter, Membership, unsigned


def compose_charter(notice: Notice, now: datetime) -> Letter | None:
    """There is a new version to sign; not once it is signed, or replaced, or the reader has left."""
    charter = _waiting(notice)
    if charter is None:
        return None
    return _letter(
        charter,
        subject=_("The charter of %(group)s has changed"),
        lead=_("Version %(version)s is on the table, and everyone is asked to sign it."),
        more=_("The page shows what was struck and what is new since the version you signed."),
        button=_("See what has changed"),
    )


def compose_reminder(notice: Notice, now: datetime) -> Letter | None:
    """It still waits for the reader's name."""
    charter = _waiting(notice)
    if charter is None:
        return None
    return _letter(
        charter,
        subject=_("The charter of %(group)s waits for your name"),
        lead=_("The others count on the same rules as you. Reading them takes two minutes."),
        more=_("We remind you this once."),
        button=_("Read it and sign"),
    )


def _waiting(notice: Notice) -> Charter | None:
    """The charter, while it is the one that counts and the reader sits there and has not signed."""
    charter = Charter.objects.select_related("group").filter(pk=notice.data["charter"]).first()
    if charter is None or charter != Charter.objects.current(charter.group):
        return None
    own = Membership.objects.present().filter(group=charter.group, user=notice.user)
    return charter if unsigned(own).exists() else None


def _letter(charter: Charter, **words: Any) -> Letter:
    return Note(
        url=absolute(reverse("groups:charters.show", args=[charter.group.slug])),
        why=_("Sent because you sit at the table of %(group)s."),
        names={"group": charter.group.name, "version": charter.version},
        **words,
    ).letter()
