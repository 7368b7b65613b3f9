from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.clock import active_zone, in_words
from accounts.forms import OnceForm
from groups.forms.seat import SeatField
from groups.models import Application, Charter, Group, Seat
from mastermind.components import spelled
from meetings import visiting
from meetings.models import Meeting, Visit
from meetings.models.visit import MOST_VISITS

MEETINGS_OFFERED = 6  # to visit
NEEDS_WORDS = {
    "decline": _("Say why, in a sentence. An answer without a reason helps nobody."),
    "more": _("Ask what you would like to know."),
}


class DecisionForm(OnceForm):
    """The answer to somebody at the door, of those that can be given as things stand."""

    answer = forms.ChoiceField(
        label=_("What shall happen"),
        widget=forms.RadioSelect(attrs={"data-choice": ""}),
        error_messages={"required": _("Choose one."), "invalid_choice": _("Choose one of these; things have changed.")},
    )
    meetings = forms.TypedMultipleChoiceField(
        label=_("To which meeting, or two"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    words = forms.CharField(
        label=_("Your words"),
        max_length=1000,
        required=False,
        help_text=_("They stand on the page; mail carries none of them."),
        widget=forms.Textarea(attrs={"rows": 3, "class": "voice"}),
    )

    def __init__(self, *args: Any, application: Application, charter: Charter, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.application, self.charter, self.now = application, charter, now
        free = Seat.objects.free_at(application.group)
        if application.group.kind == Group.Kind.BOARD and free:
            yes = _("What a yes gives: the seat they ask for, or the one you choose.")
            self.fields["seat"] = SeatField(free, help_text=yes, initial=application.seat_id)
        self.invited = set(Visit.objects.standing().filter(application=application).values_list("meeting", flat=True))
        self.visited = visiting.visited(application, now)
        others = visiting.coming(application, now).exclude(pk__in=self.invited)
        self.coming = list(others[:MEETINGS_OFFERED]) if len(self.invited) < MOST_VISITS else []
        self.is_before_members = application.is_before_members(now)
        self.fields["answer"].choices = self._choices()  # type: ignore[attr-defined]
        self.fields["meetings"].choices = [  # type: ignore[attr-defined]
            (each.pk, in_words(each.starts_at, each.ends_at, active_zone())) for each in self.coming
        ]
        self.fields["meetings"].initial = [each.pk for each in self.coming[: max(self.visits_missing, 1)]]

    @property
    def visits_missing(self) -> int:
        """How many invitations to visit the charter still wants."""
        return max(self.charter.visits - len(self.invited), 0)

    def _choices(self) -> list[tuple[str, Any]]:
        accept, decline = ("accept", _("Accept")), ("decline", _("Decline"))
        if self.is_before_members:
            return [decline]
        if hasattr(self.application, "proposal"):
            return [accept, decline]
        asks = self.charter.decided_by == Charter.DecidedBy.MEMBERS
        return [
            ("propose", _("Ask the members")) if asks else accept,
            *([("visit", _("Visit first"))] if self.coming else []),
            *([("more", _("Ask for more"))] if self.application.state != Application.State.VISITING else []),
            decline,
        ]

    def chosen(self) -> list[Meeting]:
        """The meetings to invite to. Only for a valid form."""
        return [each for each in self.coming if each.pk in self.cleaned_data["meetings"]]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        check = {"accept": self._check_visits, "propose": self._check_visits, "visit": self._check_meetings}
        check.get(data.get("answer", ""), lambda: None)()
        missing = NEEDS_WORDS.get(data.get("answer", ""))
        if missing and not data.get("words", "").strip() and "words" not in self.errors:
            self.add_error("words", missing)
        return data

    def _check_visits(self) -> None:
        if self.visited < self.charter.visits:
            wanted = ngettext(
                "Your charter wants %(wanted)s visit before somebody joins, and %(had)s has been. Invite them first.",
                "Your charter wants %(wanted)s visits before somebody joins, and %(had)s has been. Invite them first.",
                self.charter.visits,
            )
            had = spelled(self.visited) if self.visited else _("none")
            self.add_error("answer", wanted % {"wanted": spelled(self.charter.visits), "had": had})

    def _check_meetings(self) -> None:
        left = MOST_VISITS - len(self.invited)
        if not 1 <= len(self.cleaned_data.get("meetings", [])) <= left and "meetings" not in self.errors:
            self.add_error("meetings", _("Choose one meeting, or two.") if left > 1 else _("Choose one meeting."))
