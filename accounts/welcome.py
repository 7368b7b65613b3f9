"""The first mail after an address is verified: the six ways to a table."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.delivery import owe
from accounts.letters import Letter, absolute
from accounts.models import Notice, User

WAYS = [
    (_("A group of peers"), _("See who has a free seat, ask for it, get an answer."), "find", ""),
    (
        _("Your association’s groups"),
        _("Your guild or chamber may already run tables for its members."),
        "groups:communities.index",
        "",
    ),
    (
        _("Your employer’s groups"),
        _("Peers from other teams, never your own reporting line."),
        "groups:communities.index",
        "",
    ),
    (_("An advisory board"), _("A few people who know what you do not."), "groups:groups.new", "?kind=board"),
    (_("A buddy"), _("One person, one short check-in a week."), "groups:buddies.index", ""),
    (_("Laser-focused advice"), _("One question, and people who know."), "advice.new", ""),
]


def welcome(user: User, now: datetime) -> None:
    """Owe the invitation onto the path: six ways to a table. Once per account."""
    owe([Notice(key=f"welcome/{user.pk}", kind=Notice.Kind.WELCOME, user=user, due_at=now)])


def compose(notice: Notice, now: datetime) -> Letter:
    """Always as good as new: it names no state that could have changed."""
    ways: list[dict[str, Any]] = [
        {"title": title, "text": text, "url": absolute(reverse(name)) + query} for title, text, name, query in WAYS
    ]
    start = absolute(reverse("groups:groups.new"))
    return Letter("welcome", {"find_url": ways[0]["url"], "start_url": start, "ways": ways})
