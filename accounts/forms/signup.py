from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.zone import ZoneField, ZoneSelect
from accounts.models import User
from accounts.models.user import validate_line


class SignupForm(forms.Form):
    """What sign-up asks beside address and password; allauth's own form, and that for Google and others, inherit it."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        validators=[validate_line],
        help_text=_("As people say it to you across a table."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    work = forms.CharField(
        label=_("What you do, in a few words"),
        max_length=120,
        validators=[validate_line],
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )
    time_zone = ZoneField(help_text=_("Every time is shown in it."), widget=ZoneSelect(attrs={"data-guess-zone": ""}))

    field_order = ["name", "email", "work", "time_zone", "password1"]

    def signup(self, request: Any, user: User) -> None:
        """allauth asks for this method; the adapter has kept the fields already."""
