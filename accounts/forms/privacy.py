from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Conflict, User
from accounts.models.user import validate_line

AT_ONCE = 200
LONGEST = 254


class PrivacyForm(forms.ModelForm[User]):
    """Who sees a person, and whether buddies find them."""

    class Meta:
        model = User
        fields = ["shown_to", "wants_buddy"]
        widgets = {"shown_to": forms.RadioSelect, "wants_buddy": forms.CheckboxInput(attrs={"role": "switch"})}
        help_texts = {
            "shown_to": _(
                "Tables tell who looks for one how many there know something, and name nobody. You are counted, unless"
                " only your tables see you."
            ),
            "wants_buddy": _("People with goals like yours can find you and ask."),
        }


class ConflictsForm(forms.Form):
    """Names or addresses to keep away from, one a line."""

    LABELS = {
        Conflict.Kind.COMPETITOR: _("Firms to add, one a line"),
        Conflict.Kind.PERSON: _("Names or e-mail addresses to add, one a line"),
    }

    names = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 3}), error_messages={"required": _("Write at least one name.")}
    )

    def __init__(self, data: Any = None, *, kind: Conflict.Kind) -> None:
        super().__init__(data, auto_id=f"id_{kind}_%s")
        self.kind = kind
        self.fields["names"].label = self.LABELS[kind]

    def clean_names(self) -> list[str]:
        """The names. Raises ValidationError that says which line is wrong."""
        lines = [line.strip() for line in self.cleaned_data["names"].splitlines()]
        if len(lines) > AT_ONCE:
            raise ValidationError(_("Add at most %(count)s at once."), params={"count": AT_ONCE}, code="many")
        problems = [problem for number, line in enumerate(lines, start=1) for problem in self._problems(number, line)]
        if problems:
            raise ValidationError(problems)
        return [line for line in lines if line]

    def save(self, user: User) -> int:
        """Add what is not on the list yet; answers how many were named. Only for a valid form."""
        names = self.cleaned_data["names"]
        rows = (Conflict(user=user, kind=self.kind, name=name) for name in names)
        Conflict.objects.bulk_create(rows, ignore_conflicts=True)
        return len(names)

    def _problems(self, number: int, line: str) -> list[ValidationError]:
        params = {"line": number, "count": LONGEST}
        if len(line) > LONGEST:
            return [ValidationError(_("Line %(line)s: at most %(count)s letters."), params=params, code="long")]
        try:
            validate_line(line)
        except ValidationError:
            return [ValidationError(_("Line %(line)s holds marks that turn its direction."), params=params)]
        return []
