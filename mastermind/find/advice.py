"""Laser-focused advice: one question, and the tables where somebody knows what it is about."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.forms.expertise import in_families
from accounts.http import SignedInRequest
from accounts.models import Expertise, PersonExpertise


class AdviceForm(forms.Form):
    """What a question is about. Find reads the answer, under the name that its own filter has."""

    knows = forms.ChoiceField(label=_("What is your question about?"))

    def __init__(self, expertises: Sequence[Expertise], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        families = in_families(expertises)
        self.fields["knows"].choices = [("", _("Choose what is nearest")), *families]  # type: ignore[attr-defined]


@require_safe
def new(request: SignedInRequest) -> HttpResponse:
    """Say what a question is about; the first thing the reader looks for is chosen beforehand."""
    expertises = list(Expertise.objects.all())
    sides = PersonExpertise.objects.filter(user=request.user, side=PersonExpertise.Side.SEEKS)
    sought = set(sides.values_list("expertise", flat=True))
    seeks = sorted((each for each in expertises if each.pk in sought), key=lambda each: str(each).casefold())
    form = AdviceForm(expertises, initial={"knows": seeks[0].slug if seeks else ""})
    return render(request, "find/advice.html", {"form": form, "seeks": seeks})
