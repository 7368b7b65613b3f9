"""Time zones by name, and instants put into words for the reader's own clock."""

import zoneinfo
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import resources
from typing import NamedTuple

import tzdata
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import lazy
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext


@cache
def zone_names() -> frozenset[str]:
    """All names of the pinned zone database, aliases included; "Factory" says that no zone was chosen."""
    return frozenset(zoneinfo.available_timezones() - {"Factory"})


@cache
def zone_choices() -> list[tuple[str, str]]:
    """The zones to offer: those of zone.tab, by region, with UTC last; former names are accepted but not offered."""
    table = resources.files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    places = sorted(line.split("\t")[2] for line in table.splitlines() if line and not line.startswith("#"))
    return [(name, name.replace("_", " ").replace("/", ", ", 1)) for name in places] + [("UTC", "UTC")]


class ZoneData(NamedTuple):
    """The version of the zone database as IANA names it ("2026f"), and as its wheel does ("2026.6")."""

    iana: str
    wheel: str


def zone_data() -> ZoneData:
    """Of the pinned wheel, the only zone data that is read."""
    return ZoneData(tzdata.IANA_VERSION, tzdata.__version__)


def active_zone() -> str:
    """The name of the active clock in the zone database; Django's own function answers "-05" for Etc/GMT+5."""
    return getattr(timezone.get_current_timezone(), "key", "UTC")


def validate_zone(name: str) -> None:
    """Raise ValidationError unless `name` stands in the zone database."""
    if name not in zone_names():
        raise ValidationError(gettext_lazy("Choose a time zone from the list, such as Europe/Lisbon."), code="zone")


def instant(wall: datetime, zone: str) -> datetime:
    """The UTC instant of a naive wall-clock time in a zone: out of a gap forward by the gap, the first of two.

    So RFC 5545 has it (section 3.3.5), and PEP 495 with fold=0. Raises ZoneInfoNotFoundError, a KeyError.
    """
    return wall.replace(tzinfo=zoneinfo.ZoneInfo(zone), fold=0).astimezone(UTC)


def place_of(zone: str) -> str:
    """The part of a zone's name people say: "Europe/Lisbon" is Lisbon, "America/Argentina/Salta" is Salta."""
    return zone.rsplit("/", 1)[-1].replace("_", " ")


def zone_label(zone: str) -> str:
    """How a clock is named beside a time: "Lisbon time", "UTC"."""
    return zone if zone == "UTC" else _("%(place)s time") % {"place": place_of(zone)}


def in_words(starts_at: datetime, ends_at: datetime, zone: str) -> str:
    """ "Thursday 15 October, 17:30 to 19:00, Lisbon time", in the active language."""
    starts, ends = (moment.astimezone(zoneinfo.ZoneInfo(zone)) for moment in (starts_at, ends_at))
    words = {
        "day": date_format(starts, "l j F"),
        "from": date_format(starts, "H:i"),
        "to": date_format(ends, "H:i"),
        "zone": zone_label(zone),
    }
    return _("%(day)s, %(from)s to %(to)s, %(zone)s") % words


def day_in_words(moment: datetime, zone: str) -> str:
    """ "Thursday 15 October", by the clock of a zone, in the active language."""
    return date_format(moment.astimezone(zoneinfo.ZoneInfo(zone)), "l j F")


def days_in_words(moments: Sequence[datetime], zone: str, now: datetime) -> str:
    """ "Thursday 24 December and Thursday 7 January 2027, Lisbon time", by the clock of a zone, in the active language.

    A year is named that is not the present one.
    """
    clock = zoneinfo.ZoneInfo(zone)
    year = now.astimezone(clock).year
    days = [moment.astimezone(clock) for moment in moments]
    named = [date_format(day, "l j F" if day.year == year else "l j F Y") for day in days]
    return _("%(days)s, %(zone)s") % {"days": get_text_list(named, _("and")), "zone": zone_label(zone)}


# The same, in the language that is active when they are read: for mail, which is composed before it is written.
lazy_words = lazy(in_words, str)
lazy_day = lazy(day_in_words, str)
lazy_days = lazy(days_in_words, str)


def countdown(moment: datetime, now: datetime) -> str:
    """How far away a moment is, as people say it: "In two days", "Tomorrow", "In 3 hours 20 minutes", "Now".

    Days are counted on the calendar of the active time zone, not in spans of 24 hours.
    """
    if moment <= now:
        return _("Now")
    days = (timezone.localtime(moment).date() - timezone.localtime(now).date()).days
    if days > 1:
        return ngettext("In %(count)s day", "In %(count)s days", days) % {"count": _spelled(days)}
    if moment - now >= timedelta(hours=12) and days == 1:
        return _("Tomorrow")
    return _within_hours(moment - now)


def difference(theirs: zoneinfo.ZoneInfo, mine: zoneinfo.ZoneInfo, now: datetime) -> str:
    """How somebody's clock stands to one's own at a moment: "the same as yours", "6 hours behind you"."""
    there, here = (now.astimezone(zone).replace(tzinfo=None) for zone in (theirs, mine))
    if there == here:
        return _("the same as yours")
    span = {"span": _span(abs(there - here))}
    return (_("%(span)s ahead of you") if there > here else _("%(span)s behind you")) % span


def _within_hours(span: timedelta) -> str:
    return _("In %(span)s") % {"span": _span(span)}


def _span(span: timedelta) -> str:
    """ "3 hours 20 minutes" """
    hours, minutes = divmod(int(span.total_seconds()) // 60, 60)
    parts = []
    if hours:
        parts.append(ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours})
    if minutes or not hours:
        parts.append(ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes})
    return " ".join(parts)


def _spelled(number: int) -> str:
    words = [_("two"), _("three"), _("four"), _("five"), _("six"), _("seven"), _("eight"), _("nine"), _("ten")]
    return words[number - 2] if 2 <= number <= 10 else str(number)
