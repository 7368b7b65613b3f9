"""The rhythms people choose, as RFC 5545 rules: what a pattern and a first date come to, and back."""

import re
from datetime import date
from itertools import chain

from django.db.models import TextChoices
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from meetings.models import Series
from meetings.rule_text import DAYS, read

LAST = -1
ALWAYS = 28  # the last day that every month has


class Pattern(TextChoices):
    """What can be chosen. The first date says the rest: its weekday, its day of the month, whether it is the last."""

    WEEKLY = Series.Rhythm.WEEKLY.value, Series.Rhythm.WEEKLY.label
    FORTNIGHTLY = Series.Rhythm.FORTNIGHTLY.value, Series.Rhythm.FORTNIGHTLY.label
    BY_DATE = "by_date", _("Every month, by date")
    BY_WEEKDAY = "by_weekday", _("Every month, by weekday")
    BY_LAST = "by_last", _("Every month, last weekday")
    ONCE = Series.Rhythm.ONCE.value, Series.Rhythm.ONCE.label
    OWN = "own", _("A rule of your own")


def rule_of(pattern: str, first: date, own: str = "", until: date | None = None, count: int | None = None) -> str:
    """The rule for a pattern from a first date on, until a day or for so many dates.

    Raises ValueError, in words for people: for BY_LAST where the first date is not the last such weekday, and for a
    rule of one's own that cannot be read, or that has an end beside the one that was chosen.
    """
    if pattern == Pattern.ONCE:
        return pattern
    rule = pasted(own) if pattern == Pattern.OWN else _body(pattern, first)
    if (until or count) and pattern == Pattern.OWN and _ends_itself(rule):
        raise ValueError(_now("This rule says itself when it ends; choose no other end beside it."))
    end = f";UNTIL={until:%Y%m%d}" if until else f";COUNT={count}" if count else ""
    return rule + end


def pattern_of(rule: str, first: date) -> Pattern:
    """Which pattern gives this rule from this first date on, whenever it ends; OWN where none does."""
    body = endless(rule)
    if read(rule).count == 1:
        return Pattern.ONCE
    known = (Pattern.WEEKLY, Pattern.FORTNIGHTLY, Pattern.BY_DATE, Pattern.BY_WEEKDAY, Pattern.BY_LAST)
    possible = (each for each in known if each != Pattern.BY_LAST or _is_last(first))
    return next((each for each in possible if _body(each, first) == body), Pattern.OWN)


def endless(rule: str) -> str:
    """The rule without its end."""
    return ";".join(part for part in rule.split(";") if not part.startswith(("COUNT=", "UNTIL=")))


def pasted(text: str) -> str:
    """The rule in what somebody pasted: out of a calendar file as well, with or without its name."""
    lines = [re.sub(r"\s+", "", line).upper() for line in text.splitlines()]
    named = [line.removeprefix("RRULE:") for line in lines if line.startswith("RRULE:")]
    return named[0] if named else "".join(lines).strip(";")


def _ends_itself(rule: str) -> bool:
    found = read(rule)
    return found.count is not None or found.until is not None


def _body(pattern: str, first: date) -> str:
    if pattern == Pattern.BY_DATE:
        return f"FREQ=MONTHLY;{_day_of_month(first.day)}"
    if pattern in (Pattern.BY_WEEKDAY, Pattern.BY_LAST):
        if pattern == Pattern.BY_LAST and not _is_last(first):
            raise ValueError(_now("Its month has that weekday once more. Choose the last one, a week or more later."))
        number = (first.day + 6) // 7
        place = LAST if pattern == Pattern.BY_LAST or number == 5 else number
        return f"FREQ=MONTHLY;BYDAY={place}{DAYS[first.weekday()]}"
    return pattern


def _day_of_month(day: int) -> str:
    """A day that some months lack is their last one then, so that no month is without a meeting."""
    if day <= ALWAYS:
        return f"BYMONTHDAY={day}"
    if day == 31:
        return f"BYMONTHDAY={LAST}"
    days = ",".join(str(each) for each in chain(range(ALWAYS, day), [day]))
    return f"BYMONTHDAY={days};BYSETPOS={LAST}"


def _is_last(day: date) -> bool:
    """Whether its month has that weekday no more."""
    later = date.fromordinal(day.toordinal() + 7)
    return later.month != day.month
