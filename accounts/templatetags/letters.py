"""Sentences of a mail, filled in the reader's language at the moment it is written."""

from collections.abc import Mapping
from email.utils import parseaddr
from typing import Any

from django import template
from django.conf import settings
from django.utils.html import conditional_escape, format_html

register = template.Library()


@register.simple_tag
def site_address() -> str:
    """The address of those who run the site, to write to: the one all mail comes from."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


@register.filter(needs_autoescape=True)
def filled(sentence: Any, names: Mapping[str, Any], autoescape: bool = True) -> str:
    """The sentence with its `%(names)s` filled in; in HTML each name keeps its own direction."""
    if not autoescape:
        return str(sentence) % names
    isolated = {key: format_html('<span dir="auto">{}</span>', value) for key, value in names.items()}
    return format_html("{}", type(conditional_escape(""))(conditional_escape(str(sentence)) % isolated))
