"""The charter in plain sentences, each term one, and what changed from one version to another. Pure: no database."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groups.models import Charter
from groups.models.group import SMALLEST
from mastermind.components import spelled


@dataclass(frozen=True, slots=True)
class Sentence:
    """One thing a charter says. `ours` are words people wrote themselves; `icon` is a Lucide name."""

    text: str
    icon: str
    ours: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """A sentence as it stands between two versions: kept, struck or new."""

    kind: str
    sentence: Sentence


def sentences(charter: Charter) -> list[Sentence]:
    """All of it: the purpose, the terms, and the group's own rules."""
    return [_purpose(charter), *terms(charter), *rules(charter)]


def terms(charter: Charter) -> list[Sentence]:
    """The settings, a sentence each, in the reader's language."""
    return [sentence for icon, say in TERMS for sentence in _said(charter, icon, say)]


def rules(charter: Charter) -> list[Sentence]:
    """What the group wrote itself: one rule a line."""
    lines = (line.strip() for line in charter.text.splitlines())
    return [Sentence(line, "quote", ours=True) for line in lines if line]


def difference(old: Charter, new: Charter) -> list[Change]:
    """How one version became the other: what was struck stands before what is new in its place."""
    changes = [*_compared([_purpose(old)], [_purpose(new)])]
    for icon, say in TERMS:
        changes += _compared(_said(old, icon, say), _said(new, icon, say))
    return [*changes, *_compared(rules(old), rules(new))]


def attendance(charter: Charter) -> str:
    """What the attendance rule asks for."""
    limit, window = charter.attendance_limit, charter.attendance_window
    kind = Charter.Attendance(charter.attendance)
    if kind is Charter.Attendance.NONE:
        return _("Nobody counts who comes.")
    if kind is Charter.Attendance.ROW:
        return ngettext(
            "Nobody misses more than %(limit)s meeting in a row; coming late counts half.",
            "Nobody misses more than %(limit)s meetings in a row; coming late counts half.",
            limit,
        ) % {"limit": spelled(limit)}
    if kind is Charter.Attendance.WINDOW:
        return ngettext(
            "Nobody misses more than %(limit)s of the last %(window)s meetings; coming late counts half.",
            "Nobody misses more than %(limit)s of the last %(window)s meetings; coming late counts half.",
            limit,
        ) % {"limit": spelled(limit), "window": spelled(window)}
    return _(
        "Everyone is there for at least %(share)s per cent of the last %(window)s meetings; coming late counts half."
    ) % {"share": limit, "window": spelled(window)}


def _said(charter: Charter, icon: str, say: Callable[[Charter], str]) -> list[Sentence]:
    """The term as a sentence; none where it is about newcomers and the table is full with two."""
    return [] if charter.size == SMALLEST and say in ABOUT_NEWCOMERS else [Sentence(say(charter), icon)]


def _purpose(charter: Charter) -> Sentence:
    return Sentence(charter.purpose, "target", ours=True)


def _size(charter: Charter) -> str:
    said = ngettext("Up to %(n)s person sits at the table.", "Up to %(n)s people sit at the table.", charter.size)
    return said % {"n": spelled(charter.size)}


def _notice(charter: Charter) -> str:
    hours = charter.notice_hours
    if not hours:
        return _("Whoever cannot come says so before the meeting starts.")
    return ngettext(
        "Whoever cannot come says so at least %(n)s hour before; then it is no miss.",
        "Whoever cannot come says so at least %(n)s hours before; then it is no miss.",
        hours,
    ) % {"n": spelled(hours)}


def _visits(charter: Charter) -> str:
    if not charter.visits:
        return _("Newcomers join without visiting a meeting first.")
    return ngettext(
        "Newcomers visit %(n)s meeting before the group decides.",
        "Newcomers visit %(n)s meetings before the group decides.",
        charter.visits,
    ) % {"n": spelled(charter.visits)}


def _decided_by(charter: Charter) -> str:
    if charter.decided_by == Charter.DecidedBy.MEMBERS:
        return _("All members decide who joins: each may object within five days, and silence is consent.")
    return _("Those who look after the group decide who joins.")


def _competitors(charter: Charter) -> str:
    if charter.competitors_welcome:
        return _("Competitors may sit at this table together.")
    return _("Competitors do not sit at this table together.")


def _past(charter: Charter) -> str:
    if charter.newcomers_see_past:
        return _("Newcomers see the meetings from before they joined.")
    return _("Newcomers see nothing from before they joined.")


def _mail(charter: Charter) -> str:
    """Honest about today: no mail carries more than names, times, counts and links, whatever is allowed."""
    kind = Charter.MailContent(charter.mail_content)
    if kind is Charter.MailContent.TITLES:
        return _("Mail may carry titles too; so far it carries names, times, counts and links, and no titles.")
    if kind is Charter.MailContent.ALL:
        return _(
            "Mail may carry what we write; so far it carries names, times, counts and links, and none of our words."
        )
    return _("Mail carries names, times, counts and links, and none of our words.")


def _term(charter: Charter) -> str:
    lasts = ngettext("A term lasts %(n)s day", "A term lasts %(n)s days", charter.term_days) % {"n": charter.term_days}
    if charter.renews_on is None:
        return _("%(lasts)s; then we renew, change or end well.") % {"lasts": lasts}
    day = date_format(charter.renews_on, "j F Y")
    return _("%(lasts)s; on %(day)s we renew, change or end well.") % {"lasts": lasts, "day": day}


# In the order in which they are read.
TERMS: tuple[tuple[str, Callable[[Charter], str]], ...] = (
    ("armchair", _size),
    ("calendar-check", attendance),
    ("calendar-x", _notice),
    ("eye", _visits),
    ("door-open", _decided_by),
    ("swords", _competitors),
    ("history", _past),
    ("mail", _mail),
    ("repeat", _term),
)
ABOUT_NEWCOMERS = (_visits, _decided_by, _competitors, _past)


def _compared(old: Sequence[Sentence], new: Sequence[Sentence]) -> Iterator[Change]:
    # Never "junk": in long charters difflib would leave out lines that occur often.
    matcher = SequenceMatcher(a=old, b=new, autojunk=False)
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        if tag == "equal":
            yield from (Change("kept", each) for each in new[new_start:new_end])
        else:
            yield from (Change("struck", each) for each in old[start:end])
            yield from (Change("new", each) for each in new[new_start:new_end])
