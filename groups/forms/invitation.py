from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.forms import OnceForm
from accounts.forms.addresses import Entry, read
from groups import invitations
from groups.forms.seat import SeatField
from groups.models import Group, Seat


class EmailInvitationForm(forms.Form):
    """Inviting by e-mail, one address or a pasted list.

    What is wrong is told line by line. `good` are the addresses that can be invited all the same: with `anyway` they
    are, and `left` is what remains to be corrected.
    """

    addresses = forms.CharField(
        label=_("E-mail addresses"),
        max_length=20_000,
        strip=False,
        help_text=_("One, or a pasted list. Names beside the addresses do no harm."),
        error_messages={"required": _("Write at least one address.")},
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off", "placeholder": "nadia@example.org"}),
    )
    words = forms.CharField(
        label=_("Your words"),
        max_length=1000,
        required=False,
        help_text=_("They stand on the invitation’s page. The mail carries your name and the group’s, nothing else."),
        widget=forms.Textarea(attrs={"rows": 3, "class": "voice"}),
    )
    anyway = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, group: Group, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.group = group
        self.good: list[str] = []
        self.left = ""
        free = Seat.objects.free_at(group)
        if group.kind == Group.Kind.BOARD and free:
            one = _("Whoever accepts holds it. One address at a time.")
            self.fields["seat"] = SeatField(free, help_text=one)
            self.order_fields(["addresses", "seat"])

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if "addresses" in data:
            self._sort_out(data)
        if data.get("seat") and len(self.good) > 1:
            self.add_error("seat", _("A seat has one holder. Invite one address for it, the others without a seat."))
        return data

    def _sort_out(self, data: dict[str, Any]) -> None:
        """Tell the good addresses from the lines to be corrected."""
        entries = read(data["addresses"])
        inside = invitations.members_among(self.group, {each.address for each in entries if each.address})
        seen: set[str] = set()
        wrong = [problem for each in entries if (problem := _problem(each, inside, seen))]
        self.good = sorted(seen - inside)
        self.left = "\n".join(each.text for each in entries if not each.address)
        data["addresses"] = self.good
        if not self.good and not wrong:
            wrong = [str(self.fields["addresses"].error_messages["required"])]
        if wrong and not (self.good and data.get("anyway")):
            self.add_error("addresses", [ValidationError(problem) for problem in wrong])


def _problem(entry: Entry, inside: set[str], seen: set[str]) -> str:
    """What is wrong with an entry, in words, or nothing; `seen` collects the addresses."""
    if entry.wrong:
        return entry.wrong
    about = {"line": entry.line, "text": entry.text[:80]}
    if entry.address in seen:
        return _("Line %(line)s: “%(text)s” stands there twice; once is enough.") % about
    seen.add(entry.address)
    return _("Line %(line)s: “%(text)s” sits at the table already.") % about if entry.address in inside else ""


class LinkInvitationForm(OnceForm):
    """A link to share, for so many people and so long."""

    lasts = forms.TypedChoiceField(
        label=_("Good for"),
        choices=[(1, _("A day")), (7, _("A week")), (30, _("A month")), (90, _("Three months"))],
        coerce=int,
        initial=7,
        widget=forms.RadioSelect(attrs={"data-choice": ""}),
    )
    uses = forms.IntegerField(
        label=_("For how many people"),
        min_value=1,
        max_value=100,
        initial=1,
        error_messages={
            "min_value": _("Choose between 1 and 100."),
            "max_value": _("Choose between 1 and 100."),
            "invalid": _("Choose between 1 and 100."),
        },
    )

    def clean_lasts(self) -> timedelta:
        return timedelta(days=self.cleaned_data["lasts"])


class AcceptanceForm(forms.Form):
    """Coming in by an invitation."""

    charter = forms.BooleanField(
        label=_("I have read the charter and will sign it"),
        error_messages={"required": _("Whoever sits down signs the charter. Read it on this page first.")},
    )
