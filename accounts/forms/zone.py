from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.clock import validate_zone, zone_choices


class ZoneSelect(forms.Select):
    """A list that shows also a name it does not offer: an alias, or what was sent and is wrong."""

    def optgroups(self, name: str, value: list[str], attrs: dict[str, Any] | None = None) -> list[Any]:
        offered = {choice for choice, _label in self.choices}
        more = [self.create_option(name, each, each, True, 0) for each in value if each and each not in offered]
        return [*super().optgroups(name, value, attrs), *((None, [option], 0) for option in more)]


class ZoneField(forms.ChoiceField):
    """A time zone: places are offered in a list, and any name in the zone database is taken."""

    widget = ZoneSelect

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Your clock"))
        super().__init__(choices=[("", _("Choose a place that shares your clock")), *zone_choices()], **kwargs)

    def validate(self, value: str) -> None:
        forms.Field.validate(self, value)
        if value:
            validate_zone(value)
