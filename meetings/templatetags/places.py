"""What a page about one meeting asks of it."""

from django import template
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def is_link(place: str) -> bool:
    """Whether a place can be opened: one address of the web, and nothing else."""
    return place.lower().startswith(("http://", "https://")) and len(place.split()) == 1


@register.filter
def listed(names: list[str]) -> str:
    """ "Inês, Leila and Yuki" """
    return get_text_list(names, _("and"))
