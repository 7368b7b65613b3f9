"""Times in the reader's zone (the active one), always with the zone named near them."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django import template
from django.utils import timezone
from django.utils.formats import date_format

from accounts import clock

register = template.Library()


@register.filter
def day(moment: datetime) -> str:
    """ "Thursday 15 October" """
    return date_format(timezone.localtime(moment), "l j F")


@register.filter
def short_day(moment: datetime) -> str:
    """ "Thu 15 Oct" """
    return date_format(timezone.localtime(moment), "D j M")


@register.filter
def hour(moment: datetime) -> str:
    """ "17:30" """
    return date_format(timezone.localtime(moment), "H:i")


@register.simple_tag
def zone_data() -> clock.ZoneData:
    """Which zone data this site reads, for those who run it."""
    return clock.zone_data()


@register.filter
def place_of(zone: str) -> str:
    """The place a zone is named after."""
    return clock.place_of(zone)


@register.filter
def zone_label(zone: str) -> str:
    """ "Lisbon time" """
    return clock.zone_label(zone)


@register.simple_tag
def my_zone() -> str:
    """The name of the active clock: "Lisbon time"."""
    return clock.zone_label(clock.active_zone())


@register.simple_tag
def when(starts_at: datetime, ends_at: datetime) -> str:
    """ "Thursday 15 October, 17:30 to 19:00, Lisbon time" """
    return clock.in_words(starts_at, ends_at, clock.active_zone())


@register.simple_tag
def countdown(moment: datetime, now: datetime | None = None) -> str:
    """ "In two days" """
    return clock.countdown(moment, now or timezone.now())


@register.simple_tag
def clock_between(theirs: ZoneInfo, mine: ZoneInfo, now: datetime | None = None) -> str:
    """ "6 hours behind you" """
    return clock.difference(theirs, mine, now or timezone.now())
