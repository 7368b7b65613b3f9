from django import forms
from django.utils.translation import gettext_lazy as _


class ReportForm(forms.Form):
    """What is wrong with a piece."""

    words = forms.CharField(
        label=_("What is wrong"),
        max_length=2000,
        help_text=_("A sentence or two. Only those who moderate the site read it."),
        error_messages={"required": _("Say in a sentence what is wrong. Without it we do not know what to look for.")},
        widget=forms.Textarea(attrs={"rows": 4, "class": "voice"}),
    )
