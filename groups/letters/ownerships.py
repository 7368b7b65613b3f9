"""What is written to whom a group was handed over."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.letters import Letter, Note, absolute
from accounts.models import Notice, User, apart_from
from groups.models import Membership, Role


def compose(notice: Notice, now: datetime) -> Letter | None:
    """To the new owner: by whom, where somebody chose it. Not once they own it no longer, or the group has closed."""
    owned = Membership.objects.present().filter(role=Role.OWNER, group__closure=None).select_related("group")
    own = owned.filter(group=notice.data["group"], user=notice.user_id).first()
    if own is None:
        return None
    giver = User.objects.exclude(pk__in=apart_from(notice.reader).values("pk")).filter(pk=notice.data["by"]).first()
    return Note(
        subject=_("%(group)s is yours to look after"),
        lead=_("%(name)s has handed the group over to you.")
        if giver
        else _("Its owner can no longer look after it, so it has passed to you."),
        more=_(
            "The owner changes the charter and who facilitates, and closes the group when it has had its time. You can "
            "hand it over to another member at any time."
        ),
        button=_("Open the group"),
        url=absolute(own.group.get_absolute_url()),
        why=_("Sent because you sit at the table of %(group)s."),
        names={"group": own.group.name, "name": giver.first_name if giver else ""},
    ).letter()
