"""The text of an RFC 5545 rule, read strictly: what is no rule, or none that calendars agree on, is refused."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetings.rules import YEARS, Rule, Until

LONGEST = 500  # characters, as many as a series keeps
MOST = 5_000  # dates that COUNT may ask for, since they are walked from the first
POSITIONS = 31  # of BYSETPOS; each is looked for by itself
DAILY_MOST = 24  # times in one day; the RFC's own example of "every 20 minutes from 9:00 to 16:40" has them

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FREQUENCIES = ("YEARLY", "MONTHLY", "WEEKLY", "DAILY")
SUB_DAILY = ("HOURLY", "MINUTELY", "SECONDLY")
NUMBERS = {  # of each part that is a list of numbers: the smallest and the largest; True: or from the end
    "BYMONTH": (1, 12, False),
    "BYMONTHDAY": (1, 31, True),
    "BYYEARDAY": (1, 366, True),
    "BYWEEKNO": (1, 53, True),
    "BYSETPOS": (1, 366, True),
    "BYHOUR": (0, 23, False),
    "BYMINUTE": (0, 59, False),
    "BYSECOND": (0, 59, False),
}
KNOWN = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY", *NUMBERS}


@lru_cache(maxsize=4096)
def read(text: str) -> Rule:
    """The rule that an RRULE value names. Raises ValueError, in words for whoever wrote it."""
    parts = _parts(text)
    rule = Rule(
        freq=_frequency(parts.get("FREQ", "")),
        interval=_whole(parts, "INTERVAL", 1_000) or 1,
        count=_whole(parts, "COUNT", MOST),
        until=_until(parts["UNTIL"]) if "UNTIL" in parts else None,
        week_start=_week_start(parts.get("WKST", "MO")),
        by_day=_weekdays(parts["BYDAY"]) if "BYDAY" in parts else (),
        by_month=_numbers(parts, "BYMONTH"),
        by_month_day=_numbers(parts, "BYMONTHDAY"),
        by_year_day=_numbers(parts, "BYYEARDAY"),
        by_week_no=_numbers(parts, "BYWEEKNO"),
        by_set_pos=_numbers(parts, "BYSETPOS"),
        by_hour=_numbers(parts, "BYHOUR"),
        by_minute=_numbers(parts, "BYMINUTE"),
        by_second=_numbers(parts, "BYSECOND"),
    )
    for refused, why in REFUSED:
        if refused(rule):
            raise ValueError(str(why))
    return rule


def _ordinals(rule: Rule) -> list[int]:
    return [abs(ordinal) for ordinal, _day in rule.by_day if ordinal]


def _times(rule: Rule) -> int:
    return (len(rule.by_hour) or 1) * (len(rule.by_minute) or 1) * (len(rule.by_second) or 1)


REFUSED: tuple[tuple[Callable[[Rule], Any], Any], ...] = (
    (
        lambda rule: rule.count and rule.until,
        gettext_lazy("A rule ends after COUNT dates or at UNTIL; it cannot have both."),
    ),
    (
        lambda rule: rule.by_week_no and rule.freq != "YEARLY",
        gettext_lazy("BYWEEKNO goes with FREQ=YEARLY only."),
    ),
    (
        lambda rule: rule.by_year_day and rule.freq != "YEARLY",
        gettext_lazy("BYYEARDAY goes with FREQ=YEARLY only."),
    ),
    (
        lambda rule: rule.by_month_day and rule.freq == "WEEKLY",
        gettext_lazy("BYMONTHDAY does not go with FREQ=WEEKLY."),
    ),
    (
        lambda rule: _ordinals(rule) and (rule.freq in ("WEEKLY", "DAILY") or rule.by_week_no),
        gettext_lazy("A number before a day, as in 2TU, goes with FREQ=MONTHLY or FREQ=YEARLY only."),
    ),
    (
        lambda rule: max(_ordinals(rule), default=0) > 5 and (rule.freq == "MONTHLY" or rule.by_month),
        gettext_lazy("No month has more than five of one day of the week."),
    ),
    # Calendars read the following in different ways, or not at all; each can be said without.
    (
        lambda rule: rule.freq == "YEARLY" and rule.by_month_day and not rule.by_month,
        gettext_lazy("BYMONTHDAY with FREQ=YEARLY needs BYMONTH; for every month write FREQ=MONTHLY."),
    ),
    (
        lambda rule: rule.by_week_no and not rule.by_day,
        gettext_lazy("BYWEEKNO needs the day of the week, BYDAY."),
    ),
    (
        lambda rule: rule.by_week_no and (rule.by_month or rule.by_month_day or rule.by_year_day),
        gettext_lazy("BYWEEKNO does not go with months or other days than BYDAY."),
    ),
    (
        lambda rule: rule.by_year_day and (rule.by_month or rule.by_month_day or _ordinals(rule)),
        gettext_lazy("BYYEARDAY does not go with months or other counted days."),
    ),
    (
        lambda rule: rule.by_set_pos and (rule.freq in ("WEEKLY", "DAILY") or rule.by_week_no),
        gettext_lazy("BYSETPOS goes with FREQ=MONTHLY or FREQ=YEARLY only, and not with BYWEEKNO: name the days."),
    ),
    (
        lambda rule: rule.by_set_pos and not (rule.by_day or rule.by_month_day or rule.by_year_day),
        gettext_lazy("BYSETPOS needs days to count: BYDAY, BYMONTHDAY or BYYEARDAY."),
    ),
    (
        lambda rule: rule.by_week_no and rule.interval > 1,
        gettext_lazy("BYWEEKNO does not go with INTERVAL: a week may belong to two years."),
    ),
    (
        lambda rule: rule.freq == "YEARLY" and rule.interval > YEARS,
        gettext_lazy("A rule that comes round so rarely is none."),
    ),
    (
        lambda rule: len(rule.by_set_pos) > POSITIONS,
        gettext_lazy("BYSETPOS names no more than 31 days."),
    ),
    (
        lambda rule: rule.by_set_pos and _times(rule) > 1,
        gettext_lazy("BYSETPOS counts days; it does not go with several times in one day."),
    ),
    (
        lambda rule: _times(rule) > DAILY_MOST,
        gettext_lazy("No more than 24 times in one day."),
    ),
)


def _parts(text: str) -> dict[str, str]:
    if len(text) > LONGEST:
        raise ValueError(_("A rule has at most %(count)s characters.") % {"count": LONGEST})
    parts: dict[str, str] = {}
    for part in text.upper().split(";"):
        name, _equals, value = part.partition("=")
        if name not in KNOWN or not value:
            raise ValueError(_("“%(part)s” is no part of a rule such as FREQ=WEEKLY;INTERVAL=2.") % {"part": part})
        if name in parts:
            raise ValueError(_("%(name)s stands in the rule twice.") % {"name": name})
        parts[name] = value
    return parts


def _frequency(value: str) -> str:
    if value in SUB_DAILY:
        raise ValueError(_("A rule repeats by days, weeks, months or years, not by hours, minutes or seconds."))
    if value not in FREQUENCIES:
        raise ValueError(_("A rule says how often: FREQ=DAILY, WEEKLY, MONTHLY or YEARLY."))
    return value


def _whole(parts: dict[str, str], name: str, most: int) -> int | None:
    if name not in parts:
        return None
    number = _number(parts[name], r"\d{1,5}")
    if number is None or not 1 <= number <= most:
        raise ValueError(_("%(name)s is a number from 1 to %(most)s.") % {"name": name, "most": most})
    return number


def _numbers(parts: dict[str, str], name: str) -> tuple[int, ...]:
    if name not in parts:
        return ()
    least, most, backwards = NUMBERS[name]
    numbers = [_number(each, r"[+-]?\d{1,3}" if backwards else r"\d{1,2}") for each in parts[name].split(",")]
    valid = [each for each in numbers if each is not None and least <= abs(each) <= most]
    if len(valid) < len(numbers):
        raise ValueError(
            _("%(name)s has numbers from %(least)s to %(most)s.") % {"name": name, "least": least, "most": most}
        )
    return tuple(sorted(set(valid)))


def _number(value: str, pattern: str) -> int | None:
    return int(value) if re.fullmatch(pattern, value, re.ASCII) else None


def _weekdays(value: str) -> tuple[tuple[int, int], ...]:
    return tuple(sorted({_weekday(each) for each in value.split(",")}))


def _weekday(value: str) -> tuple[int, int]:
    match = re.fullmatch(r"([+-]?\d{1,2})?([A-Z]{2})", value, re.ASCII)
    ordinal = int(match[1] or 0) if match else 0
    if not match or match[2] not in DAYS or (match[1] and not 1 <= abs(ordinal) <= 53):
        raise ValueError(_("“%(day)s” is no day such as TU, 2TU or -1FR.") % {"day": value})
    return ordinal, DAYS.index(match[2])


def _week_start(value: str) -> int:
    if value not in DAYS:
        raise ValueError(_("WKST is the day a week begins with, such as MO."))
    return DAYS.index(value)


def _until(value: str) -> Until | None:
    """As it was written; the end of the calendar is none."""
    match = re.fullmatch(r"(\d{8})(?:T(\d{6})(Z)?)?", value, re.ASCII)
    try:
        if not match:
            raise ValueError(value)
        day = datetime.strptime(match[1], "%Y%m%d").date()  # noqa: DTZ007 - a wall clock
        clock = datetime.strptime(match[2], "%H%M%S").time() if match[2] else None  # noqa: DTZ007
    except ValueError:
        raise ValueError(_("UNTIL is a day or a time such as 20271231 or 20271231T180000Z.")) from None
    if day.year == date.max.year:
        return None
    if clock is None:
        return day
    return datetime.combine(day, clock, tzinfo=UTC if match[3] else None)
