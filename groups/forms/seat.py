from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.forms.expertise import in_families
from accounts.models import Expertise
from groups.models import Group, Membership, Seat
from groups.seats import FIRST_FIVE


class SeatField(forms.ModelChoiceField[Seat]):
    """One of the seats given, or none in particular."""

    def __init__(self, seats: QuerySet[Seat], **kwargs: Any) -> None:
        fields = {"label": _("For the seat"), "required": False, "empty_label": _("No particular seat"), **kwargs}
        super().__init__(seats, **fields)
        self.error_messages["invalid_choice"] = _("This seat is taken by now. Choose another, or none.")

    def label_from_instance(self, seat: Seat) -> str:
        return str(seat.expertise)


class NewSeatForm(forms.Form):
    """One seat more, for an expertise that has none on this board."""

    expertise = forms.ModelChoiceField(
        Expertise.objects.none(),
        to_field_name="slug",
        label=_("Expertise"),
        error_messages={
            "required": _("Choose what you do not know yourself."),
            "invalid_choice": _("This has a seat already, or is no longer on the list. Choose another."),
        },
    )

    def __init__(self, *args: Any, group: Group, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        free = Expertise.objects.exclude(pk__in=Seat.objects.filter(group=group).values("expertise"))
        field = self.fields["expertise"]
        field.queryset = free  # type: ignore[attr-defined]
        field.choices = [("", _("Choose one")), *in_families(free)]  # type: ignore[attr-defined]

    def chosen(self) -> list[Expertise]:
        """What was chosen. Only for a valid form."""
        return [self.cleaned_data["expertise"]]


class FirstSeatsForm(forms.Form):
    """The seats most boards begin with, all chosen."""

    expertises = forms.ModelMultipleChoiceField(
        Expertise.objects.filter(slug__in=FIRST_FIVE),
        to_field_name="slug",
        label=_("Seats to begin with"),
        initial=FIRST_FIVE,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one, or add one from the whole list.")},
    )

    def chosen(self) -> list[Expertise]:
        """What was chosen. Only for a valid form."""
        return list(self.cleaned_data["expertises"])


class HolderForm(forms.Form):
    """To whom of the table an open seat is given, or whether the one who holds it keeps it."""

    holder = forms.ModelChoiceField(
        Membership.objects.none(), label=_("Who holds it"), required=False, empty_label=_("Nobody: the seat is open")
    )

    def __init__(self, *args: Any, seat: Seat, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = seat.holder if seat.is_held else None
        people = Membership.objects.present().filter(group=seat.group_id).select_related("user")
        field = self.fields["holder"]
        field.initial = held
        field.queryset = people.filter(pk=held.pk) if held else people  # type: ignore[attr-defined]
        field.label_from_instance = lambda each: str(each.user)  # type: ignore[attr-defined]
