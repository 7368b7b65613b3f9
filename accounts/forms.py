import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.clock import validate_zone, zone_choices
from accounts.models import User
from accounts.models.preference import Topic
from accounts.models.user import validate_line


class ZoneSelect(forms.Select):
    """A list that shows also a name it does not offer: an alias, or what was sent and is wrong."""

    def optgroups(self, name: str, value: list[str], attrs: dict[str, Any] | None = None) -> list[Any]:
        offered = {choice for choice, _label in self.choices}
        more = [self.create_option(name, each, each, True, 0) for each in value if each and each not in offered]
        return [*super().optgroups(name, value, attrs), *((None, [option], 0) for option in more)]


class ZoneField(forms.ChoiceField):
    """A time zone: places are offered in a list, and any name in the zone database is taken."""

    widget = ZoneSelect

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Your clock"))
        super().__init__(choices=[("", _("Choose a place that shares your clock")), *zone_choices()], **kwargs)

    def validate(self, value: str) -> None:
        forms.Field.validate(self, value)
        if value:
            validate_zone(value)


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


class ProfileForm(forms.ModelForm[User]):
    """How a person appears, and how pages appear to the person."""

    time_zone = ZoneField()

    class Meta:
        model = User
        fields = ["name", "work", "time_zone", "language", "theme"]
        widgets = {"theme": forms.RadioSelect(attrs={"data-choice": ""})}
        labels = {"name": _("Your name"), "theme": _("Light")}


class OnceForm(forms.Form):
    """A form whose sending twice does the thing once.

    It carries a ticket; `cleaned_data["ticket"]` is the ticket together with what was filled in, so that the same
    form with the same words is the same ticket, and other words are another.
    """

    ticket = forms.UUIDField(required=False, initial=uuid.uuid4, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        self.errors.pop("ticket", None)  # nobody typed it; a broken one is as good as a new one
        ticket = data.pop("ticket", None) or uuid.uuid4()
        data["ticket"] = uuid.uuid5(ticket, repr(sorted((name, str(value)) for name, value in data.items())))
        return data


class TopicsForm(forms.Form):
    """Which mail somebody wants: a switch for each topic."""

    def __init__(self, *args: Any, muted: set[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for topic in Topic:
            switch = forms.CheckboxInput(attrs={"role": "switch"})
            self.fields[topic.value] = forms.BooleanField(
                label=topic.label, required=False, initial=topic.value not in muted, widget=switch
            )

    def muted_topics(self) -> list[str]:
        """The topics that are switched off. Only for a valid form."""
        return [topic for topic, wanted in self.cleaned_data.items() if not wanted]
