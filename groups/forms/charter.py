from django import forms
from django.utils.translation import gettext_lazy as _

from groups.models import Charter


class CharterForm(forms.ModelForm[Charter]):
    """A new version of the charter."""

    class Meta:
        model = Charter
        fields = ["text"]
        labels = {"text": _("The charter")}
        help_texts = {"text": _("One rule a line. Everyone is asked to sign again when it changes.")}
        widgets = {"text": forms.Textarea(attrs={"rows": 12, "class": "voice"})}

    def clean_text(self) -> str:
        """Browsers send lines with CR LF; the same words must be the same text."""
        text: str = self.cleaned_data["text"]
        return text.replace("\r\n", "\n")
