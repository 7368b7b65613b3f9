"""Days to leave out: ticked beside the dates that are shown, or typed."""

import re
from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

MOST_DAYS = 366
A_DAY = timedelta(days=1)


class DayBoxes(forms.SelectMultiple):
    """Days as sent by check boxes that stand beside the dates; the page draws them."""


class DaysField(forms.Field):
    """Any number of days, as check boxes send them; what is no day was typed by nobody, and is passed over."""

    widget = DayBoxes

    def to_python(self, value: Any) -> list[date]:
        return sorted({day for each in value or [] if (day := _day(each))})


class DaysTextField(forms.CharField):
    """Days and stretches of days, one a line or with commas between: "2026-12-24, 2027-08-01 to 2027-08-31"."""

    def __init__(self, *, rows: int, **kwargs: Any) -> None:
        widget = forms.Textarea(attrs={"rows": rows, "placeholder": "2026-12-24", "dir": "ltr"})
        super().__init__(required=False, max_length=2000, widget=widget, **kwargs)

    def clean(self, value: Any) -> Any:
        days: set[date] = set()
        for part in re.split(r"[,;\n]+", super().clean(value) or ""):
            if part.strip():
                days.update(self._stretch(part.strip()))
        return sorted(days)

    def _stretch(self, text: str) -> Iterator[date]:
        found = [_day(each) for each in re.findall(r"\d{4}-\d{1,2}-\d{1,2}", text)]
        first, last = (found[0], found[-1]) if found and len(found) <= 2 else (None, None)
        if first is None or last is None or not 0 <= (last - first).days <= MOST_DAYS:
            raise forms.ValidationError(
                _("Write “%(text)s” as 2026-12-24, or as 2027-08-01 to 2027-08-31 for all days from one to another."),
                params={"text": text[:40]},
            )
        return (first + timedelta(days=number) for number in range((last - first).days + 1))


def end_of(days: Collection[date], furthest: datetime) -> datetime:
    """Until when to look for dates on these days, by whatever clock they are; no further than that."""
    last = datetime.combine(max(days), time.max, UTC)
    return last + A_DAY if last < furthest - A_DAY else furthest


def _day(text: str) -> date | None:
    try:
        return date(*(int(part) for part in text.split("-")))
    except (TypeError, ValueError, OverflowError):
        return None
