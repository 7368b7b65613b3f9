"""The waiting list: somebody the group wants has no chair yet."""

from datetime import datetime

from accounts.models import User
from groups.models import Group, Waiting


def wait(group: Group, user: User, now: datetime) -> Waiting:
    """Put somebody at the end of the group's waiting list; who waits already keeps their place in it."""
    row, _is_new = Waiting.objects.waiting().get_or_create(group=group, user=user, defaults={"created_at": now})
    return row
