from django import forms
from django.utils.translation import gettext_lazy as _

from groups.models import Role


class RoleForm(forms.Form):
    """Making a member a facilitator, or a facilitator a member; ownership is handed over instead."""

    role = forms.ChoiceField(choices=[(role.value, role.label) for role in (Role.MEMBER, Role.FACILITATOR)])


class SeatForm(forms.Form):
    """Sitting down at an open table, with the promise that the charter asks for."""

    charter = forms.BooleanField(
        label=_("I have read the charter and will sign it"),
        error_messages={"required": _("Whoever sits down signs the charter. Read it on this page first.")},
    )
