from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django import forms
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from accounts.models import Expertise
from accounts.models.expertise import Family


class Families(forms.CheckboxSelectMultiple):
    """Many choices in families, each a fold whose summary names what is chosen in it; a script filters them."""

    template_name = "forms/families.html"
    draws_itself = True

    class Media:
        js = [forms.Script("js/families.js", type="module")]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["families"] = [
            (family, options, format_html_join(", ", "{}", ((each["label"],) for each in options if each["selected"])))
            for family, options, _index in context["widget"]["optgroups"]
        ]
        return context


class ExpertisesForm(forms.Form):
    """What somebody can advise on, and what they look for; by slug, from the shared list `entries`."""

    GONE = {"invalid_choice": _("One of these is no longer on the list. Choose from what is here.")}

    offers = forms.MultipleChoiceField(
        label=_("I can advise on"),
        required=False,
        widget=Families,
        error_messages=GONE,
        help_text=_("What could you help with tonight, without preparing? Four or five say more than twenty."),
    )
    seeks = forms.MultipleChoiceField(
        label=_("I look for advice on"),
        required=False,
        widget=Families,
        error_messages=GONE,
        help_text=_("Tables where somebody knows it come first when you look for one."),
    )

    def __init__(self, *args: Any, entries: Iterable[Expertise], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.entries = {entry.slug: entry for entry in entries}
        for name in ("offers", "seeks"):
            self.fields[name].choices = in_families(self.entries.values())  # type: ignore[attr-defined]

    def chosen(self, side: str) -> list[Expertise]:
        """The entries chosen on one side. Only for a valid form."""
        return [self.entries[slug] for slug in self.cleaned_data[side]]


def in_families(entries: Iterable[Expertise]) -> list[tuple[Any, list[tuple[str, str]]]]:
    """Entries as grouped choices by slug, families in their own order, names in that of the reader's language."""
    order = Family.values
    ranked = sorted(entries, key=lambda entry: (order.index(entry.family), str(entry).casefold()))
    return [
        (Family(family).label, [(entry.slug, str(entry)) for entry in members])
        for family, members in groupby(ranked, key=lambda entry: entry.family)
    ]
