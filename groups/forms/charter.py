from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from groups.models import Charter, Membership
from groups.models.charter import TERMS
from groups.models.group import LARGEST, SMALLEST

Attendance = Charter.Attendance
# What each way of counting needs to know: nothing else is looked at, or complained of.
NEEDS = {
    Attendance.NONE: (),
    Attendance.ROW: ("misses",),
    Attendance.WINDOW: ("misses", "window"),
    Attendance.SHARE: ("share", "window"),
}
LONGEST_ROW = 12


class CharterForm(forms.ModelForm[Charter]):
    """The terms of a new version. It starts from `before`; `today` is the owner's date.

    `terms()` is what `amending.amend()` takes.
    """

    size = forms.IntegerField(
        label=_("Chairs"),
        min_value=SMALLEST,
        max_value=LARGEST,
        help_text=_("Four to eight is a good table: with more, nobody gets a proper turn."),
    )
    misses = forms.IntegerField(label=_("Misses allowed"), min_value=1, max_value=LONGEST_ROW)
    share = forms.IntegerField(label=_("Share, in per cent"), min_value=10, max_value=100)
    window = forms.IntegerField(label=_("Out of how many meetings"), min_value=2, max_value=52)
    notice_hours = forms.IntegerField(
        label=_("Notice for an absence, in hours"),
        min_value=0,
        max_value=168,
        help_text=_("A no said that early is no miss."),
    )
    visits = forms.TypedChoiceField(
        label=_("Visits before joining"),
        coerce=int,
        choices=[(0, _("None")), (1, _("One meeting")), (2, _("Two meetings"))],
        widget=forms.RadioSelect(attrs={"data-choice": ""}),
    )
    term_days = forms.IntegerField(
        label=_("A term, in days"),
        min_value=14,
        max_value=730,
        help_text=_("Ninety is a good first term: long enough to try, short enough to end well."),
    )

    class Meta:
        model = Charter
        fields = [name for name in TERMS if name not in {"attendance_limit", "attendance_window"}]
        labels = {
            "purpose": _("Purpose"),
            "attendance": _("What is counted"),
            "decided_by": _("Who decides about newcomers"),
            "mail_content": _("What mail may carry"),
            "newcomers_see_past": _("Newcomers see the meetings from before they joined"),
            "competitors_welcome": _("Competitors may sit together"),
            "renews_on": _("Renewed, changed or ended on"),
            "text": _("Rules of your own"),
        }
        help_texts = {
            "purpose": _("One or two sentences: who you are, and what you want from each other."),
            "attendance": _("The site counts and tells. It removes nobody."),
            "competitors_welcome": _("Left empty, nobody joins who competes with somebody at the table."),
            "mail_content": _("So far no mail carries more than names, times, counts and links."),
            "renews_on": _("The day on which you ask each other whether to go on. May stay empty."),
            "text": _("One rule a line."),
        }
        widgets = {
            "purpose": forms.Textarea(attrs={"rows": 2}),
            "attendance": forms.RadioSelect,
            "decided_by": forms.RadioSelect,
            "mail_content": forms.RadioSelect,
            "renews_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "text": forms.Textarea(attrs={"rows": 10, "class": "voice"}),
        }

    def __init__(self, data: Any = None, *, before: Charter, today: date) -> None:
        limit = before.attendance_limit
        initial = {
            **{name: getattr(before, name) for name in self.Meta.fields},
            "misses": limit if limit <= LONGEST_ROW else 2,
            "share": limit if before.attendance == Attendance.SHARE else 75,
            "window": before.attendance_window,
        }
        super().__init__(data, initial=initial)
        self.before, self.today = before, today
        for name in ("misses", "share", "window"):
            self.fields[name].required = False
        if before.group.kind == before.group.Kind.BUDDIES:
            del self.fields["size"]

    def clean_text(self) -> str:
        """Browsers send lines with CR LF; the same words must be the same text."""
        text: str = self.cleaned_data["text"]
        return text.replace("\r\n", "\n")

    def clean_size(self) -> int:
        """Everybody who sits keeps their chair."""
        size: int = self.cleaned_data["size"]
        seated = Membership.objects.present().filter(group=self.before.group)
        if seated.filter(chair__gt=size).exists():
            furthest = max(seated.values_list("chair", flat=True))
            raise forms.ValidationError(
                _("Somebody sits on chair %(chair)s. Keep at least as many."), params={"chair": furthest}
            )
        return size

    def clean_renews_on(self) -> date | None:
        """A day ahead of us, by the owner's clock."""
        day: date | None = self.cleaned_data["renews_on"]
        if day and day < self.today:
            raise forms.ValidationError(_("That day has passed. Choose one ahead of us, or leave it empty."))
        return day

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        kind = data.get("attendance")
        if kind is None:
            return data
        for name in ("misses", "share", "window"):
            if name not in NEEDS[Attendance(kind)]:
                self.errors.pop(name, None)
            elif name not in self.errors and data.get(name) is None:
                self.add_error(name, _("Say how many."))
        misses, window = data.get("misses"), data.get("window")
        if kind == Attendance.WINDOW and misses and window and misses >= window:
            self.add_error("misses", _("Allow fewer misses than there are meetings, or nothing is asked of anybody."))
        return data

    def terms(self) -> dict[str, Any]:
        """What was chosen; what the way of counting does not need stays as it was. Only for a valid form."""
        terms = {name: self.cleaned_data[name] for name in self.Meta.fields if name in self.cleaned_data}
        needs = NEEDS[Attendance(terms["attendance"])]
        for name in needs:
            term = "attendance_window" if name == "window" else "attendance_limit"
            terms[term] = self.cleaned_data[name]
        return terms
