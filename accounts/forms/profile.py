from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.zone import ZoneField
from accounts.models import User


class ProfileForm(forms.ModelForm[User]):
    """How a person appears, and how pages appear to the person."""

    time_zone = ZoneField()

    class Meta:
        model = User
        fields = ["name", "work", "time_zone", "language", "theme"]
        widgets = {"theme": forms.RadioSelect(attrs={"data-choice": ""})}
        labels = {"name": _("Your name"), "theme": _("Light")}
