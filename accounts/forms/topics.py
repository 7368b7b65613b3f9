from typing import Any

from django import forms

from accounts.models.preference import Topic


class TopicsForm(forms.Form):
    """Which mail somebody wants: a switch for each topic."""

    def __init__(self, *args: Any, muted: set[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for topic in (each for each in Topic if not each.always_comes):
            switch = forms.CheckboxInput(attrs={"role": "switch"})
            self.fields[topic.value] = forms.BooleanField(
                label=topic.label, required=False, initial=topic.value not in muted, widget=switch
            )

    def muted_topics(self) -> list[str]:
        """The topics that are switched off. Only for a valid form."""
        return [topic for topic, wanted in self.cleaned_data.items() if not wanted]
