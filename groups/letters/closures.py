"""What is written when a group closes: to who sits there, and to who waited at its door."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.letters import Letter, Note, absolute
from accounts.models import Notice
from groups.letters import buddies
from groups.models import Closure, Group, Membership


def compose(notice: Notice, now: datetime) -> Letter | None:
    """The group has closed; why stands on its pages only. Nothing to who has left it since."""
    closure = Closure.objects.select_related("group", "by").filter(group=notice.data["group"]).first()
    if closure is None:
        return None
    if not notice.data["inside"]:
        return _to_who_waited(closure)
    seated = Membership.objects.filter(group=closure.group)
    if not seated.present().filter(user=notice.user).exists():
        return None
    was_one_of_us = seated.filter(user=closure.by).exists()
    if closure.group.kind == Group.Kind.BUDDIES and (was_one_of_us or closure.by is None):
        return buddies.compose_end(notice, closure.group)
    return _to_a_member(closure, was_one_of_us=was_one_of_us)


def _to_a_member(closure: Closure, *, was_one_of_us: bool) -> Letter:
    lead = (
        _("%(name)s has closed the group.") if was_one_of_us else _("Those who look after the site closed the group.")
    )
    names = {"group": closure.group.name}
    if was_one_of_us and closure.by:
        names["name"] = closure.by.first_name
    return Note(
        subject=_("%(group)s has closed"),
        lead=lead,
        more=_(
            "It no longer meets, and nobody is reminded of a meeting. What it was stays readable for those who sat at "
            "the table, and you can take your own copy along."
        ),
        button=_("Open the group"),
        url=absolute(closure.group.get_absolute_url()),
        why=_("Sent because you sit at the table of %(group)s."),
        names=names,
    ).letter()


def _to_who_waited(closure: Closure) -> Letter:
    return Note(
        subject=_("%(group)s has closed"),
        lead=_("The group has ended, so nobody joins it any more. It says nothing about you."),
        button=_("Find another group"),
        url=absolute(reverse("find")),
        why=_("Sent because you waited for a seat at %(group)s."),
        names={"group": closure.group.name},
    ).letter()
