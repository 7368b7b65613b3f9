"""What is written to the people of a community about its groups."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.letters import Letter, Note, absolute
from accounts.models import Community, Notice
from groups.models import Group, lines_at_tables, without_table


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


def compose_line_manager(notice: Notice, now: datetime) -> Letter | None:
    """To one of two who sit together although one manages the other. Not once one has left, or the list says else."""
    about = {"group": notice.data["group"], "user": notice.data["user"], "line_manager": notice.data["manager"]}
    line = lines_at_tables().filter(**about).first()
    if line is None or line.line_manager is None:
        return None
    manages = line.line_manager == notice.user
    group = Group.objects.get(pk=notice.data["group"])
    return Note(
        subject=_("%(name)s and you at %(group)s"),
        lead=_("By your employer's list you manage %(name)s now, and you sit at one table: %(group)s.")
        if manages
        else _("By your employer's list %(name)s is your line manager now, and you sit at one table: %(group)s."),
        more=_(
            "Here nobody sits with their line manager, so that everybody can speak freely. Talk about who of you two "
            "leaves. Nobody is taken out, and nobody else is told."
        ),
        button=_("See the table"),
        url=absolute(group.get_absolute_url()),
        why=_("You receive this because you sit at %(group)s."),
        names={"name": str(line.user if manages else line.line_manager), "group": group.name},
    ).letter()
