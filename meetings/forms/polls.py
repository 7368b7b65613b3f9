"""Asking a group which time suits it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.forms.boundfield import BoundField
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.forms import OnceForm
from groups.models import Group
from meetings import concluding, scheduling
from meetings.forms.scheduling import check_room, placed
from meetings.forms.series import USUAL, SeriesForm
from meetings.models import Meeting, Poll, PollSlot

ROWS = 12  # times in one poll, at most
SHOWN = 5  # of the rows, unless more are in use
FEWEST = 2


def _date(label: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget)


def _clock(label: Any) -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, required=False, widget=widget)


class TimesForm(forms.Form):
    """Some times to choose from, rows of a date and a time by one clock, and until when people may answer.

    `zone` and `length` say by which clock and for how long, where no field does.
    """

    furthest = scheduling.HORIZON

    words = forms.CharField(
        label=_("What for"),
        max_length=300,
        required=False,
        help_text=_("Only members read it; mail carries none of it."),
        widget=forms.Textarea(attrs={"rows": 2, "class": "voice"}),
    )
    place = SeriesForm.base_fields["place"]
    until_on = _date(_("Open until, date"))
    until_at = _clock(_("Open until, time"))

    def __init__(self, *args: Any, now: datetime, group: Group, moves: Meeting | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now, self.group, self.moves = now, group, moves
        self.standing: dict[datetime, datetime] = {}  # by the wall clock, the times that are proposed already
        for number in range(1, ROWS + 1):
            self.fields[f"on_{number}"] = _date(_("Date %(n)s") % {"n": number})
            self.fields[f"at_{number}"] = _clock(_("Time %(n)s") % {"n": number})
        if moves:
            del self.fields["place"]

    def rows(self) -> list[tuple[BoundField, BoundField]]:
        """Each date with its time."""
        return [(self[f"on_{number}"], self[f"at_{number}"]) for number in range(1, ROWS + 1)]

    def first_rows(self) -> list[tuple[BoundField, BoundField]]:
        """Those that are always in sight."""
        return self.rows()[:SHOWN]

    def more_rows(self) -> list[tuple[BoundField, BoundField]]:
        """Those that few need."""
        return self.rows()[SHOWN:]

    @property
    def is_long(self) -> bool:
        """Whether more rows than the first ones are in use, or wrong."""
        return any(field.value() or field.errors for row in self.more_rows() for field in row)

    def fill(self, walls: Sequence[datetime]) -> None:
        """Begin with these times."""
        for number, wall in enumerate(walls[:ROWS], start=1):
            self.initial.update({f"on_{number}": wall.date(), f"at_{number}": wall.time()})

    def clock(self) -> tuple[str, timedelta] | None:
        """By which clock, and for how long; None where the fields do not say."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        clock = self.clock()
        if clock:
            data["starts"] = self._starts(*clock)
            data["closes_at"] = self._closes_at(clock[0], data["starts"])
        return data

    def _starts(self, zone: str, length: timedelta) -> list[datetime]:
        found: dict[datetime, int] = {}
        for number in range(1, ROWS + 1):
            starts_at = self._start(number, zone)
            if starts_at:
                found.setdefault(starts_at, number)
        for starts_at in concluding.taken(self.group, found, length, besides=self.moves):
            self.add_error(f"on_{found[starts_at]}", _("The group meets at that time already. Choose another."))
        if len(found) < FEWEST and not self.errors:
            self.add_error(f"on_{len(found) + 1}", _("Propose two times at least, so that there is a choice."))
        return sorted(found)

    def _start(self, number: int, zone: str) -> datetime | None:
        on, at = f"on_{number}", f"at_{number}"
        wall = self._wall(on, at)
        if wall is None or wall in self.standing:
            return self.standing.get(wall) if wall else None
        try:
            return placed(wall, zone, self.now, self.furthest)
        except forms.ValidationError as misplaced:
            self.add_error(on, misplaced)
            return None

    def _closes_at(self, zone: str, starts: list[datetime]) -> datetime | None:
        wall = self._wall("until_on", "until_at")
        if wall is None:
            return None
        try:
            closes_at = placed(wall, zone, self.now, self.furthest)
        except forms.ValidationError as misplaced:
            self.add_error("until_on", misplaced)
            return None
        if starts and closes_at > starts[0]:
            first = date_format(starts[0].astimezone(ZoneInfo(zone)), "l j F, H:i")
            self.add_error("until_on", _("Close before the first of the times, %(first)s.") % {"first": first})
        return closes_at

    def _wall(self, on: str, at: str) -> datetime | None:
        """What a date and a time say together; each needs the other."""
        data = self.cleaned_data
        if on not in data or at not in data:
            return None
        day, hour = data[on], data[at]
        if day and hour is None:
            self.add_error(at, _("Say at what time."))
        if hour is not None and not day:
            self.add_error(on, _("Say on which day."))
        return datetime.combine(day, hour.replace(second=0, microsecond=0)) if day and hour is not None else None


class PollForm(TimesForm, OnceForm):
    """Asking the group: for one meeting, for a rhythm, or for another time of one meeting."""

    rule = forms.ChoiceField(
        label=_("What the time is for"),
        choices=Poll.Repeats.choices,
        initial=Poll.Repeats.ONCE,
        widget=forms.RadioSelect(attrs={"data-choice": ""}),
    )
    format = SeriesForm.base_fields["format"]
    minutes = SeriesForm.base_fields["minutes"]
    zone = SeriesForm.base_fields["zone"]

    def __init__(self, *args: Any, group: Group, moves: Meeting | None = None, **kwargs: Any) -> None:
        usual = {name: value for name, value in USUAL.get(group.kind, {}).items() if name != "rule"}
        kwargs["initial"] = {**usual, **(kwargs.get("initial") or {})}
        super().__init__(*args, group=group, moves=moves, **kwargs)
        self.fields["zone"].help_text = _("The dates and times below are by this clock. Everyone sees their own.")
        if moves:
            for name in ("rule", "format", "minutes", "zone"):
                del self.fields[name]

    def clock(self) -> tuple[str, timedelta] | None:
        if self.moves:
            return self.moves.series.zone, self.moves.ends_at - self.moves.starts_at
        data = self.cleaned_data
        return (data["zone"], timedelta(minutes=data["minutes"])) if {"zone", "minutes"} <= data.keys() else None

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        check_room(self, data)
        return data

    def poll_fields(self) -> dict[str, Any]:
        """What `polling.ask()` takes. Only for a valid form."""
        names = ("starts", "closes_at", "words", "ticket")
        fields = {name: self.cleaned_data[name] for name in names}
        if self.moves is None:
            return fields | {name: self.cleaned_data[name] for name in ("rule", "format", "minutes", "zone", "place")}
        series = self.moves.series
        own = {"format": series.format, "minutes": self.moves.minutes, "zone": series.zone, "place": self.moves.place}
        return fields | own | {"moves": self.moves}


class PollEditForm(TimesForm):
    """Other times for a poll, by its clock. What people answered to stays as it was: how long, how often, how."""

    def __init__(self, *args: Any, poll: Poll, slots: Sequence[PollSlot], **kwargs: Any) -> None:
        zone = ZoneInfo(poll.zone)
        initial: dict[str, Any] = {"words": poll.words, "place": poll.place}
        if poll.closes_at:
            until = poll.closes_at.astimezone(zone)
            initial |= {"until_on": until.date(), "until_at": until.time()}
        super().__init__(*args, group=poll.group, moves=poll.moves, initial=initial, **kwargs)
        self.poll = poll
        self.standing = {each.starts_at.astimezone(zone).replace(tzinfo=None): each.starts_at for each in slots}
        self.fill([wall for wall, starts_at in sorted(self.standing.items()) if starts_at > self.now])

    def clock(self) -> tuple[str, timedelta]:
        return self.poll.zone, self.poll.length

    def poll_fields(self) -> dict[str, Any]:
        """What `polling.edit()` takes. Only for a valid form."""
        data = self.cleaned_data
        fields = {name: data[name] for name in ("starts", "closes_at", "words")}
        return {**fields, "place": data.get("place", self.poll.place)}
