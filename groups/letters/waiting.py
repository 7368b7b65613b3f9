"""What is written to those who wait for a chair."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.letters import Letter, Note, absolute
from accounts.models import Notice
from groups.models import Waiting


def compose_place(notice: Notice, now: datetime) -> Letter | None:
    """To the first in line: a chair is kept. Not once it was taken, passed on, or ran out, or the group is hidden."""
    offers = Waiting.objects.offered(now).select_related("group").filter(group__hidden_at=None)
    offer = offers.filter(pk=notice.data["waiting"]).first()
    if offer is None:
        return None
    return Note(
        subject=_("A seat at %(group)s is kept for you"),
        lead=_("It is yours if you take it within 72 hours."),
        more=_("After that the next in line is asked. If you would rather not, pass it on today: somebody waits."),
        button=_("Take the seat, or pass it on"),
        url=absolute(reverse("groups:waitings.edit", args=[offer.group.slug])),
        why=_("Sent because you are on the waiting list of %(group)s."),
        kicker=_("You are first in line"),
        names={"group": offer.group.name},
    ).letter()
