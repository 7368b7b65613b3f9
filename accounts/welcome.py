"""The first mail after an address is verified: the way onward."""

from datetime import datetime

from django.urls import reverse

from accounts.delivery import owe
from accounts.letters import Letter, absolute
from accounts.models import Notice, User


def welcome(user: User, now: datetime) -> None:
    """Owe the invitation onto the path: find a table, or start one. Once per account."""
    owe([Notice(key=f"welcome/{user.pk}", kind=Notice.Kind.WELCOME, user=user, due_at=now)])


def compose(notice: Notice, now: datetime) -> Letter:
    """Always as good as new: it names no state that could have changed."""
    return Letter(
        "welcome",
        {"find_url": absolute(reverse("find")), "start_url": absolute(reverse("groups:groups.new"))},
    )
