"""The people of a group as chairs round a table, and the sentence that tells the same in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from django import template
from django.utils.text import Truncator, capfirst, get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from groups.models import Group, Membership
from mastermind.components import Chair, spelled

register = template.Library()

LONGEST = 13  # letters beside a chair; the whole name or trade stands in the text
VACANT = Chair(0, "", vacant=True)


class Place(Protocol):
    """A member at the table of one meeting: what they said, and how others read it."""

    membership: Membership
    answer: Any
    words: str


@dataclass(frozen=True)
class Table:
    """What `round_table` draws; `label` says all of it, `summary` only how many."""

    chairs: Sequence[Chair]
    centre: str
    caption: str
    summary: str
    label: str


@register.simple_tag
def table_of(people: Iterable[Membership], size: int, reader: User | None = None) -> Table:
    """A group's chairs, taken and vacant, with trades where they are short; the reader's own chair comes first."""
    people = list(people)
    taken = {each.chair: _chair(each, reader, _trade(each.user)) for each in people}
    names = [called(each, reader) for each in people]
    summary = _taken_in_words(len(people), size)
    here = _("At the table: %(names)s.") % {"names": get_text_list(names, _("and"))} if names else ""
    return Table(
        chairs=_turned(taken, size, people, reader),
        centre=_("%(some)s of %(all)s") % {"some": len(people), "all": size},
        caption=_("seats taken"),
        summary=summary,
        label=f"{summary} {here}".strip(),
    )


@register.simple_tag
def nameless_table(taken: int, size: int) -> Table:
    """A group's chairs, taken and vacant, without a word about who sits there."""
    table = table_of([], size)
    chairs = [replace(VACANT, vacant=False, number=number, answer="yes") for number in range(1, taken + 1)]
    summary = _taken_in_words(taken, size)
    centre = _("%(some)s of %(all)s") % {"some": taken, "all": size}
    return replace(table, chairs=[*chairs, *table.chairs[taken:]], centre=centre, summary=summary, label=summary)


@register.simple_tag
def table_for_two(reader: User) -> list[Chair]:
    """The smallest table, before anybody has come: the reader, and a free chair."""
    return [Chair(1, reader.initials), VACANT]


@register.simple_tag
def roster_of(roster: Iterable[Place], reader: User, size: int = 0, past: bool = False) -> Table:
    """Who comes to one meeting, or came to a `past` one; with the group's `size`, its vacant chairs too. The reader's
    own chair comes first."""
    roster = list(roster)
    taken = {each.membership.chair: _chair(each.membership, reader, each.words, answer=each.answer) for each in roster}
    coming = sum(each.answer == "yes" for each in roster)
    summary = _("%(some)s of %(all)s came.") if past else _coming(coming)
    summary = capfirst(summary % {"some": spelled(coming) if coming else _("none"), "all": spelled(len(roster))})
    people = [each.membership for each in roster]
    return Table(
        chairs=_turned(taken, size, people, reader),
        centre=_("%(some)s of %(all)s") % {"some": coming, "all": len(roster)},
        caption=_("came") if past else _("coming"),
        summary=summary,
        label=" ".join([summary, *_answers_in_words(roster, reader)]),
    )


@register.filter
def seats_free(group: Group) -> int:
    """How many chairs nobody has taken. Needs `with_taken()`."""
    taken: int = group.taken  # type: ignore[attr-defined]
    return max(group.size - taken, 0)


def _taken_in_words(taken: int, size: int) -> str:
    words = ngettext("%(taken)s of %(size)s seats is taken.", "%(taken)s of %(size)s seats are taken.", taken)
    return capfirst(words % {"taken": spelled(taken) if taken else _("none"), "size": spelled(size)})


def _coming(some: int) -> str:
    if not some:
        return _("Nobody has said yes so far.")
    return ngettext("%(some)s of %(all)s is coming.", "%(some)s of %(all)s are coming.", some)


def _chair(membership: Membership, reader: User | None, sub: str, **state: Any) -> Chair:
    name = Truncator(called(membership, reader)).chars(LONGEST)
    return Chair(membership.colour, membership.user.initials, name, sub, **state)


def called(membership: Membership, reader: User | None) -> str:
    """How the reader hears somebody named: the first name, or "You"."""
    return _("You") if reader and membership.user_id == reader.pk else membership.user.first_name


def _trade(user: User) -> str:
    return user.work if len(user.work) <= LONGEST else ""


def _turned(taken: dict[int, Chair], size: int, people: Iterable[Membership], reader: User | None) -> list[Chair]:
    """Chairs in their order, vacant ones where nobody sits, turned until the reader's own is the first."""
    numbers = range(1, size + 1) if size else sorted(taken)
    first = next((each.chair for each in people if reader and each.user_id == reader.pk), 0)
    after, before = [n for n in numbers if n >= first], [n for n in numbers if n < first]
    return [taken.get(number, VACANT) for number in after + before]


def _answers_in_words(roster: Iterable[Place], reader: User) -> list[str]:
    said: dict[str, list[str]] = {}
    for each in roster:
        if each.answer != "yes":
            said.setdefault(each.words, []).append(called(each.membership, reader))
    return [
        _("%(answer)s: %(names)s.") % {"answer": capfirst(words), "names": get_text_list(names, _("and"))}
        for words, names in said.items()
    ]
