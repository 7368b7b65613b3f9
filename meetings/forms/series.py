"""Setting a rhythm: the form for a new series, and for how one goes on."""

from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.clock import instant
from accounts.forms import OnceForm
from accounts.models import User
from groups.models import Group
from meetings.forms.changes import FAR, who_can_lead
from meetings.forms.days import DaysField, DaysTextField, end_of
from meetings.forms.rhythm import RhythmForm
from meetings.forms.scheduling import check_room
from meetings.models import Format, Meeting, Series
from meetings.patterns import Pattern

# What a kind of group begins from; others meet every two weeks for 90 minutes.
USUAL: dict[str, dict[str, Any]] = {
    Group.Kind.BUDDIES: {"rule": Pattern.WEEKLY, "minutes": 25, "format": "buddy-25"},
}
KEPT = ("format", "minutes", "zone", "place", "facilitator", "minimum", "ticket")
ASKS_HOURS = 48


def coming(weekday: int, zone: str, now: datetime) -> date:
    """The next such day after today by the clock of a zone; Monday is 0."""
    today = now.astimezone(ZoneInfo(zone)).date()
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def _sent(value: Any) -> Any:
    """As a browser sends it: hours without seconds."""
    return f"{value:%H:%M}" if isinstance(value, time) else value


class SeriesForm(OnceForm, RhythmForm):
    """Scheduling a series. With `goes_on`, the meeting from which on one changes, its own dates are free."""

    format = forms.ModelChoiceField(
        label=_("How you meet"),
        queryset=Format.objects.all(),
        to_field_name="slug",
        initial="classic-90",
        empty_label=None,
        help_text=_("The agenda of each meeting."),
    )
    place = forms.CharField(
        label=_("Where"),
        max_length=300,
        required=False,
        help_text=_("A link to your call, or an address. Only members see it."),
        widget=forms.TextInput(attrs={"placeholder": "https://"}),
    )
    facilitator = forms.ModelChoiceField(
        label=_("Who leads"), queryset=User.objects.none(), required=False, empty_label=_("Nobody in particular")
    )
    minimum = forms.IntegerField(label=_("At least so many"), required=False, min_value=2, max_value=20)
    asks_hours = forms.IntegerField(
        label=_("Asked so many hours before"), required=False, min_value=1, max_value=336, initial=ASKS_HOURS
    )
    left_out = DaysField(label=_("Left out"), required=False)
    others = DaysTextField(
        label=_("Leave out"),
        rows=1,
        help_text=_("Tick the dates that are shown, or write others: 2026-12-24, or 2027-08-01 to 2027-08-31."),
    )

    def __init__(
        self,
        *args: Any,
        group: Group | None = None,
        initial: dict[str, Any] | None = None,
        goes_on: Meeting | None = None,
        **kwargs: Any,
    ) -> None:
        usual = USUAL.get(group.kind, {}) if group else {}
        super().__init__(*args, initial={**usual, **(initial or {})}, **kwargs)
        self.group, self.goes_on = group, goes_on
        self.slots_left_out: list[datetime] = []
        if group:
            self.fields["facilitator"].queryset = who_can_lead(group.pk)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if self.draft:
            starts_at = instant(self.draft.starts_at, self.draft.zone)
            self._check_free(starts_at, starts_at + timedelta(minutes=data["minutes"]))
            self._leave_out(self.draft)
        check_room(self, data)
        return data

    def _leave_out(self, draft: Series) -> None:
        """Find the dates on the days that were ticked or typed. Something stays that people can be told of."""
        days = self.days_left_out
        if not days:
            return
        try:
            dates = draft.dates(self.now, max(end_of(days, self.now + FAR), self.now + self.furthest))
        except ValueError as error:  # far too many
            self.add_error("others", str(error))
            return
        self.slots_left_out = [each.key for each in dates if each.key.date() in days]
        if not [each for each in dates if each.starts_at < self.now + self.furthest and each.key.date() not in days]:
            self.add_error("others", _("That leaves out every date of the next 90 days. Keep one of them."))

    @property
    def days_left_out(self) -> set[date]:
        """Ticked or typed, by the clock that decides."""
        return {*self.cleaned_data.get("left_out", ()), *self.cleaned_data.get("others", ())}

    def _check_free(self, starts_at: datetime, ends_at: datetime) -> None:
        """Nobody sits at one table twice at once; but the same form sent again finds the meetings it made."""
        same = Meeting.objects.standing().filter(group=self.group, starts_at__lt=ends_at, ends_at__gt=starts_at)
        if self.goes_on:
            same = same.exclude(series=self.goes_on.series_id, slot__gte=self.goes_on.slot)
        if self.group and same.exclude(series__ticket=self.cleaned_data["ticket"]).exists():
            self.add_error(
                "on", _("The group meets at that time already. Choose another, or cancel that meeting first.")
            )

    def series_fields(self) -> dict[str, Any]:
        """What `publishing.publish()` takes. Only for a valid form."""
        data, draft = self.cleaned_data, self.draft
        if draft is None:
            raise ValueError("The form is not valid.")
        fields = {name: data[name] for name in KEPT}
        fields |= {name: getattr(draft, name) for name in ("rule", "starts_at", "hours")}
        return {**fields, "asks_hours": data["asks_hours"] or ASKS_HOURS, "without": self.slots_left_out}

    def address_with(self, **changed: Any) -> str:
        """The query that shows this form as it stands, but for what is changed; so nothing that was sent is lost."""
        kept = {name: self[name].value() for name in self.fields if name != "ticket"}
        told = {name: _sent(value) for name, value in {**kept, **changed}.items() if value not in (None, "", [])}
        return "?" + urlencode({"preview": "1", **told}, doseq=True)
