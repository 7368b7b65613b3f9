"""Line managers who have come to be so at one table: nobody was seated with theirs, but lists change afterwards."""

from datetime import datetime

from django.db import transaction

from accounts.delivery import owe
from accounts.models import Notice
from groups.models import lines_at_tables


@transaction.atomic
def tell(now: datetime) -> None:
    """Owe both a note, once for each table; who leaves is theirs to say. Running it again adds nothing.

    A sweep, and not a part of the import: it finds as well who was seated while an import was on its way.
    """
    owe(
        Notice(
            key=f"line_manager/{line.group}/{line.user_id}/{line.line_manager_id}/{reader}",  # type: ignore[attr-defined]
            kind=Notice.Kind.LINE_MANAGER,
            user_id=reader,
            data={"group": line.group, "user": line.user_id, "manager": line.line_manager_id},  # type: ignore[attr-defined]
            due_at=now,
        )
        for line in lines_at_tables()
        for reader in (line.user_id, line.line_manager_id)
    )
