"""What is written to the people of a community about its groups."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.letters import Letter, Note, absolute
from accounts.models import Community, Notice
from groups.models import without_table


def compose_round(notice: Notice, now: datetime) -> Letter | None:
    """To who sits in no group of a community: find one or start one. Not once they sit in one, or have left."""
    community = Community.objects.filter(pk=notice.data["community"]).first()
    if community is None or not without_table(community).filter(user=notice.user).exists():
        return None
    return Note(
        subject=_("A table for you in %(community)s"),
        lead=_(
            "Its organisers invite you to find a group there, or to start one: a few peers who meet and think together."
        ),
        button=_("See the groups"),
        url=absolute(community.get_absolute_url()),
        why=_("You receive this because you belong to %(community)s and sit in none of its groups."),
        names={"community": community.name},
    ).letter()
