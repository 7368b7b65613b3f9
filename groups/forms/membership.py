from django import forms

from groups.models import Role


class RoleForm(forms.Form):
    """Making a member a facilitator, or a facilitator a member; ownership is handed over instead."""

    role = forms.ChoiceField(choices=[(role.value, role.label) for role in (Role.MEMBER, Role.FACILITATOR)])
