from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import Families, OnceForm
from accounts.forms.expertise import in_families
from accounts.models import Expertise


class RoundForm(OnceForm):
    """Whom to invite to form groups."""

    expertises = forms.MultipleChoiceField(
        label=_("Only those who can advise on"),
        required=False,
        widget=Families,
        help_text=_("Choose one or several, or none for everybody who sits in no group here."),
        error_messages={"invalid_choice": _("One of these is no longer on the list. Choose from what is here.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.entries = {each.slug: each for each in Expertise.objects.all()}
        self.fields["expertises"].choices = in_families(self.entries.values())  # type: ignore[attr-defined]

    def clean_expertises(self) -> list[Expertise]:
        return [self.entries[slug] for slug in self.cleaned_data["expertises"]]
