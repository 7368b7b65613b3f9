"""How the members of a group stand by its charter, for pages."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django import template

from groups.models import Membership
from meetings import presence
from meetings.counting import Level, words

register = template.Library()

# Unicode's own marks: a name in another script leaves the direction of the sentence as it is.
ISOLATED = "\u2068{}\u2069"


@dataclass(frozen=True, slots=True)
class Standing:
    """Somebody close to the limit, or over it, and the sentence that says so."""

    is_over: bool
    words: str


@register.simple_tag
def standings(reader: Membership, people: Iterable[Membership], now: datetime) -> dict[int, Standing]:
    """Who of the people is close to the limit or over it, by membership; who does not look
    after the group sees their own."""
    if reader.group.is_closed:
        return {}
    counted = presence.counts(reader.group, now)
    shown = [each for each in people if each.pk in counted and (reader.runs or each.pk == reader.pk)]
    return {
        each.pk: Standing(
            is_over=counted[each.pk].level == Level.OVER,
            words=words(counted[each.pk], "" if each.pk == reader.pk else ISOLATED.format(each.user.first_name)),
        )
        for each in shown
        if counted[each.pk].level > Level.FINE
    }


@register.filter
def of_seat(found: dict[int, Standing], membership: Membership) -> Standing | None:
    """One person's, if there is something to say: `{% with standing=found|of_seat:each %}`."""
    return found.get(membership.pk)
