"""Starting a group: the group, its first charter and the founder's chair, once however often the form is sent."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from accounts.founding import free_slug
from accounts.models import Expertise, User
from groups.models import Charter, Group, Membership, Role


@transaction.atomic
def found(*, by: User, now: datetime, ticket: uuid.UUID, wanted: Iterable[Expertise] = (), **fields: Any) -> Group:
    """Start a group: its first version of the charter, `by` in the owner's chair, and whom it looks for.

    The ticket comes with the form; the same ticket again answers the group it made, so that a form sent twice founds
    one group. A name that is taken gets a number in its address.
    """
    with connection.cursor() as cursor:  # founders wait for each other, so that no address is given twice
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('groups.found'))")
    group, is_new = Group.objects.get_or_create(
        ticket=ticket, defaults={"slug": free_slug(Group, fields["name"], "table"), "created_at": now, **fields}
    )
    if is_new:
        group.wanted.set(wanted)
        Membership.objects.create(group=group, user=by, role=Role.OWNER, chair=1, joined_at=now)
        Charter.objects.create(
            group=group,
            version=1,
            purpose=group.purpose,
            size=group.size,
            text=Charter.first_text(group.kind),
            by=by,
            created_at=now,
        )
    return group
