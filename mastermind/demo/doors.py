"""The doors of the demo world: what is talked about there, who comes to visit, and who waits for a chair."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from accounts.models import User
from groups import admissions, amending, proposing, talking
from groups.models import Application, ApplicationMessage, Group, Proposal, Waiting
from meetings import visiting
from meetings.models import Visit

Cast = Mapping[str, User]


@dataclass(frozen=True, slots=True)
class Said:
    """Words at a door, so many `hours` ago."""

    by: str
    hours: int
    words: str


TALK = [
    Said(
        "leila",
        30,
        "Dear Noor, thank you for the order book, we argued about it for ten minutes. Our free seat was meant for "
        "somebody in finance. What would you do with a table that asks you about the organs instead?",
    ),
    Said(
        "noor",
        19,
        "I would answer. I have priced eleven instruments this year and can show the sums, which may be half of what "
        "you want from finance. And I can be there on Thursdays, also in November.",
    ),
]


def open_doors(cast: Cast, now: datetime) -> None:
    """Let what is going on at the doors go on, unless it does already."""
    _talk("Second Thursday", "noor", cast, now)
    _visit("Second Thursday", "samuel", "tomasz", cast, now)
    _put_before_members("The Export Table", "ines", "jonas", cast, now)
    _line_up("Successors", "meiling", "wanjiru", cast, now)


def _at_the_door(table: str, handle: str, cast: Cast) -> Application | None:
    asked = Application.objects.unanswered().filter(group__name=table, user=cast[handle])
    return asked.select_related("group", "user").first()


def _talk(table: str, handle: str, cast: Cast, now: datetime) -> None:
    application = _at_the_door(table, handle, cast)
    if application is None or ApplicationMessage.objects.filter(application=application).exists():
        return
    for each in TALK:
        ticket = uuid5(NAMESPACE_URL, f"{table}/{each.by}/{each.hours}")
        at = now - timedelta(hours=each.hours)
        talking.write(application, by=cast[each.by], words=each.words, ticket=ticket, now=at)


def _visit(table: str, handle: str, by: str, cast: Cast, now: datetime) -> None:
    application = _at_the_door(table, handle, cast)
    if application is None or Visit.objects.filter(application=application).exists():
        return
    words, ticket = "Come and listen first, then we all know more.", uuid5(NAMESPACE_URL, f"{table}/{handle}")
    meetings = visiting.coming(application, now)[:1]
    visiting.invite(application, meetings, by=cast[by], words=words, ticket=ticket, now=now - timedelta(hours=3))


def _put_before_members(table: str, handle: str, by: str, cast: Cast, now: datetime) -> None:
    application = _at_the_door(table, handle, cast)
    if application is None or Proposal.objects.filter(application=application).exists():
        return
    at = now - timedelta(days=2)
    amending.amend(application.group, {"decided_by": "members"}, by=cast[by], now=at)
    words = "She ships, she counts, and she asks before she advises."
    proposing.propose(application, by=cast[by], words=words, now=at)


def _line_up(table: str, handle: str, by: str, cast: Cast, now: datetime) -> None:
    group, user = Group.objects.get(name=table), cast[handle]
    if Waiting.objects.filter(group=group, user=user).exists():
        return
    asked = now - timedelta(days=9)
    words = "My mother still opens the post. I would like to talk to people who have lived through that."
    application = admissions.ask(group, user, words, asked)
    admissions.accept(application, by=cast[by], words="With pleasure, as soon as a chair is free.", now=asked)
