from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Goal


class GoalForm(forms.ModelForm[Goal]):
    """What somebody works towards. A date to come, unless it is the one that was there before."""

    class Meta:
        model = Goal
        fields = ["text", "family", "stage", "due_on"]
        labels = {"text": _("What I work towards"), "stage": _("Where I stand")}
        help_texts = {
            "text": _("One thing, in a sentence or two: what will be decided, made or different?"),
            "due_on": _("Leave it open if there is no date."),
        }
        error_messages = {
            "text": {"required": _("Say it in a sentence."), "max_length": _("Say it in 300 letters or less.")},
            "family": {"required": _("Choose the kind that is nearest.")},
            "stage": {"required": _("Choose where you stand.")},
            "due_on": {"invalid": _("Choose a day, such as 2027-03-01, or leave it open.")},
        }
        widgets = {
            "text": forms.Textarea(attrs={"rows": 3, "class": "voice"}),
            "stage": forms.RadioSelect(attrs={"data-choice": ""}),
            "due_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        nearest = ("", _("Choose what is nearest"))
        self.fields["family"].choices = [nearest, *Goal.Family.choices]  # type: ignore[attr-defined]
        self.fields["stage"].choices = Goal.Stage.choices  # type: ignore[attr-defined]

    def clean_due_on(self) -> date | None:
        due_on: date | None = self.cleaned_data["due_on"]
        if due_on and due_on < self.today and "due_on" in self.changed_data:
            raise ValidationError(_("Choose a day that is still to come, or leave it open."), code="past")
        return due_on
