"""A charter's sentences, for pages."""

from django import template

from groups import wording
from groups.models import Charter

register = template.Library()


@register.filter
def terms(charter: Charter) -> list[wording.Sentence]:
    """Its settings, a sentence each."""
    return wording.terms(charter)


@register.filter
def rules(charter: Charter) -> list[wording.Sentence]:
    """What the group wrote itself, one rule a line."""
    return wording.rules(charter)


@register.filter
def attendance(charter: Charter) -> str:
    """What it asks for about coming."""
    return wording.attendance(charter)
