from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class ClosureForm(forms.Form):
    """Closing the group; who is not alone at the table owes the others a word."""

    reason = forms.CharField(
        label=_("Why"),
        max_length=300,
        help_text=_("Members read it on the group’s pages. The mail says only that the group has closed."),
        widget=forms.Textarea(attrs={"rows": 2, "class": "voice"}),
        error_messages={"required": _("Say a word to the others; one sentence is enough.")},
    )

    def __init__(self, *args: Any, alone: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = not alone
