from typing import Any

from django import forms
from django.db.models import Q
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
        self.user = user
        own = Community.objects.filter(Q(pk__in=Community.objects.of(user)) | Q(pk=self.instance.community_id))
        self.fields["community"].queryset = own  # type: ignore[attr-defined]
        if not own.exists():
            del self.fields["community"]
            visibility = self.fields["visibility"]
            visibility.choices = [  # type: ignore[attr-defined]
                choice for choice in Group.Visibility.choices if choice[0] != Group.Visibility.COMMUNITY
            ]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("kind") == Group.Kind.BUDDIES:
            data["size"] = 2
            self.errors.pop("size", None)
        if self.instance.pk and self._is_taken_beyond(data.get("size")):
            self.add_error("size", _("Somebody sits further out. Keep at least as many chairs as are taken."))
        if data.get("visibility") == Group.Visibility.COMMUNITY and not data.get("community"):
            self.add_error("community", _("Choose the community whose people may find the group."))
        return data

    def _is_taken_beyond(self, size: int | None) -> bool:
        seated = Membership.objects.present().filter(group=self.instance)
        return size is not None and seated.filter(chair__gt=size).exists()

    def save(self, commit: bool = True) -> Group:
        """Write what the form asks and nothing else: the rest of the row may have changed meanwhile."""
        self.instance.save(update_fields=[name for name in self.Meta.fields if name in self.cleaned_data])
        return self.instance


class NewGroupForm(OnceForm, GroupForm):
    """Starting a group; going back and sending again is not starting a second of the same name."""

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        own = Group.objects.of(self.user).filter(memberships__user=self.user, memberships__role=Role.OWNER)
        if own.filter(name=data.get("name", "")).exclude(ticket=data["ticket"]).exists():
            self.add_error("name", _("You have a group of this name already. Give this one a name of its own."))
        return data


class ApplicationForm(forms.ModelForm[Application]):
    """Asking to join, in a few words."""

    charter = forms.BooleanField(
        label=_("I have read the charter and will sign it"),
        error_messages={"required": _("Whoever sits down signs the charter. Read it on this page first.")},
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

    def clean_text(self) -> str:
        """Browsers send lines with CR LF; the same words must be the same text."""
        text: str = self.cleaned_data["text"]
        return text.replace("\r\n", "\n")


class RoleForm(forms.Form):
    """Making a member a facilitator, or a facilitator a member; ownership is handed over instead."""

    role = forms.ChoiceField(choices=[(role.value, role.label) for role in (Role.MEMBER, Role.FACILITATOR)])
