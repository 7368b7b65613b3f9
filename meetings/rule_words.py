"""Rules in words: those that a person would choose, in sentences; any other is quoted as it stands."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.contrib.humanize.templatetags.humanize import ordinal
from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, override

from accounts.clock import zone_label
from meetings.rule_text import read
from meetings.rules import Rule

WORKDAYS = tuple((0, day) for day in range(5))
PLACES = {
    1: gettext_lazy("first"),
    2: gettext_lazy("second"),
    3: gettext_lazy("third"),
    4: gettext_lazy("fourth"),
    5: gettext_lazy("fifth"),
    -1: gettext_lazy("last"),
    -2: gettext_lazy("last but one"),
}


def describe(text: str, starts_at: datetime, zone: str, language: str, hours: Sequence[time] = ()) -> str:
    """ "every second Tuesday at 18:00, Brussels time, until 31 January 2028"; `hours` are those that take turns."""
    with override(language):
        rule = read(text)
        days = days_of(rule, starts_at)
        words = {"days": days, "time": _clocks(hours or [starts_at.time()]), "zone": zone_label(zone)}
        if days is None:
            own = _("by a rule of its own, %(rule)s, from %(day)s at %(time)s, %(zone)s")
            return own % {**words, "rule": text, "day": _day(starts_at)}
        return _("%(days)s at %(time)s, %(zone)s") % words + _end(rule, zone)


def days_of(rule: Rule, starts_at: datetime) -> str | None:
    """Which days, "on the second Tuesday of every third month"; None for what has no words, or times of its own."""
    return None if _has_own_hours(rule) else _days(rule, starts_at)


def has_own_hours(text: str) -> bool:
    """Whether the rule names times of the day, beside that of its first date."""
    return _has_own_hours(read(text))


def _has_own_hours(rule: Rule) -> bool:
    return bool(rule.by_hour or rule.by_minute or rule.by_second)


def _days(rule: Rule, starts_at: datetime) -> str | None:
    if rule.count == 1:
        return _("once, on %(day)s") % {"day": _day(starts_at)}
    if rule.by_week_no or rule.by_year_day:
        return None
    if rule.freq == "YEARLY":
        return _yearly(rule, starts_at)
    if rule.by_month:
        return None
    return {"DAILY": _daily, "WEEKLY": _weekly, "MONTHLY": _monthly}[rule.freq](rule, starts_at)


def _daily(rule: Rule, _starts_at: datetime) -> str | None:
    if rule.by_day == WORKDAYS and rule.interval == 1:
        return _("from Monday to Friday")
    if rule.by_day or rule.by_month_day:
        return None
    return _every(rule.interval, _("day")) or _("every %(count)s days") % {"count": rule.interval}


def _weekly(rule: Rule, starts_at: datetime) -> str | None:
    days = rule.by_day or ((0, starts_at.weekday()),)
    if days == WORKDAYS and rule.interval == 1:
        return _("from Monday to Friday")
    names = _listed(WEEKDAYS[day] for _ordinal, day in days)
    if len(days) == 1 or rule.interval == 1:
        every = _every(rule.interval, names)
        if every:
            return every
    weeks = _every(rule.interval, _("week")) or _("every %(count)s weeks") % {"count": rule.interval}
    return _("%(weeks)s on %(days)s") % {"weeks": weeks, "days": names}


def _monthly(rule: Rule, starts_at: datetime) -> str | None:
    days = _in_month(rule, starts_at)
    if days is None:
        return None
    months = _every(rule.interval, _("month")) or _("every %(count)s months") % {"count": rule.interval}
    return _("on the %(days)s of %(months)s") % {"days": days, "months": months}


def _yearly(rule: Rule, starts_at: datetime) -> str | None:
    if len(rule.by_month) > 1 or (rule.by_day and not rule.by_month):
        return None
    years = _every(rule.interval, _("year")) or _("every %(count)s years") % {"count": rule.interval}
    month = rule.by_month[0] if rule.by_month else starts_at.month
    if not rule.by_day and not rule.by_set_pos and rule.by_month_day in ((), (starts_at.day,)):
        return _("%(years)s on %(day)s") % {"years": years, "day": date_format(date(2000, month, starts_at.day), "j F")}
    days = _in_month(rule, starts_at)
    words = {"years": years, "days": days, "month": MONTHS[month]}
    return _("%(years)s on the %(days)s of %(month)s") % words if days else None


def _in_month(rule: Rule, starts_at: datetime) -> str | None:
    """ "15th", "last day", "first and third Tuesday"; None for more than that."""
    if rule.by_day:
        return None if rule.by_month_day else _weekday_in_month(rule)
    days = rule.by_month_day or (starts_at.day,)
    if rule.by_set_pos:
        return _last_of(days) if rule.by_set_pos == (-1,) else None
    if days == (-1,):
        return _("last day")
    return _listed(ordinal(day) for day in days) if min(days) > 0 else None


def _weekday_in_month(rule: Rule) -> str | None:
    ordinals = rule.by_set_pos or tuple(each for each, _day in rule.by_day)
    days = {day for _ordinal, day in rule.by_day}
    counted_twice = rule.by_set_pos and any(each for each, _day in rule.by_day)
    if len(days) > 1 or counted_twice or not PLACES.keys() >= set(ordinals):
        return None
    places = _listed(PLACES[each] for each in sorted(ordinals, key=lambda each: (each < 0, each)))
    return _("%(places)s %(day)s") % {"places": places, "day": WEEKDAYS[days.pop()]}


def _last_of(days: tuple[int, ...]) -> str | None:
    """The days from some to the 31st, of which the last is taken: a date that short months have on their last day."""
    if days[0] != 28 or days != tuple(range(28, days[-1] + 1)):
        return None
    if days[-1] == 31:
        return _("last day")
    return _("%(day)s (or the last day)") % {"day": ordinal(days[-1])}


def _every(interval: int, what: str) -> str | None:
    """ "every Tuesday", "every second Tuesday", up to the fourth."""
    if interval == 1:
        return _("every %(what)s") % {"what": what}
    if interval <= 4:
        return _("every %(place)s %(what)s") % {"place": PLACES[interval], "what": what}
    return None


def _listed(words: Iterable[object]) -> str:
    return get_text_list([str(each) for each in words], _("and"))


def _end(rule: Rule, zone: str) -> str:
    if rule.count and rule.count > 1:
        return ngettext(", %(count)s time", ", %(count)s times", rule.count) % {"count": rule.count}
    if rule.until is None:
        return ""
    until = rule.until
    if isinstance(until, datetime) and until.tzinfo is not None:
        until = until.astimezone(ZoneInfo(zone))
    return _(", until %(day)s") % {"day": _day(until)}


def _day(day: date) -> str:
    return date_format(day, "j F Y")


def _clocks(hours: Sequence[time]) -> str:
    """ "18:00", or "08:00, 13:00 and 18:00 in turn"."""
    clocks = _listed(date_format(datetime.combine(date.min, each), "H:i") for each in hours)
    return _("%(clocks)s in turn") % {"clocks": clocks} if len(hours) > 1 else clocks
