"""Templates ask the one role table, as views do."""

from django import template

from groups.models import Ability, Membership

register = template.Library()


@register.filter
def can(membership: Membership, ability: str) -> bool:
    """Whether this person may do that here: `{% if membership|can:"admit" %}`. Raises ValueError for a made-up word."""
    return membership.can(Ability(ability))
