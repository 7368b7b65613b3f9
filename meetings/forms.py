from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.forms import OnceForm, ZoneField
from meetings.models import Meeting, Series
from meetings.models.attendance import Answer
from meetings.recurrence import instant

FURTHEST = timedelta(days=366)
LENGTHS = [
    (90, _("90 minutes")),
    (120, _("Two hours")),
    (180, _("Three hours")),
    (240, _("Four hours")),
]


class MomentForm(forms.Form):
    """A date and a time by some clock; it must lie ahead, within a year. `now` is the moment it is judged at."""

    on = forms.DateField(label=_("Date"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    at = forms.TimeField(label=_("Starts at"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now

    def settle(self, zone: str) -> datetime | None:
        """The instant that was chosen, by the clock of `zone`; None where the fields say nothing usable.

        Leaves a message at the date when it is past or too far away.
        """
        if "on" not in self.cleaned_data or "at" not in self.cleaned_data:
            return None
        try:
            starts_at = instant(datetime.combine(self.cleaned_data["on"], self.cleaned_data["at"]), zone)
        except OverflowError:  # the first day of the calendar, or the last
            self.add_error("on", _("Choose a date within a year."))
            return None
        if starts_at <= self.now:
            words = _("%(day)s has passed. Choose a time ahead of us.")
            self.add_error("on", words % {"day": date_format(timezone.localtime(starts_at), "j F, H:i")})
        elif starts_at > self.now + FURTHEST:
            self.add_error("on", _("That is more than a year away. Choose a nearer date."))
        return starts_at


class SeriesForm(OnceForm, MomentForm):
    """Scheduling a series."""

    rule = forms.ChoiceField(
        label=_("Repeats"),
        choices=Series.Rhythm.choices,
        initial=Series.Rhythm.FORTNIGHTLY,
        widget=forms.RadioSelect(attrs={"data-choice": ""}),
    )
    minutes = forms.TypedChoiceField(
        label=_("Lasts"),
        choices=LENGTHS,
        coerce=int,
        initial=90,
        help_text=_("The agenda, Classic 90, takes 90 minutes."),
    )
    zone = ZoneField(
        label=_("The clock that decides"), help_text=_("When clocks change, the meeting keeps this clock’s time.")
    )
    place = forms.CharField(
        label=_("Where"),
        max_length=300,
        required=False,
        help_text=_("A link to your call, or an address. Only members see it."),
        widget=forms.TextInput(attrs={"placeholder": "https://"}),
    )

    field_order = ["rule", "on", "at", "minutes", "zone", "place", "ticket"]

    def clean(self) -> dict[str, Any]:
        if "zone" in self.cleaned_data:
            self.settle(self.cleaned_data["zone"])
        return super().clean()

    def series_fields(self) -> dict[str, Any]:
        """What `scheduling.schedule()` takes. Only for a valid form."""
        data = self.cleaned_data
        fields = {name: data[name] for name in ("rule", "minutes", "zone", "place", "ticket")}
        return {**fields, "starts_at": datetime.combine(data["on"], data["at"])}


class MoveForm(MomentForm):
    """Another time for one meeting, by the clock of its series."""

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        wall = meeting.starts_at.astimezone(meeting.series.recurrence.zone_info).replace(tzinfo=None)
        super().__init__(*args, initial={"on": wall.date(), "at": wall.time()}, **kwargs)
        self.meeting = meeting
        self.fields["on"].help_text = _("The others of the series stay where they are.")

    def clean(self) -> dict[str, Any]:
        self.cleaned_data["starts_at"] = self.settle(self.meeting.series.zone)
        return self.cleaned_data


class CancelForm(forms.Form):
    """Calling one meeting off."""

    reason = forms.CharField(
        label=_("Why"),
        max_length=300,
        required=False,
        help_text=_("Members read it on the meeting’s page. The mail says only that it is off."),
        widget=forms.Textarea(attrs={"rows": 2, "class": "voice"}),
    )


class AnswerForm(forms.Form):
    """Yes, maybe or no to one date."""

    answer = forms.ChoiceField(
        label=_("Will you be there?"),
        choices=Answer.choices,
        widget=forms.RadioSelect(attrs={"data-choice": ""}),
        error_messages={"required": _("Choose one."), "invalid_choice": _("Choose one.")},
    )
