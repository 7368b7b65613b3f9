import uuid
from typing import Any

from django import forms


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
