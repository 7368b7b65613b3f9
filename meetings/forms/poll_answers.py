"""Answering a time poll, and closing it."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.clock import in_words
from meetings.models import PollAnswer, PollSlot
from meetings.tally import Tally


class PollAnswerForm(forms.Form):
    """Yes, if need be or no to each of some times, one at least; `none` says no to all."""

    def __init__(self, *args: Any, slots: Sequence[PollSlot], zone: str, said: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.slots = slots
        for slot in slots:
            self.fields[self._name(slot)] = forms.ChoiceField(
                label=in_words(slot.starts_at, slot.ends_at, zone),
                choices=PollAnswer.Word.choices,
                initial=said.get(slot.pk, ""),
                required=False,
                widget=forms.RadioSelect,
                error_messages={"invalid_choice": _("Choose one of the three.")},
            )

    def field_of(self, slot: PollSlot) -> BoundField:
        """The three answers for one time."""
        return self[self._name(slot)]

    def days(self) -> list[tuple[str, list[PollSlot]]]:
        """The times by the day they are on, by the active clock."""
        days = groupby(self.slots, key=lambda slot: date_format(timezone.localtime(slot.starts_at), "l j F"))
        return [(day, list(slots)) for day, slots in days]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if "none" not in self.data and not self.errors and not any(data.values()):
            self.add_error(None, _("Say yes, if need be or no to one of the times at least."))
        return data

    def said(self) -> dict[int, str]:
        """What was chosen, by slot. Only for a valid form."""
        if "none" in self.data:
            return {slot.pk: PollAnswer.Word.NO.value for slot in self.slots}
        chosen = {slot.pk: self.cleaned_data[self._name(slot)] for slot in self.slots}
        return {pk: word for pk, word in chosen.items() if word}

    @staticmethod
    def _name(slot: PollSlot) -> str:
        return f"slot_{slot.pk}"


class OutcomeForm(forms.Form):
    """Closing a poll: with one of the times, or with none."""

    slot = forms.TypedChoiceField(
        label=_("Which time"),
        coerce=int,
        empty_value=None,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose a time, or call the poll off."),
            "invalid_choice": _("That time is no longer proposed, or has passed. Choose another."),
        },
    )

    def __init__(self, *args: Any, tallies: Sequence[Tally], zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tallies = {each.slot.pk: each for each in sorted(tallies, key=lambda each: each.rank)}
        self.fields["slot"].choices = [  # type: ignore[attr-defined]
            (pk, in_words(each.slot.starts_at, each.slot.ends_at, zone)) for pk, each in self.tallies.items()
        ]
        self.fields["slot"].required = "none" not in self.data

    def rows(self) -> Iterator[tuple[Tally, Any]]:
        """Each time with its radio, the best first."""
        yield from zip(self.tallies.values(), self["slot"].subwidgets, strict=True)

    def chosen(self) -> PollSlot | None:
        """The time, or None for none. Only for a valid form."""
        pk = None if "none" in self.data else self.cleaned_data["slot"]
        return self.tallies[pk].slot if pk else None
