from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.forms import OnceForm
from groups.forms.seat import SeatField
from groups.models import Application, ApplicationMessage, Charter, Group, JoinQuestion, Objection, Seat
from groups.models.question import MOST_QUESTIONS

A_SENTENCE = _("Write a sentence; that is enough.")


class ApplicationForm(forms.ModelForm[Application]):
    """Asking to join, in a few words, with answers to what the group asks.

    A question's field is named after its row, and a changed question is another row: nobody's answer lands under
    words they have not read.
    """

    charter = forms.BooleanField(
        label=_("I have read the charter and will sign it"),
        error_messages={"required": _("Whoever sits down signs the charter. Read it on this page first.")},
    )

    class Meta:
        model = Application
        fields = ["words"]
        labels = {"words": _("What would you bring to the first meeting?")}
        error_messages = {"words": {"required": A_SENTENCE}}
        widgets = {"words": forms.Textarea(attrs={"rows": 4, "class": "voice"})}

    def __init__(self, *args: Any, group: Group, seats: QuerySet[Seat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if group.kind == Group.Kind.BOARD and seats:
            self.fields["seat"] = SeatField(seats, help_text=_("Each is for one thing this board needs to know."))
        self.charter_as_it_stands = Charter.objects.current(group)
        self.questions = list(JoinQuestion.objects.filter(group=group))
        for question in self.questions:
            self.fields[f"question-{question.pk}"] = forms.CharField(
                label=format_html("<bdi>{}</bdi>", question.text),
                max_length=2000,
                error_messages={"required": A_SENTENCE},
                widget=forms.Textarea(attrs={"rows": 3, "class": "voice"}),
            )
        self.order_fields(["seat", "words", *(f"question-{each.pk}" for each in self.questions), "charter"])
        if self.charter_as_it_stands.decided_by == Charter.DecidedBy.MEMBERS:
            readers = _("Those who look after the group read this, and the members when they are asked about you.")
        else:
            readers = _("Those who look after the group read this. Nobody else does.")
        self.fields["words"].help_text = readers

    def answers(self) -> list[tuple[str, str]]:
        """Each question as it was asked, with what was said to it. Only for a valid form."""
        return [(each.text, self.cleaned_data[f"question-{each.pk}"]) for each in self.questions]


class MessageForm(OnceForm, forms.ModelForm[ApplicationMessage]):
    """Words at the door."""

    class Meta:
        model = ApplicationMessage
        fields = ["words"]
        labels = {"words": _("Your words")}
        widgets = {"words": forms.Textarea(attrs={"rows": 3, "class": "voice"})}


class ObjectionForm(forms.ModelForm[Objection]):
    """A member would rather not."""

    class Meta:
        model = Objection
        fields = ["words"]
        labels = {"words": _("Why you would rather not")}
        help_texts = {"words": _("Only those who look after the group read this.")}
        widgets = {"words": forms.Textarea(attrs={"rows": 3, "class": "voice"})}


class JoinQuestionsForm(forms.Form):
    """What a group asks at its door; an empty line is no question."""

    def __init__(self, *args: Any, questions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        before = [each.text for each in questions]
        for number in range(1, MOST_QUESTIONS + 1):
            self.fields[f"question_{number}"] = forms.CharField(
                label=_("Question %(number)s") % {"number": number},
                max_length=200,
                required=False,
                initial=before[number - 1] if number <= len(before) else "",
            )

    def texts(self) -> list[str]:
        """The questions, in order. Only for a valid form."""
        return [text for name in self.fields if (text := self.cleaned_data[name].strip())]
