from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.forms import OnceForm
from accounts.forms.expertise import Families, in_families
from accounts.models import Community, Expertise, Industry, User
from accounts.models.industry import spoken
from groups.models import Group, Membership, Role

MOST_WANTED = 5


class GroupForm(forms.ModelForm[Group]):
    """What a group says of itself."""

    size = forms.IntegerField(
        label=_("Chairs"),
        min_value=2,
        max_value=12,
        initial=8,
        help_text=_("Count yourself. Four to eight is a good table: with more, nobody gets a proper turn."),
    )

    language = forms.ChoiceField(label=_("Language at the table"), required=False)
    wanted = forms.MultipleChoiceField(
        label=_("Whom you look for"),
        required=False,
        widget=Families,
        help_text=_("What should the next person know? Those who do find you first. Five at most."),
        error_messages={"invalid_choice": _("One of these is no longer on the list. Choose from what is here.")},
    )

    class Meta:
        model = Group
        fields = [
            *("kind", "name", "purpose", "about", "size"),
            *("visibility", "community", "joining", "language", "industry"),
        ]
        labels = {"name": _("Name of the group"), "industry": _("Industry, if you share one")}
        help_texts = {
            "purpose": _("One or two sentences: who you are, and what you want from each other."),
            "about": _("For those who think of joining. Everyone who finds the group reads it."),
            "visibility": _("Nothing is shown to others before you publish the group."),
            "joining": _("Your charter is signed by everyone, whichever way they come in."),
        }
        widgets = {
            "kind": forms.RadioSelect(attrs={"data-choice": ""}),
            "purpose": forms.Textarea(attrs={"rows": 2}),
            "about": forms.Textarea(attrs={"rows": 5, "class": "voice"}),
            "visibility": forms.RadioSelect(attrs={"data-choice": ""}),
            "joining": forms.RadioSelect(attrs={"data-choice": ""}),
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["joining"].required = False  # it has a usual answer
        self.fields["language"].choices = [("", _("Not said")), *spoken()]  # type: ignore[attr-defined]
        self.fields["industry"].choices = [("", _("Not said")), *Industry.choices]  # type: ignore[attr-defined]
        self._offer_expertise()
        self._offer_communities(user)

    def _offer_expertise(self) -> None:
        self.expertises = {each.slug: each for each in Expertise.objects.all()}
        self.fields["wanted"].choices = in_families(self.expertises.values())  # type: ignore[attr-defined]
        if self.instance.pk:
            self.fields["wanted"].initial = list(self.instance.wanted.values_list("slug", flat=True))

    def _offer_communities(self, user: User) -> None:
        own = Community.objects.filter(Q(pk__in=Community.objects.of(user)) | Q(pk=self.instance.community_id))
        self.fields["community"].queryset = own  # type: ignore[attr-defined]
        self.fields["community"].empty_label = _("None")  # type: ignore[attr-defined]
        if not own.exists():
            del self.fields["community"]
            visibility = self.fields["visibility"]
            visibility.choices = [  # type: ignore[attr-defined]
                choice for choice in Group.Visibility.choices if choice[0] != Group.Visibility.COMMUNITY
            ]

    def clean_joining(self) -> str:
        return self.cleaned_data["joining"] or self.instance.joining

    def clean_wanted(self) -> list[Expertise]:
        wanted = self.cleaned_data["wanted"]
        if len(wanted) > MOST_WANTED:
            raise forms.ValidationError(_("Choose five at most. Who looks for everybody is found by nobody."))
        return [self.expertises[slug] for slug in wanted]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("kind") == Group.Kind.BUDDIES:
            data["size"] = 2
            self.errors.pop("size", None)
        if self.instance.pk and self._is_taken_beyond(data.get("size")):
            self.add_error("size", _("Somebody sits further out. Keep at least as many chairs as are taken."))
        if data.get("visibility") == Group.Visibility.COMMUNITY and not data.get("community"):
            self.add_error("community", _("Choose the community whose people may find the group."))
        return data

    def _is_taken_beyond(self, size: int | None) -> bool:
        seated = Membership.objects.present().filter(group=self.instance)
        return size is not None and seated.filter(chair__gt=size).exists()

    def save(self, commit: bool = True) -> Group:
        """Write what the form asks and nothing else: the rest of the row may have changed meanwhile."""
        fields = [name for name in self.Meta.fields if name in self.cleaned_data]
        if "community" in self.changed_data:  # what one community features, another has not seen
            self.instance.featured_at = None
            fields.append("featured_at")
        self.instance.save(update_fields=fields)
        self.instance.wanted.set(self.cleaned_data["wanted"])
        return self.instance


class NewGroupForm(OnceForm, GroupForm):
    """Starting a group; going back and sending again is not starting a second of the same name."""

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        own = Group.objects.of(self.user).filter(memberships__user=self.user, memberships__role=Role.OWNER)
        if own.filter(name=data.get("name", "")).exclude(ticket=data["ticket"]).exists():
            self.add_error("name", _("You have a group of this name already. Give this one a name of its own."))
        return data
