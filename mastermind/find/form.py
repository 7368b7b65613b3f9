"""What can be asked of the directory, as a GET form: whatever cannot be understood is left out, and said."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from accounts.forms.expertise import in_families
from accounts.models import Community, Expertise, Industry
from accounts.models.industry import spoken
from accounts.week import PARTS
from groups.models import Group


class FindForm(forms.Form):
    """Wishes; an empty one asks for nothing. The names are those of the address, and stay.

    Who knows what is not for visitors: nobody shows themselves to people who have not signed in.
    """

    SAID = {
        "q": _("“%(words)s”"),
        "expertise": _("Looks for %(words)s"),
        "knows": _("Somebody knows %(words)s"),
        "free": _("A seat free"),
    }

    q = forms.CharField(
        label=_("Words"),
        required=False,
        max_length=200,
        widget=forms.TextInput(
            attrs={"type": "search", "dir": "auto", "placeholder": _("pricing, exports, hiring")},
        ),
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    expertise = forms.ChoiceField(label=_("Expertise wanted"), required=False)
    knows = forms.ChoiceField(label=_("Somebody there knows"), required=False)
    industry = forms.ChoiceField(label=_("Industry"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    community = forms.ChoiceField(label=_("Community"), required=False)
    day = forms.ChoiceField(label=_("Day"), required=False)
    part = forms.ChoiceField(label=_("Part of the day"), required=False)
    free = forms.BooleanField(
        label=_("Only groups with a free seat"),
        required=False,
        widget=forms.CheckboxInput(attrs={"role": "switch"}),
    )

    def __init__(
        self, data: QueryDict, expertises: Sequence[Expertise], communities: Sequence[Community], *, signed_in: bool
    ) -> None:
        super().__init__(data)
        self.words: dict[str, dict[str, Any]] = {}  # of each choice, by its value
        kinds = [choice for choice in Group.Kind.choices if choice[0] != Group.Kind.BUDDIES]
        self._offer("kind", _("Any kind"), kinds)
        families = in_families(expertises)
        self._offer("expertise", _("Any expertise"), families)
        if signed_in:
            self._offer("knows", _("Anything"), families)
        else:
            del self.fields["knows"]
        self._offer("industry", _("Any industry"), Industry.choices)
        self._offer("language", _("Any language"), spoken())
        self._offer("community", _("Inside or outside"), [(each.slug, each.name) for each in communities])
        self._offer("day", _("Any day"), [(str(day), name) for day, name in WEEKDAYS.items()])
        self._offer("part", _("Any hour"), [(key, name) for key, name, _first, _end in PARTS])

    def _offer(self, name: str, nothing: Any, choices: Iterable[tuple[Any, Any]]) -> None:
        offered = list(choices)
        self.fields[name].choices = [("", nothing), *offered]  # type: ignore[attr-defined]
        self.words[name] = dict(_flat(offered))

    @property
    def wishes(self) -> dict[str, Any]:
        """What is asked for. Only for a valid form."""
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def chips(self) -> list[tuple[Any, str]]:
        """Each wish in words, with the address that leaves it out."""
        return [(self.said(name), f"?{self.address(without=name)}") for name in self.wishes]

    def said(self, name: str) -> Any:
        """One wish as people read it."""
        value = self.cleaned_data[name]
        words = self.words[name][value] if name in self.words else value
        return self.SAID.get(name, "%(words)s") % {"words": words}

    def address(self, without: str = "") -> str:
        """The wishes as the query of an address, one of them left out."""
        query = QueryDict(mutable=True)
        query.update({name: self.data[name] for name in self.wishes if name != without})
        return query.urlencode()


def forgiving(
    data: QueryDict, expertises: Sequence[Expertise], communities: Sequence[Community], *, signed_in: bool
) -> tuple[FindForm, list[Any]]:
    """A valid form, and the labels of what was asked in a way that cannot be understood, and is left out."""
    form = FindForm(data, expertises, communities, signed_in=signed_in)
    broken = list(form.errors)
    if broken:
        rest = data.copy()
        for name in broken:
            del rest[name]
        form = FindForm(rest, expertises, communities, signed_in=signed_in)
        form.full_clean()
    labels = [form.fields[name].label for name in broken]
    if not communities:
        del form.fields["community"]
    return form, labels


def _flat(choices: Iterable[Any]) -> Iterable[tuple[Any, Any]]:
    for value, label in choices:
        if isinstance(label, (list, tuple)):
            yield from label
        else:
            yield value, label
