"""Changing what is scheduled: dates left out, the end of a series, who leads one meeting and where."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.clock import zone_label
from accounts.models import User
from groups.models import Membership
from meetings.forms.days import DaysTextField, end_of
from meetings.models import Meeting, Series
from meetings.recurrence import Occurrence

OFFERED = 12
FAR = timedelta(days=731)  # how far ahead dates can be left out
NEAR = timedelta(days=366)


def coming_dates(series: Series, now: datetime) -> list[Occurrence]:
    """The dates of a year that take place, by the rule; two queries at most."""
    off = set(series.meetings.filter(cancellation__isnull=False, ends_at__gt=now).values_list("slot", flat=True))
    return [each for each in series.dates(now, now + NEAR) if each.key not in off]


def named_dates(dates: Sequence[Occurrence], series: Series) -> list[str]:
    """ "Thursday 24 December 2026, 18:00, Brussels time" of each, where it was moved to; one query."""
    clock = ZoneInfo(series.zone)
    moved = series.meetings.filter(is_moved=True, slot__in=[each.key for each in dates])
    walls = {slot: starts_at.astimezone(clock) for slot, starts_at in moved.values_list("slot", "starts_at")}
    zone = zone_label(series.zone)
    days = (date_format(walls.get(each.key, each.key), "l j F Y, H:i") for each in dates)
    return [_now("%(day)s, %(zone)s") % {"day": day, "zone": zone} for day in days]


class SkipForm(forms.Form):
    """Dates of a series to leave out: of those that come next, or typed."""

    slots = forms.TypedMultipleChoiceField(
        label=_("Which dates"),
        coerce=datetime.fromisoformat,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("One of these is no coming date any more. Choose again.")},
    )
    others = DaysTextField(
        label=_("Other dates"),
        rows=2,
        help_text=_("For example 2026-12-24, or 2027-08-01 to 2027-08-31 for all that fall between."),
    )

    def __init__(self, *args: Any, series: Series, dates: Sequence[Occurrence], now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.series, self.now = series, now
        self.chosen: list[datetime] = []
        offered = dates[:OFFERED]
        words = named_dates(offered, series)
        self.fields["slots"].choices = [  # type: ignore[attr-defined]
            (each.key.isoformat(), name) for each, name in zip(offered, words, strict=True)
        ]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return data
        self.chosen = sorted({*data["slots"], *self._on(set(data["others"]))})
        if data["others"] and not self.chosen:
            self.add_error("others", _("The series has no meeting on these days."))
        elif not self.chosen:
            self.add_error("slots", _("Choose the dates to leave out, or write them below."))
        return data

    def _on(self, days: set[date]) -> list[datetime]:
        if not days:
            return []
        dates = self.series.dates(self.now, end_of(days, self.now + FAR))
        return [each.key for each in dates if each.key.date() in days]


class EndForm(forms.Form):
    """Which meeting of a series is its last one; `gone` is the first date that it does not have any more."""

    gone = forms.TypedChoiceField(
        label=_("The last meeting"),
        coerce=datetime.fromisoformat,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one."), "invalid_choice": _("Choose one of these.")},
    )

    def __init__(self, *args: Any, series: Series, dates: Sequence[Occurrence], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = dates[: OFFERED + 1]
        lasts = [_("None of these: it ends now"), *named_dates(offered, series)]
        gone = [each.key.isoformat() for each in offered]
        self.fields["gone"].choices = list(zip(gone, lasts, strict=False))  # type: ignore[attr-defined]


class ArrangementForm(forms.Form):
    """Who leads one meeting, and where it is."""

    facilitator = forms.ModelChoiceField(
        label=_("Who leads"), queryset=User.objects.none(), required=False, empty_label=_("Nobody in particular")
    )
    place = forms.CharField(
        label=_("Where"),
        max_length=300,
        required=False,
        help_text=_("A link to your call, or an address. Only members see it."),
        widget=forms.TextInput(attrs={"placeholder": "https://"}),
    )

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"facilitator": meeting.facilitator_id, "place": meeting.place}
        self.fields["facilitator"].queryset = who_can_lead(meeting.group_id)  # type: ignore[attr-defined]


def who_can_lead(group: int) -> Any:
    """Everybody at the table."""
    seated = Membership.objects.present().filter(group=group).values("user")
    return User.objects.filter(pk__in=seated).order_by("name", "pk")
