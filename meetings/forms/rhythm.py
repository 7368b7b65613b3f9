"""When a series meets: a first date, how it repeats and ends, hours that take turns, the clock that decides."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.forms import ZoneField
from meetings import scheduling
from meetings.forms.scheduling import MomentForm
from meetings.models import Series
from meetings.models.series import LONGEST_RULE
from meetings.patterns import Pattern, rule_of

LENGTHS = [
    (25, _("25 minutes")),
    (30, _("Half an hour")),
    (60, _("One hour")),
    (90, _("90 minutes")),
    (120, _("Two hours")),
    (180, _("Three hours")),
    (240, _("Four hours")),
]
MAKES_A_RHYTHM = {"rule", "own", "on", "at", "zone", "minutes", "ends", "until", "count", "second", "third"}


class HourField(forms.TimeField):
    """An hour that takes its turn; on the minute, as meetings start. May stay empty."""

    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)

    def to_python(self, value: Any) -> time | None:
        at = super().to_python(value)
        return at.replace(second=0, microsecond=0) if at else None


class RhythmForm(MomentForm):
    """A rhythm; `draft` is the series as it would be, not stored, where what was chosen comes to one.

    Its first date lies within the horizon, so that there is a meeting to tell people of.
    """

    furthest = scheduling.HORIZON
    rule = forms.ChoiceField(
        label=_("Repeats"),
        choices=Pattern.choices,
        initial=Pattern.FORTNIGHTLY,
        help_text=_("The first date says the rest: its weekday, or its day of the month. A 31st is the last day."),
        widget=forms.RadioSelect(attrs={"data-choice": ""}),
    )
    own = forms.CharField(
        label=_("Your rule"),
        max_length=LONGEST_RULE,
        required=False,
        help_text=_("An RRULE as calendars write it (RFC 5545), such as FREQ=MONTHLY;BYDAY=1TU,3TU."),
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false", "dir": "ltr"}),
    )
    ends = forms.ChoiceField(
        label=_("Ends"),
        choices=[("", _("Never")), ("on", _("On a date")), ("after", _("After so many meetings"))],
        required=False,
        widget=forms.RadioSelect(attrs={"data-choice": ""}),
    )
    until = forms.DateField(
        label=_("Not after"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    count = forms.IntegerField(label=_("How many meetings"), required=False, min_value=2, max_value=500)
    minutes = forms.TypedChoiceField(label=_("Lasts"), choices=LENGTHS, coerce=int, initial=90)
    zone = ZoneField(
        label=_("The clock that decides"),
        help_text=_("When clocks change, the meeting keeps this clock’s time."),
    )
    second = HourField(label=_("The next time at"))
    third = HourField(label=_("The time after at"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.draft: Series | None = None
        minutes, lengths = self.initial.get("minutes"), dict(LENGTHS)
        if minutes and minutes not in lengths:  # of a series that lasts as long as no other
            words = ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}
            self.fields["minutes"].choices = sorted([*LENGTHS, (minutes, words)])  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if "zone" in data and self.settle(data["zone"]) and self.cleaned_data.keys() >= MAKES_A_RHYTHM:
            self._clean_end()
            if not {"until", "count"} & self.errors.keys():
                self._clean_rule()
        return data

    def _clean_end(self) -> None:
        data = self.cleaned_data
        first, ends = data["on"], data["ends"]
        if ends == "on" and (data["until"] is None or data["until"] < first):
            day = date_format(first, "j F Y")
            self.add_error("until", _("Choose a date after the first one, %(day)s.") % {"day": day})
        if ends == "after" and data["count"] is None:
            self.add_error("count", _("Say after how many meetings, such as 10."))

    def _clean_rule(self) -> None:
        data = self.cleaned_data
        is_own = data["rule"] == Pattern.OWN
        if is_own and not data["own"]:
            self.add_error("own", _("Paste a rule, or choose one of the other rhythms."))
            return
        end = {"on": {"until": data["until"]}, "after": {"count": data["count"]}}.get(data["ends"], {})
        try:
            self.draft = self._series(rule_of(data["rule"], data["on"], data["own"], **end))
        except ValueError as error:
            self.add_error("own" if is_own else "rule", str(error))

    def _series(self, rule: str) -> Series:
        """Raises ValueError, in words for people, for a rule that is none, or has no dates."""
        data = self.cleaned_data
        hours = [each for each in (data["at"], data["second"], data["third"]) if each is not None]
        series = Series(
            rule=rule,
            starts_at=datetime.combine(data["on"], data["at"]),
            zone=data["zone"],
            minutes=data["minutes"],
            hours=hours if len(hours) > 1 else [],
        )
        series.check_dates()
        return series
