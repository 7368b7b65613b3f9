from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import OnceForm
from accounts.models import Expertise


class RoundForm(OnceForm):
    """Whom to invite to form groups."""

    expertises = forms.ModelMultipleChoiceField(
        label=_("Only those who can advise on"),
        queryset=Expertise.objects.all(),
        required=False,
        help_text=_("Choose one or several, or none for everybody who sits in no group here."),
        widget=forms.SelectMultiple(attrs={"size": 8}),
    )
