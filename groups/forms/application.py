from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from groups.models import Application


class ApplicationForm(forms.ModelForm[Application]):
    """Asking to join, in a few words."""

    charter = forms.BooleanField(
        label=_("I have read the charter and will sign it"),
        error_messages={"required": _("Whoever sits down signs the charter. Read it on this page first.")},
    )

    class Meta:
        model = Application
        fields = ["words"]
        labels = {"words": _("What would you bring to the first meeting?")}
        help_texts = {"words": _("Those who look after the group read this. Nobody else does.")}
        widgets = {"words": forms.Textarea(attrs={"rows": 4, "class": "voice"})}


class AnswerForm(forms.Form):
    """The answer to somebody at the door."""

    answer = forms.ChoiceField(
        label=_("What shall happen"),
        choices=[("accept", _("Accept")), ("decline", _("Decline"))],
        widget=forms.RadioSelect(attrs={"data-choice": ""}),
        error_messages={"required": _("Choose one.")},
    )
    words = forms.CharField(
        label=_("Your words"),
        max_length=1000,
        required=False,
        help_text=_("They are read on the group’s page. Declining needs a reason."),
        widget=forms.Textarea(attrs={"rows": 3, "class": "voice"}),
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("answer") == "decline" and not data.get("words", "").strip() and "words" not in self.errors:
            self.add_error("words", _("Say why, in a sentence. An answer without a reason helps nobody."))
        return data
