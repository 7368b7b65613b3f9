from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Suspension, User
from groups import moderation
from groups.models import Report, Verdict

LONGEST_REASON = Suspension._meta.get_field("why").max_length  # a reason can become that of a suspension


class ReportForm(forms.Form):
    """What is wrong with a piece."""

    words = forms.CharField(
        label=_("What is wrong"),
        max_length=2000,
        help_text=_("A sentence or two. Only those who moderate the site read it."),
        error_messages={"required": _("Say in a sentence what is wrong. Without it we do not know what to look for.")},
        widget=forms.Textarea(attrs={"rows": 4, "class": "voice"}),
    )


class ReasonForm(forms.Form):
    """Why a moderator does something; it stays in the log."""

    why = forms.CharField(
        label=_("Why"),
        max_length=LONGEST_REASON,
        help_text=_("For the log. Neither side reads it."),
        error_messages={"required": _("Say why in a sentence. The log keeps it.")},
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
    )


class VerdictForm(ReasonForm):
    """A decision that fits the report and is within the moderator's reach."""

    outcome = forms.TypedChoiceField(
        label=_("Decision"),
        coerce=Verdict.Outcome,
        error_messages={"required": _("Choose one.")},
    )
    field_order = ["outcome", "why"]

    def __init__(self, *args: Any, report: Report, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fitting = moderation.fitting(report, by)
        self.fields["outcome"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose one")),
            *((each.value, each.label) for each in fitting),
        ]
