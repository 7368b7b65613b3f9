"""Today is the inbox: what waits for somebody's word, from all three apps, each a row with one way on."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from groups.models import Waiting


@dataclass(frozen=True, slots=True)
class Item:
    """One row: `title` names the person or group, `text` says what is wanted, `verb` is the link's words."""

    icon: str
    title: str
    text: Any
    verb: Any
    url: str


Source = Callable[[User, datetime], Iterable[Item]]


def waiting_for(user: User, now: datetime) -> list[Item]:
    """All that waits for the person's word, what runs out first above; one query per source."""
    return [item for source in SOURCES for item in source(user, now)]


def places(user: User, now: datetime) -> Iterable[Item]:
    """Chairs kept for somebody on a waiting list."""
    for offer in Waiting.objects.offered(now).filter(user=user).select_related("group"):
        yield Item(
            icon="armchair",
            title=offer.group.name,
            text=_("A seat is free, and kept for you for a while."),
            verb=_("See it"),
            url=offer.group.get_absolute_url(),
        )


# In the order in which they stand on the page.
SOURCES: tuple[Source, ...] = (places,)
