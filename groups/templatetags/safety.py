"""The quiet links beside people and their words: report this, block this person."""

from datetime import datetime
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from groups.models import Report

register = template.Library()

WORDS = {
    Report.About.PERSON: gettext_lazy("Report this person"),
    Report.About.APPLICATION: gettext_lazy("Report this application"),
    Report.About.MESSAGE: gettext_lazy("Report this message"),
    Report.About.GROUP: gettext_lazy("Report this group"),
}


@register.simple_tag
def report_link(about: str, pk: int, whose: str = "", short: bool = True) -> SafeString:
    """Beside a piece of somebody else: `{% report_link "message" message.pk whose=message.by %}`.

    `about` is person, application, message or group; anything else raises ValueError. `whose` tells screen readers
    which of many the link is about; `short=False` writes the whole sentence.
    """
    whole = WORDS[Report.About(about)]
    return _link(reverse("groups:reports.new", args=[about, pk]), whole, _("Report") if short else "", whose)


@register.simple_tag
def block_link(pk: int, whose: str = "", short: bool = True) -> SafeString:
    """Beside a person, never the reader: `{% block_link person.pk whose=person %}`, in the same two lengths."""
    url = reverse("groups:blocks.create", args=[pk])
    return _link(url, _("Block this person"), _("Block") if short else "", whose)


@register.filter
def moment(written: str) -> datetime:
    """The instant that a frozen piece keeps as ISO 8601."""
    return datetime.fromisoformat(written)


def _link(url: str, whole: Any, short: str, whose: str) -> SafeString:
    if not short:
        return format_html('<a class="fine" href="{}" rel="nofollow">{}</a>', url, whole)
    label = f"{whole}, {whose}" if whose else whole
    return format_html('<a class="fine" href="{}" rel="nofollow" aria-label="{}">{}</a>', url, label, short)
