"""The parts of a page as template tags: built in, so no template loads them.

Tags with a body end with `end` and their name. The look is in `static/css`, the markup in `templates/components`.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Any, Protocol

import lucide
from django import template
from django.core.paginator import Page
from django.forms import BaseForm
from django.forms.boundfield import BoundField
from django.forms.utils import flatatt
from django.template.loader import render_to_string
from django.utils.crypto import get_random_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mastermind.round_table import Chair, dots, draw, figure, seat_colour

__all__ = ["Chair", "register"]

register = template.Library()

LEVEL_ICONS = {"success": "circle-check", "info": "info", "warning": "triangle-alert", "error": "circle-alert"}
SEAT_PAINT = ("#8a4a35", "#6d4668", "#3c5978", "#4c6230", "#7d5a12", "#1f6269", "#8c3d53", "#46514b")
SAMPLE = (
    Chair(7, "AO", "Amara", gettext_lazy("packaging"), answer="yes"),
    Chair(3, "TW", "Tomasz", gettext_lazy("joinery"), answer="yes"),
    Chair(6, "LH", "Leila", gettext_lazy("clinics"), answer="yes"),
    Chair(2, "PR", "Priya", gettext_lazy("payroll"), answer="yes"),
    Chair(4, "HS", "Henrik", gettext_lazy("heat pumps"), answer="yes"),
    Chair(5, "YT", "Yuki", gettext_lazy("translation"), answer="yes"),
)
WAYS = ("peers", "association", "employer", "board", "buddy", "advice")


class Phase(Protocol):
    """What `agenda_strip` draws: minutes, and whether it is a hot seat or the promises."""

    minutes: int
    kind: str


@register.simple_tag
def icon(name: str, size: int = 20) -> SafeString:
    """A Lucide icon, hidden from screen readers; an icon alone needs a label beside it."""
    # Plain strings: lucide escapes them, and a literal in a template arrives as safe already.
    drawn = lucide._render_icon(name + "", size, **{"class": "icon", "stroke_width": "1.75", "aria_hidden": "true"})
    return mark_safe(drawn)  # noqa: S308 - drawn by the package, its attributes escaped


@register.simple_block_tag(end_name="endnote")
def note(content: str, tone: str = "", icon: str = "info") -> str:
    """Something to know here: privacy, clocks, your turn. Tones: lamp, slate, claret, baize, or none."""
    return part("note", content=content, tone=tone, icon=icon)


@register.simple_block_tag(end_name="endcard")
def card(content: str, title: str = "", title_id: str = "", level: int = 3, gap: str = "") -> str:
    """A sheet: something to fill in, compare or take away. With a `title_id` it is a section with that name."""
    return part("card", content=content, title=title, title_id=title_id, level=level, gap=gap)


@register.simple_block_tag(end_name="endmessage")
def message(content: str, level: str = "info") -> str:
    """What just happened. Levels are Django's: success, info, warning, error; debug looks neutral."""
    return part("message", content=content, level=level, icon=LEVEL_ICONS.get(level, "info"))


@register.simple_block_tag(end_name="endempty_state")
def empty_state(content: str, title: str, text: str = "", table: Sequence[Chair] = (), label: str = "") -> str:
    """Where a list has nothing yet: a table (`table`, or vacant seats), a title, a sentence; its body: the way on."""
    chairs = table or [Chair(0, "", vacant=True)] * 6
    return part(
        "empty_state", content=content, title=title, text=text, table=chairs, label=label or _("An empty table")
    )


@register.simple_tag
def options(choices: Iterable[dict[str, Any]], label: str | None) -> SafeString:
    """The options of a select, as a widget has them; under their `label` where there is one."""
    drawn = format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((each["value"], flatatt(each["attrs"]), each["label"]) for each in choices),
    )
    return format_html('<optgroup label="{}">{}</optgroup>', label, drawn) if label else drawn


@register.simple_tag
def seat(number: int, initials: str, size: str = "", answer: str = "") -> SafeString:
    """A person's initials on their seat colour. Recognition only: the name stands beside it. Sizes: small, large."""
    facts = [(key, value) for key, value in (("size", size), ("answer", answer)) if value]
    more = format_html_join("", ' data-{}="{}"', facts)
    return format_html(
        '<span class="seat" data-seat="{}"{} aria-hidden="true">{}</span>', seat_colour(number), more, initials
    )


@register.simple_tag
def crumb(url: str, text: str) -> str:
    """One step back, at the top of a page head. Never a trail."""
    return part("crumb", url=url, text=text)


@register.simple_tag
def tag(text: str, tone: str = "", icon: str = "") -> str:
    """A state or an attribute in two or three words."""
    return part("tag", text=text, tone=tone, icon=icon)


@register.simple_tag
def brand() -> str:
    """The site's sign, a small table; the name follows it."""
    return part("brand")


@register.simple_tag
def round_table(
    chairs: Sequence[Chair],
    label: str = "",
    names: bool = False,
    glow: str = "",
    centre: str = "",
    caption: str = "",
) -> str:
    """The table as a drawing. `label` is a sentence that tells all of it; without one it is decoration.

    `names` writes each chair's name and sub beside it. `centre` and `caption` stand on the table; `glow` is the
    lamp's strength, weaker by itself under words.
    """
    if not chairs:
        return ""
    middle = bool(centre)
    return part(
        "round_table",
        drawing=draw(chairs, names=names, words_in_middle=middle),
        label=label,
        names=names and any(chair.name for chair in chairs),
        glow=glow or (".2" if middle else ".42"),
        centre=centre,
        caption=caption,
        key=f"rt{get_random_string(8)}",
    )


@register.simple_tag
def sample_table(vacant: str = "left", names: bool = False) -> str:
    """A table for strangers: six made-up people and a free chair, `vacant` at the left or "lit" for the visitor."""
    if names:
        label = _("A round table with seven seats. Amara has the hot seat. One seat is free, for you.")
        you = Chair(0, "", _("You"), _("vacant seat"), vacant=True)
        return round_table([replace(SAMPLE[0], turn="now"), *SAMPLE[1:], you], label=label, names=True)
    if vacant == "lit":
        label = _("A round table with six people and one chair lit for you")
        return round_table([*SAMPLE[:3], Chair(0, "", vacant=True, turn="now"), *SAMPLE[3:]], label=label)
    return round_table(
        [*SAMPLE, Chair(0, "", vacant=True)], label=_("A round table with six people and your empty chair")
    )


@register.simple_tag
def mini_table(taken: int, total: int) -> str:
    """Dots only, for cards and rows: how many of the seats are taken. Write "6 of 7" beside it."""
    label = ngettext("%(taken)s of %(total)s seat taken", "%(taken)s of %(total)s seats taken", total)
    seats = [(dot, index >= taken) for index, dot in enumerate(dots(total, x=32, y=32, ring=25))]
    return part("mini_table", seats=seats, label=label % {"taken": taken, "total": total})


@register.simple_tag
def way_drawing(way: str) -> str:
    """One of the six small drawings: peers, association, employer, board, buddy, advice."""
    if way not in WAYS:
        raise template.TemplateSyntaxError(f"way_drawing knows {', '.join(WAYS)}, not {way!r}")
    cluster = [(48, 26, -90), (25, 67, -61.3), (71, 67, -78.5)]
    return part(
        "way",
        way=way,
        peers=dots(7, x=48, y=48, ring=34),
        cluster=[(figure(x), figure(y), dots(6, x=x, y=y, ring=17, start=start)) for x, y, start in cluster],
        walled=dots(5, x=48, y=48, ring=25, start=-72.8),
    )


@register.simple_tag
def agenda_strip(items: Iterable[Phase], label: str = "") -> str:
    """The agenda as one bar: hot seats lit, promises green, the rest quiet; widths are minutes."""
    phases = list(items)
    total = sum(phase.minutes for phase in phases)
    if not total:
        return ""
    starts = accumulate((phase.minutes for phase in phases), initial=0)
    bars = [
        (round(1000 * start / total), max(round(1000 * phase.minutes / total) - 5, 1), _look(phase))
        for start, phase in zip(starts, phases, strict=False)
    ]
    return part("agenda_strip", bars=bars, label=label or _agenda_in_words(phases))


def _look(phase: Phase) -> str:
    return {"seat": "chart-lit", "commitments": "chart-bar"}.get(str(phase.kind), "chart-track")


def _agenda_in_words(phases: Iterable[Phase]) -> str:
    minutes = ", ".join(
        ngettext("%(title)s %(count)s minute", "%(title)s %(count)s minutes", phase.minutes)
        % {"title": str(getattr(phase, "title", "")).strip(), "count": phase.minutes}
        for phase in phases
    )
    return _("Agenda: %(phases)s") % {"phases": minutes}


@dataclass(frozen=True)
class Problem:
    """One line of an error summary: what would be right, and the id of the control it is about, if any."""

    text: str
    link: str = ""


@register.simple_tag
def problems(form: BaseForm) -> list[Problem]:
    """What is wrong with a form, in the order of its fields; errors that belong to no field come first."""
    if not form.is_bound:
        return []
    own = [Problem(str(error)) for error in form.non_field_errors()]
    hidden = [Problem(str(error)) for field in form.hidden_fields() for error in field.errors]
    return own + hidden + [_problem(field) for field in form.visible_fields() if field.errors]


def _problem(field: BoundField) -> Problem:
    # A group has no control of its own name, so its link goes to the first of its controls.
    link = f"{field.auto_id}_0" if field.use_fieldset else field.id_for_label
    return Problem(format_html("{}: {}", field.label, " ".join(map(str, field.errors))), link)


@register.filter
def spelled(number: int) -> str:
    """A small number in words, "five"; above nine the figures stay."""
    words = ["", _("one"), _("two"), _("three"), _("four"), _("five"), _("six"), _("seven"), _("eight"), _("nine")]
    return words[number] if 0 < number < len(words) else str(number)


@register.filter
def numbers_near(page: Page[Any]) -> Iterator[int | str]:
    """The numbers of the pages around this one, of the first and of the last; an ellipsis for those between."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)


@register.filter
def seat_paint(number: int) -> str:
    """A seat's colour as a value, for mail, where no style sheet reaches."""
    return SEAT_PAINT[seat_colour(number) - 1]


def part(name: str, **values: Any) -> str:
    """One component's own template, drawn."""
    return render_to_string(f"components/{name}.html", values)
