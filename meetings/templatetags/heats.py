"""The heat map for a page: the hours that matter, with a link for each that fills the form."""

from dataclasses import dataclass

from django import template
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.week import DAYS, SLOTS_A_DAY, day_and_time, spoken
from meetings.forms import SeriesForm, coming
from meetings.heat import Cell, Heat, best

register = template.Library()

TIPS = 3
SHADES = (1 / 3, 2 / 3)  # of all members


@dataclass(frozen=True, slots=True)
class Box:
    """One cell: the number in it, its shade, what a screen reader says, the address that fills the form, and whether
    it is the very best, which alone is lit."""

    number: str
    shade: str
    label: str
    address: str
    is_best: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One half hour on each day that matters."""

    clock: str
    boxes: list[Box]


@dataclass(frozen=True, slots=True)
class Map:
    """The days and half hours at which anybody could meet; `lines` are full hours and the best, `more` the others."""

    heads: list[tuple[str, str]]
    lines: list[Line]
    more: list[Line]


@dataclass(frozen=True, slots=True)
class Tip:
    """One of the best: "Thursday 18:30 suits all seven", what else is to say, and the address that fills the form."""

    slot: str
    title: str
    text: str
    address: str


@register.simple_tag
def heat_map(heat: Heat, form: SeriesForm) -> Map:
    """What is worth showing of a week."""
    useful = [cell for cell in heat.cells if cell.always]
    days = sorted({cell.slot // SLOTS_A_DAY for cell in useful})
    halves = sorted({cell.slot % SLOTS_A_DAY for cell in useful})
    chosen = best(heat)
    first, lit = {cell.slot % SLOTS_A_DAY for cell in chosen}, {cell.slot for cell in chosen[:1]}
    lines = {half: _line([day * SLOTS_A_DAY + half for day in days], heat, form, lit) for half in halves}
    return Map(
        heads=[(str(WEEKDAYS_ABBR[day]), str(WEEKDAYS[day])) for day in DAYS if day in days],
        lines=[line for half, line in lines.items() if half % 2 == 0 or half in first],
        more=[line for half, line in lines.items() if half % 2 and half not in first],
    )


def _line(slots: list[int], heat: Heat, form: SeriesForm, lit: set[int]) -> Line:
    _day, at = day_and_time(slots[0])
    return Line(f"{at:%H:%M}", [_box(heat.cells[slot], heat, form, slot in lit) for slot in slots])


def _box(cell: Cell, heat: Heat, form: SeriesForm, is_best: bool) -> Box:
    everybody = cell.always == heat.members
    words = {"slot": spoken(cell.slot), "number": cell.always, "members": heat.members}
    label = [_("%(slot)s: %(number)s of %(members)s") % words]
    if cell.sometimes:
        label.append(
            ngettext("%(n)s more in some weeks", "%(n)s more in some weeks", cell.sometimes) % {"n": cell.sometimes}
        )
    if cell.unsocial:
        label.append(_unsocial(cell.unsocial))
    number = _("%(number)s of %(members)s") % words if everybody else str(cell.always)
    shade = "all" if everybody else str(sum(cell.always >= heat.members * part for part in SHADES) or "")
    return Box(number, shade, ", ".join(label), fills(form, cell, heat), is_best)


def fills(form: SeriesForm, cell: Cell, heat: Heat) -> str:
    """The address of the form with the cell's day and time; what was sent of the form is kept."""
    day, at = day_and_time(cell.slot)
    return form.address_with(on=coming(day, heat.zone, form.now), at=f"{at:%H:%M}", zone=heat.zone)


@register.simple_tag
def heat_tips(heat: Heat, form: SeriesForm) -> list[Tip]:
    """The best in words, a few of them."""
    return [_tip(cell, heat, form) for cell in best(heat, TIPS)]


def _tip(cell: Cell, heat: Heat, form: SeriesForm) -> Tip:
    slot = spoken(cell.slot)
    if heat.members == 1:
        title = _("%(slot)s suits you.") % {"slot": slot}
    elif cell.always == heat.members:
        title = _("%(slot)s suits all of you.") % {"slot": slot}
    else:
        title = ngettext(
            "%(slot)s suits %(n)s of %(members)s.", "%(slot)s suits %(n)s of %(members)s.", cell.always
        ) % {"slot": slot, "n": cell.always, "members": heat.members}
    text = _unsocial(cell.unsocial) if cell.unsocial else _("nobody is at the table before seven or after ten at night")
    return Tip(slot, title, text[:1].upper() + text[1:] + ".", fills(form, cell, heat))


def _unsocial(number: int) -> str:
    return ngettext(
        "for %(n)s it is before seven or after ten at night in some weeks",
        "for %(n)s it is before seven or after ten at night in some weeks",
        number,
    ) % {"n": number}
