from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import OnceForm
from accounts.models import Community, User
from groups.models import Application, Charter, Group, Membership, Role


class GroupForm(forms.ModelForm[Group]):
    """What a group says of itself."""

    size = forms.IntegerField(
        label=_("Chairs"),
        min_value=2,
        max_value=12,
        initial=8,
        help_text=_("Count yourself. Four to eight is a good table: with more, nobody gets a proper turn."),
    )

    class Meta:
        model = Group
        fields = ["kind", "name", "purpose", "about", "size", "visibility", "community"]
        labels = {"name": _("Name of the group")}
        help_texts = {
            "purpose": _("One or two sentences: who you are, and what you want from each other."),
            "about": _("For those who think of joining. Everyone who finds the group reads it."),
            "visibility": _("Nothing is shown to others before you publish the group."),
        }
        widgets = {
            "kind": forms.RadioSelect(attrs={"data-choice": ""}),
            "purpose": forms.Textarea(attrs={"rows": 2}),
            "about": forms.Textarea(attrs={"rows": 5, "class": "voice"}),
            "visibility": forms.RadioSelect(attrs={"data-choice": ""}),
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Community.objects.of(user)
        self.fields["community"].queryset = own  # type: ignore[attr-defined]
        if not own.exists():
            del self.fields["community"]
            visibility = self.fields["visibility"]
            visibility.choices = [  # type: ignore[attr-defined]
                choice for choice in Group.Visibility.choices if choice[0] != Group.Visibility.COMMUNITY
            ]

    def clean_size(self) -> int:
        size: int = self.cleaned_data["size"]
        if self.instance.pk and Membership.objects.present().filter(group=self.instance, chair__gt=size).exists():
            raise forms.ValidationError(_("Somebody sits further out. Keep at least as many chairs as are taken."))
        return size

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("kind") == Group.Kind.BUDDIES:
            data["size"] = 2
            self.errors.pop("size", None)
        if data.get("visibility") == Group.Visibility.COMMUNITY and not data.get("community"):
            self.add_error("community", _("Choose the community whose people may find the group."))
        return data


class NewGroupForm(OnceForm, GroupForm):
    """Starting a group."""


class ApplicationForm(forms.ModelForm[Application]):
    """Asking to join, in a few words."""

    charter = forms.BooleanField(
        label=_("I have read the charter and will sign it"),
        error_messages={"required": _("Nobody sits down before signing. Read the charter on this page first.")},
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


class CharterForm(forms.ModelForm[Charter]):
    """A new version of the charter."""

    class Meta:
        model = Charter
        fields = ["text"]
        labels = {"text": _("The charter")}
        help_texts = {"text": _("One rule a line. Everyone is asked to sign again when it changes.")}
        widgets = {"text": forms.Textarea(attrs={"rows": 12, "class": "voice"})}


class RoleForm(forms.ModelForm[Membership]):
    """Making a member a facilitator, or a facilitator a member; ownership is handed over instead."""

    role = forms.ChoiceField(choices=[(role.value, role.label) for role in (Role.MEMBER, Role.FACILITATOR)])

    class Meta:
        model = Membership
        fields = ["role"]
