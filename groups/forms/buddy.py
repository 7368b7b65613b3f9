from django import forms
from django.utils.translation import gettext_lazy as _

from groups.models import BuddyRequest


class BuddyRequestForm(forms.ModelForm[BuddyRequest]):
    """Asking somebody to be buddies, with or without a few words."""

    class Meta:
        model = BuddyRequest
        fields = ["words"]
        labels = {"words": _("A few words, if you like")}
        help_texts = {"words": _("What you work on, and why you thought of them. Nobody else reads this.")}
        widgets = {"words": forms.Textarea(attrs={"rows": 4, "class": "voice", "dir": "auto"})}


class BuddyAnswerForm(forms.Form):
    """Yes or no, by two buttons."""

    answer = forms.ChoiceField(choices=[("accept", _("Yes, let us try")), ("decline", _("No, not now"))])
