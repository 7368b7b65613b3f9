"""What is written to those who look after a group when somebody has sat down."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.letters import Letter, Note, absolute
from accounts.models import Notice
from groups.models import Membership


def compose_arrival(notice: Notice, now: datetime) -> Letter | None:
    """Not once the newcomer has left again, nor to who no longer looks after the group."""
    newcomers = Membership.objects.present().select_related("group", "user")
    newcomer = newcomers.filter(pk=notice.data["membership"]).first()
    if newcomer is None or not Membership.objects.running().filter(group=newcomer.group, user=notice.user).exists():
        return None
    return Note(
        subject=_("%(name)s has sat down at %(group)s"),
        lead=_("%(name)s took a free chair at %(group)s. Say hello before the first meeting."),
        button=_("See who sits there"),
        url=absolute(reverse("groups:memberships.index", args=[newcomer.group.slug])),
        why=_("You get this mail because you look after %(group)s."),
        names={"name": newcomer.user.name, "group": newcomer.group.name},
    ).letter()
