from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from accounts import week

WEEKDAYS = range(5)


class WeekGrid(forms.Widget):
    """The half hours of a week as checkboxes in a table for each part of the day."""

    template_name = "forms/week_grid.html"
    use_fieldset = True
    draws_itself = True
    FILLS = (
        (_("Weekday mornings"), week.between(WEEKDAYS, 8, 12)),
        (_("Weekday evenings"), week.between(WEEKDAYS, 18, 21)),
    )

    class Media:
        js = [forms.Script("js/week-grid.js", type="module")]

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        values: list[str] = data.getlist(name)
        return values

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False  # nothing marked is sent as nothing

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        told = {str(each) for each in value or ()}
        marked = {slot for slot in range(week.SLOTS) if str(slot) in told}
        parts = [(part, [(row.clock, _boxes(name, row)) for row in part.rows]) for part in week.parts(marked)]
        context["widget"] |= {"parts": parts, "heads": week.heads(), "fills": self.FILLS, "any": bool(marked)}
        return context


def _boxes(name: str, row: week.Row) -> list[SafeString]:
    """Short, since a week has hundreds."""
    box = '<label><input type="checkbox" name="{}" value="{}" aria-label="{}"{}></label>'
    checked = {True: mark_safe(" checked"), False: ""}
    return [format_html(box, name, slot, label, checked[marked]) for slot, label, marked in row.cells]


class WeekField(forms.Field):
    """Half hours of a week as numbers, 0 to 335, in their order."""

    widget = WeekGrid
    default_error_messages = {"invalid": _("Mark half hours of one week, Monday to Sunday.")}

    def to_python(self, value: Any) -> list[int]:
        try:
            slots = sorted({int(each) for each in value or ()})
        except ValueError:
            slots = [-1]
        if any(slot not in range(week.SLOTS) for slot in slots):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return slots


class AvailabilityForm(forms.Form):
    """When somebody could meet; sending nothing marked means never."""

    slots = WeekField(label=_("Half hours in a usual week"), required=False)
