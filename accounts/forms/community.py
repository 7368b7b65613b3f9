import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.forms.addresses import read
from accounts.forms.once import OnceForm
from accounts.founding import claimable
from accounts.models import Community, CommunityMembership, CommunityRequest, User
from accounts.models.user import validate_line
from accounts.sheets import MOST_BYTES

MOST_ADDRESSES = 200  # in one pasted list; more come as a file
ADDRESS_LINK = re.compile(r"://|\bwww\.", re.IGNORECASE)


class CommunityForm(forms.ModelForm[Community]):
    """What a community says of itself, and how people come in."""

    domains = forms.MultipleChoiceField(
        label=_("Addresses that may come in at once"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Whoever proves to have an address there joins without asking."),
    )

    class Meta:
        model = Community
        fields = ["kind", "name", "about", "joining"]
        labels = {"kind": _("What it is"), "name": _("Its name"), "about": _("What its people share")}
        help_texts = {"about": _("Whoever may join reads it.")}
        widgets = {
            "kind": forms.RadioSelect(attrs={"data-choice": ""}),
            "about": forms.Textarea(attrs={"rows": 4, "class": "voice"}),
            "joining": forms.RadioSelect(),
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].validators.append(validate_line)
        self.fields["kind"].choices = Community.Kind.choices  # type: ignore[attr-defined]  # without an empty one
        if self.instance.pk:
            del self.fields["kind"]  # people came in under it: who is seated with whom hangs on it
        there = list(self.instance.domains.values_list("domain", flat=True)) if self.instance.pk else []
        offered = sorted({*there, *claimable(user)})
        self.initial["domains"] = there
        if offered:
            self.fields["domains"].choices = [(each, f"@{each}") for each in offered]  # type: ignore[attr-defined]
        else:
            del self.fields["domains"]

    def clean_name(self) -> str:
        """One line without a web address: the name stands in mail to people who do not know us."""
        name: str = self.cleaned_data["name"]
        if ADDRESS_LINK.search(name):
            raise ValidationError(_("Write the name alone. A web address belongs in the text below."))
        return name

    def save(self, commit: bool = True) -> Community:
        """Write what the form asks and nothing else."""
        self.instance.save(update_fields=[name for name in self.Meta.fields if name in self.cleaned_data])
        return self.instance


class NewCommunityForm(OnceForm, CommunityForm):
    """Starting one."""

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        data.pop("ticket")  # the name does what a ticket would: nobody starts two of one name
        data.setdefault("domains", [])
        return data


class CommunityRequestForm(forms.ModelForm[CommunityRequest]):
    """Asking to join, in a few words."""

    class Meta:
        model = CommunityRequest
        fields = ["words"]
        labels = {"words": _("Who you are, and what you share with the others")}
        help_texts = {"words": _("The organisers read this. Nobody else does.")}
        widgets = {"words": forms.Textarea(attrs={"rows": 4, "class": "voice"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].required = True


class CommunityAnswerForm(forms.Form):
    """The answer to somebody who asks."""

    answer = forms.ChoiceField(
        label=_("What shall happen"),
        choices=[("accept", _("Let in")), ("decline", _("Decline"))],
        widget=forms.RadioSelect(attrs={"data-choice": ""}),
        error_messages={"required": _("Choose one.")},
    )
    reason = forms.CharField(
        label=_("The reason, when you decline"),
        max_length=1000,
        required=False,
        help_text=_("It is read on the community’s page."),
        widget=forms.Textarea(attrs={"rows": 3, "class": "voice"}),
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("answer") == "decline" and not data.get("reason", "").strip() and "reason" not in self.errors:
            self.add_error("reason", _("Say why, in a sentence. An answer without a reason helps nobody."))
        return data


class CommunityInviteForm(forms.Form):
    """One address or a pasted list, in any of the ways mail programs write one."""

    addresses = forms.CharField(
        label=_("E-mail addresses"),
        max_length=20_000,
        strip=False,
        help_text=_("One, or a pasted list. Names beside the addresses do no harm. Longer lists come as a file."),
        error_messages={"required": _("Write at least one address.")},
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off", "placeholder": "nadia@example.org"}),
    )

    def clean_addresses(self) -> list[str]:
        """The addresses in lower case, each once. Nothing is passed over: what is none is told line by line."""
        entries = read(self.cleaned_data["addresses"])
        if wrong := [ValidationError(each.wrong) for each in entries if each.wrong]:
            raise ValidationError(wrong)
        found = list(dict.fromkeys(each.address for each in entries))
        if not found:
            raise ValidationError(self.fields["addresses"].error_messages["required"])
        if len(found) > MOST_ADDRESSES:
            said = _now("These are %(count)s addresses. Up to 200 fit here; more come as a file.")
            raise ValidationError(said % {"count": len(found)})
        return found


class CommunityImportForm(forms.Form):
    """A file with a list of members."""

    file = forms.FileField(
        label=_("CSV file"),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv,text/plain"}),
        error_messages={
            "required": _("Choose a file first."),
            "empty": _("This file is empty. Choose the one with your people in it."),
        },
    )

    def clean_file(self) -> Any:
        """A file of a size that ten thousand people fill. It is not read before that is known."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise ValidationError(_("This file is larger than 5 MB. Keep the four columns, or split it."))
        return file


class CommunityRoleForm(forms.Form):
    """Organiser or member."""

    role = forms.ChoiceField(choices=CommunityMembership.Role.choices)
