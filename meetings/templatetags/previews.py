"""The next dates of a series in words: whose clock, what changes between two dates, and which clocks do."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import zip_longest
from zoneinfo import ZoneInfo

from django import template
from django.utils.formats import date_format, number_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.clock import place_of
from meetings.clocks import Shift, shifts
from meetings.forms import SeriesForm
from meetings.models import Series
from meetings.preview import Clock, Preview, Reading, Row, Shares

register = template.Library()

A_DAY = timedelta(days=1)
FAR = timedelta(days=400)  # over more than a year there are too many changes to tell
ISOLATED = "\u2068{}\u2069"  # a name in another script leaves the direction of the sentence as it is


@register.filter
def listed_names(names: list[str]) -> str:
    """ "Leila, Tomasz and Yuki", each in its own direction."""
    return get_text_list([ISOLATED.format(name) for name in names], _("and"))


@register.filter
def zone_words(clock: Clock) -> str:
    """ "Paris and Brussels time" """
    places = get_text_list(clock.places, _("and"))
    return places if clock.places == ["UTC"] else _("%(place)s time") % {"place": places}


@register.filter
def change_words(reading: Reading) -> str:
    """ "one hour later", "back to usual" """
    if reading.change == "usual":
        return _("back to usual")
    span = {"span": _span(reading.shift)}
    return (_("%(span)s later") if reading.change == "later" else _("%(span)s earlier")) % span


@register.simple_tag
def fair_share(preview: Shares) -> str:
    """What each would have of those to come if all had a like share."""
    coming = [share.coming for share in preview.shares]
    if not any(coming):
        return _("None of the dates to come is at an unsocial hour for anybody.")
    if max(coming) - min(coming) <= 1:
        return _("That is a fair share for everyone.")
    share = round(sum(coming) / len(coming), 1)
    fair = {"number": number_format(int(share) if share.is_integer() else share)}
    return _("A like share would be %(number)s for each of you.") % fair


@register.simple_tag
def turns_address(form: SeriesForm, hours: list[str]) -> str:
    """The address of the form with hours that take turns; what was sent of it is kept."""
    return form.address_with(**dict(zip_longest(("at", "second", "third"), hours)))


@register.simple_tag
def clock_changes(preview: Preview, series: Series) -> str:
    """ "Clocks change on 25 October in Paris and on 1 November in Toronto"; empty where no date feels it."""
    rows = preview.standing
    if not any(reading.change for row in rows for reading in row.readings):
        return ""
    places = {clock.zone.key: clock.places[0] for clock in preview.clocks}
    places.setdefault(series.zone, place_of(series.zone))
    days: dict[date, list[str]] = defaultdict(list)
    for change in _changes(places, rows):
        for zone in change.zones:
            days[change.at.astimezone(ZoneInfo(zone)).date()].append(places[zone])
    told = [
        _("on %(day)s in %(places)s") % {"day": _day(day), "places": get_text_list(found, _("and"))}
        for day, found in sorted(days.items())
    ]
    return _("Clocks change %(days)s.") % {"days": get_text_list(told, _("and"))} if told else ""


@register.simple_tag
def clock_effects(preview: Preview, series: Series) -> list[str]:
    """What that means: "On 29 October it is 13:30 in Toronto for Priya." Not where hours take turns anyway."""
    rows = preview.standing
    return [] if series.hours else [words for number in range(len(rows)) for words in _effects(rows, number)]


def _effects(rows: list[Row], number: int) -> Iterator[str]:
    row = rows[number]
    for at, reading in enumerate(row.readings):
        if reading.change not in ("later", "earlier"):
            continue
        clock = reading.clock
        names = {
            "day": _day(row.date.key),
            "time": f"{reading.starts:%H:%M}",
            "place": clock.places[0],
            "names": listed_names(clock.names),
        }
        if number + 1 < len(rows) and rows[number + 1].readings[at].change:
            yield _("On %(day)s it is %(time)s in %(place)s for %(names)s.") % names
        elif _changes([clock.zone.key], rows):
            yield _("From %(day)s on it is %(time)s in %(place)s for %(names)s.") % names
        else:
            yield _("From %(day)s on it is %(time)s for %(names)s, because %(place)s does not change.") % names


def _changes(zones: Iterable[str], rows: list[Row]) -> list[Shift]:
    first, last = rows[0].date.starts_at - A_DAY, rows[-1].date.ends_at
    return shifts(zones, first, last) if last - first < FAR else []


def _day(day: date) -> str:
    return date_format(day, "j F")


def _span(span: timedelta) -> str:
    hours, minutes = divmod(int(span.total_seconds()) // 60, 60)
    if minutes:
        minutes += hours * 60
        return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}
    if hours == 1:
        return _("one hour")
    return ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours}
