"""A proposed time as the pages show it: the hour by every clock at the table, and who said what."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django import template
from django.forms.boundfield import BoundField
from django.utils.formats import date_format
from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.clock import place_of
from groups.models import Membership
from mastermind.components import spelled
from meetings import clocks
from meetings.clocks import Shift
from meetings.forms import PollAnswerForm
from meetings.models import PollSlot
from meetings.tally import Tally

register = template.Library()

# Unicode's own marks: a name in another script leaves the direction of the sentence as it is.
ISOLATED = "\u2068{}\u2069"

UNSOCIAL = {
    "early": gettext_lazy("early in %(places)s"),
    "late": gettext_lazy("late in %(places)s"),
    "night": gettext_lazy("night in %(places)s"),
}


@dataclass(frozen=True, slots=True)
class Hour:
    """What the clocks of these places show; `at` has no zone."""

    places: list[str]
    at: datetime
    is_another_day: bool


@register.simple_tag
def other_hours(slot: PollSlot, people: Iterable[Membership], reader: Membership) -> list[Hour]:
    """The hour in each other zone at the table, the latest first; zones whose clocks stand alike are one."""
    here = slot.starts_at.astimezone(reader.user.zone).replace(tzinfo=None)
    hours: dict[datetime, Hour] = {}
    for zone in sorted({each.user.time_zone for each in people} - {reader.user.time_zone}):
        at = slot.starts_at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        hours.setdefault(at, Hour([], at, at.date() != here.date())).places.append(place_of(zone))
    return [hours[at] for at in sorted(hours, reverse=True)]


@register.simple_tag
def unsocial_hours(tally: Tally) -> list[str]:
    """ "night in Toronto", for those who would meet before seven or after ten; one for each kind of hour."""
    places: dict[str, set[str]] = {}
    for each in tally.unsocial:
        kind = clocks.unsocial(tally.slot.starts_at, tally.slot.ends_at, each.user.zone)
        places.setdefault(kind, set()).add(place_of(each.user.time_zone))
    return [UNSOCIAL[kind] % {"places": get_text_list(sorted(places[kind]), _("and"))} for kind in sorted(places)]


@dataclass(frozen=True, slots=True)
class Voices:
    """Who said what of one time, and the same in words: "3 yes", "if need be Leila", "not Priya"."""

    yes: list[Membership]
    if_need_be: list[Membership]
    no: list[Membership]
    words: list[str]

    @property
    def anybody(self) -> bool:
        return bool(self.yes or self.if_need_be or self.no)


@register.simple_tag
def voices(tally: Tally, reader: Membership, besides: Membership | None = None) -> Voices:
    """Everybody's word but that of one person; the reader is "you"."""
    yes, could, no = (
        [each for each in people if each != besides] for people in (tally.yes, tally.if_need_be, tally.no)
    )
    words = [_("%(count)s yes") % {"count": len(yes)}] if yes else []
    words += [_("if need be %(names)s") % {"names": _names(could, reader)}] if could else []
    words += [_("not %(names)s") % {"names": _names(no, reader)}] if no else []
    return Voices(yes, could, no, words)


def _names(people: list[Membership], reader: Membership) -> str:
    names = (_("you") if each == reader else each.user.first_name for each in people)
    return get_text_list([ISOLATED.format(name) for name in names], _("and"))


@register.simple_tag
def answered(people: Sequence[Membership], silent: Collection[int]) -> str:
    """ "Five of seven have answered" """
    some = sum(each.pk not in silent for each in people)
    words = ngettext("%(some)s of %(all)s has answered", "%(some)s of %(all)s have answered", some)
    return capfirst(words % {"some": spelled(some) if some else _("none"), "all": spelled(len(people))})


@register.simple_tag
def clock_change(change: Shift, tallies: Sequence[Tally]) -> str:
    """Where clocks change meanwhile, and whether a time lies after it."""
    later = [each for each in tallies if each.slot.ends_at > change.at]
    names = {"places": get_text_list([place_of(zone) for zone in change.zones], _("and"))}
    names["day"] = date_format(change.at.astimezone(ZoneInfo(change.zones[0])), "l j F")  # by the clock that changes
    if not later:
        return _("All of these times lie before clocks change in %(places)s on %(day)s.") % names
    return _("Clocks change in %(places)s on %(day)s. The hours here reckon with it.") % names


@register.filter
def field_of(form: PollAnswerForm, slot: PollSlot) -> BoundField:
    """The answers to one time."""
    return form.field_of(slot)
