from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.forms.expertise import Families
from accounts.forms.zone import ZoneField
from accounts.models import User
from accounts.models.industry import Industry, spoken

# A language is called by its own name, and said to be in that language.
LANGUAGES = [(code, format_html('<bdi lang="{}">{}</bdi>', code, name)) for code, name in spoken()]


class ProfileForm(forms.ModelForm[User]):
    """How a person appears, and how pages appear to the person."""

    languages = forms.MultipleChoiceField(
        label=_("Languages I speak"),
        choices=[(_("Languages"), LANGUAGES)],
        required=False,
        widget=Families,
        error_messages={"invalid_choice": _("Choose languages from the list.")},
    )
    time_zone = ZoneField()

    class Meta:
        model = User
        fields = ["name", "work", "industry", "employer", "languages", "time_zone", "language", "theme"]
        widgets = {"theme": forms.RadioSelect(attrs={"data-choice": ""})}
        labels = {"name": _("Your name"), "theme": _("Light"), "language": _("Language of these pages")}
        help_texts = {
            "employer": _("Used to keep you and your competitors apart. It is shown to nobody."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["industry"].choices = [("", _("Not said")), *Industry.choices]  # type: ignore[attr-defined]
