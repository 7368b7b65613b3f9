from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.clock import instant
from groups.models import Membership
from meetings.models import Format, Meeting
from meetings.models.attendance import Answer, Presence

A_DAY = timedelta(days=1)


class MomentForm(forms.Form):
    """A date and a time by some clock; it must lie ahead, at most `furthest`. `now` is the moment it is judged at."""

    furthest = timedelta(days=366)

    on = forms.DateField(label=_("Date"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    at = forms.TimeField(label=_("Starts at"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now

    def clean_at(self) -> time:
        """Meetings start on the minute."""
        at: time = self.cleaned_data["at"]
        return at.replace(second=0, microsecond=0)

    def settle(self, zone: str) -> datetime | None:
        """The instant that was chosen, by the clock of `zone`; None where the fields say nothing usable.

        Leaves a message at the date when it is past or too far away.
        """
        if "on" not in self.cleaned_data or "at" not in self.cleaned_data:
            return None
        wall = datetime.combine(self.cleaned_data["on"], self.cleaned_data["at"])
        try:
            return placed(wall, zone, self.now, self.furthest)
        except forms.ValidationError as misplaced:
            self.add_error("on", misplaced)
            return None


def placed(wall: datetime, zone: str, now: datetime, furthest: timedelta) -> datetime:
    """The instant of a wall clock. Raises ValidationError, in words, when it is past or further away than that."""
    if now - A_DAY < wall.replace(tzinfo=UTC) < now + furthest + A_DAY:  # else misplaced by any clock; and the ends of
        starts_at = instant(wall, zone)  # the calendar have no instant
        if now < starts_at <= now + furthest:
            return starts_at
        is_past = starts_at <= now
    else:
        is_past = wall.replace(tzinfo=UTC) < now
    if is_past:
        passed = _("%(day)s has passed. Choose a time ahead of us.")
        raise forms.ValidationError(passed % {"day": date_format(wall, "j F Y, H:i")})
    said = ngettext(
        "That is more than %(days)s day away. Choose a nearer date.",
        "That is more than %(days)s days away. Choose a nearer date.",
        furthest.days,
    )
    raise forms.ValidationError(said % {"days": furthest.days})


def check_room(form: forms.Form, data: Mapping[str, Any]) -> None:
    """Refuse `minutes`, in words, unless the agenda of `format` fits into them; nothing where either is missing."""
    if "format" not in data or "minutes" not in data:
        return
    chosen: Format = data["format"]
    takes = sum(phase.minutes for phase in chosen.phases.all())
    if takes > data["minutes"]:
        said = ngettext(
            "%(format)s takes %(count)s minute. Let the meeting last that long, or meet in another way.",
            "%(format)s takes %(count)s minutes. Let the meeting last that long, or meet in another way.",
            takes,
        )
        form.add_error("minutes", said % {"format": chosen.name, "count": takes})


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


class StandingAnswerForm(forms.Form):
    """What somebody usually answers to a series."""

    answer = forms.ChoiceField(
        label=_("What do you usually say?"),
        choices=[*Answer.choices, ("", _("No usual answer"))],
        required=False,
        widget=forms.RadioSelect(attrs={"data-choice": ""}),
        error_messages={"invalid_choice": _("Choose one.")},
    )

    @property
    def word(self) -> Answer | None:
        """The chosen word; None for none. Only for a valid form."""
        chosen = self.cleaned_data["answer"]
        return Answer(chosen) if chosen else None


class PresenceForm(forms.Form):
    """What happened at one meeting, for everybody who sat there; left open is allowed, and not counted."""

    # A word each, so that a row fits a phone.
    SHORT = [
        (Presence.PRESENT, _("Came")),
        (Presence.LATE, _("Late")),
        (Presence.ABSENT, _("Missed")),
        (Presence.EXCUSED, _("Excused")),
    ]

    def __init__(self, data: Any = None, *, people: Iterable[Membership], suggested: Mapping[int, str]) -> None:
        super().__init__(data)
        self.people = list(people)
        for each in self.people:
            self.fields[self._name(each)] = forms.ChoiceField(
                label=each.user.name,
                choices=self.SHORT,
                initial=suggested.get(each.pk, ""),
                required=False,
                widget=forms.RadioSelect(attrs={"data-choice": ""}),
                error_messages={"invalid_choice": _("Choose one of the four.")},
            )

    def rows(self) -> Iterator[tuple[Membership, BoundField]]:
        """Each person with their field."""
        for each in self.people:
            yield each, self[self._name(each)]

    def happened(self) -> dict[int, str]:
        """What was chosen, by membership. Only for a valid form."""
        return {each.pk: self.cleaned_data[self._name(each)] for each in self.people}

    @staticmethod
    def _name(membership: Membership) -> str:
        return f"seat_{membership.pk}"
