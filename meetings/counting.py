"""What the charter's attendance rule makes of somebody's last meetings. Pure: a rule and what happened, to a state.

Coming late counts half, so everything is counted in halves. Who said so in time has missed nothing. The rule counts and
tells; it never removes anybody.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groups.models import Charter
from mastermind.components import spelled
from meetings.models.attendance import Presence

Kind = Charter.Attendance
HALVES = {Presence.ABSENT: 2, Presence.LATE: 1}


@dataclass(frozen=True, slots=True)
class Rule:
    """At most `limit` misses in a row, or in the last `window` meetings; or at least `limit` per cent of these."""

    kind: str
    limit: int
    window: int

    @classmethod
    def of(cls, charter: Charter) -> "Rule":
        """The one a charter holds."""
        return cls(charter.attendance, charter.attendance_limit, charter.attendance_window)


class Level(IntEnum):
    """How somebody stands: `CLOSE` is one more absence away from `OVER`."""

    FINE = 0
    CLOSE = 1
    OVER = 2


@dataclass(frozen=True, slots=True)
class Count:
    """How somebody stands by a rule: `halves` were missed of the last `meetings`."""

    rule: Rule
    level: Level
    halves: int
    meetings: int


def count(rule: Rule, happened: Sequence[Presence]) -> Count:
    """How somebody stands after these meetings, the last one last."""
    halves = missed(rule, happened)
    level = Level.FINE
    if is_over(rule, happened):
        level = Level.OVER
    elif halves and is_over(rule, [*happened, Presence.ABSENT]):
        level = Level.CLOSE
    return Count(rule, level, halves, min(rule.window, len(happened)))


def is_over(rule: Rule, happened: Sequence[Presence]) -> bool:
    """Whether more was missed than the rule allows. Meetings not yet held count for somebody, not against them."""
    if rule.kind == Kind.NONE:
        return False
    if rule.kind == Kind.SHARE:
        return missed(rule, happened) * 100 > 2 * rule.window * (100 - rule.limit)
    return missed(rule, happened) > 2 * rule.limit


def missed(rule: Rule, happened: Sequence[Presence]) -> int:
    """The halves that count now: of the row that is not over, or of the last meetings."""
    if rule.kind == Kind.ROW:
        return _in_a_row(happened)
    return sum(HALVES.get(each, 0) for each in happened[-rule.window :])


def crossing(rule: Rule, happened: Sequence[Presence], since: int = 0) -> int | None:
    """At which of the meetings from `since` on somebody last came closer to the limit, or over it, by missing it."""
    for last in range(len(happened) - 1, since - 1, -1):
        if happened[last] in HALVES and _level(rule, happened[: last + 1]) > _level(rule, happened[:last]):
            return last
    return None


def words(tally: Count, name: str = "") -> str:
    """A sentence: what was missed, and what the charter allows; of `name`, or to the reader."""
    return _("%(fact)s; %(rule)s.") % {"fact": _fact(tally, name), "rule": _asked(tally.rule)}


def _level(rule: Rule, happened: Sequence[Presence]) -> Level:
    return count(rule, happened).level


def _in_a_row(happened: Sequence[Presence]) -> int:
    halves = 0
    for each in reversed(happened):
        if each == Presence.PRESENT:
            break
        halves += HALVES.get(each, 0)
    return halves


def _fact(tally: Count, name: str) -> str:
    if tally.rule.kind == Kind.ROW:
        said = _("%(name)s has missed %(some)s in a row") if name else _("You have missed %(some)s in a row")
    elif name:
        said = ngettext(
            "%(name)s has missed %(some)s of one meeting",
            "%(name)s has missed %(some)s of the last %(all)s meetings",
            tally.meetings,
        )
    else:
        said = ngettext(
            "You have missed %(some)s of one meeting",
            "You have missed %(some)s of the last %(all)s meetings",
            tally.meetings,
        )
    return said % {"name": name, "some": _halves(tally.halves), "all": spelled(tally.meetings)}


def _halves(halves: int) -> str:
    """ "two", "two and a half", "a half" """
    whole, half = divmod(halves, 2)
    if not whole:
        return _("a half")
    return _("%(whole)s and a half") % {"whole": spelled(whole)} if half else spelled(whole)


def _asked(rule: Rule) -> str:
    if rule.kind == Kind.SHARE:
        said = _("the charter asks for %(share)s per cent of the last %(window)s")
        return said % {"share": rule.limit, "window": spelled(rule.window)}
    return _("the charter allows %(limit)s") % {"limit": spelled(rule.limit)}
