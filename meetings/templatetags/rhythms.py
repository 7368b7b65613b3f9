"""A group's rhythm in words, by the reader's clock; by the clock that decides where nobody is signed in."""

from typing import Any

from django import template

from accounts.models import User
from meetings.rhythm import Rhythm

register = template.Library()


@register.simple_tag
def rhythm_of(row: dict[str, Any] | None, reader: User) -> Rhythm | None:
    """From what `with_rhythm` adds to a group: `{% rhythm_of group.rhythm user as rhythm %}`."""
    return Rhythm.read(row, reader.zone if reader.is_authenticated else None) if row else None
