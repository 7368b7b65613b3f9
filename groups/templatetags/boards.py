"""A board as a table: a chair for each expertise, held, offered or open, beside those who sit there without one."""

from collections.abc import Iterable, Sequence

from django import template
from django.utils.text import Truncator, capfirst, get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.letters import absolute
from accounts.models import User
from groups.models import Invitation, Membership
from groups.seats import Place
from groups.templatetags.tables import LONGEST, Table, called
from mastermind.components import Chair, spelled

register = template.Library()


@register.filter
def link(invitation: Invitation) -> str:
    """The whole address of an invitation, to be given away."""
    return absolute(invitation.get_absolute_url())


@register.simple_tag
def board_of(board: Sequence[Place], people: Iterable[Membership], reader: User | None = None) -> Table:
    """What `round_table` draws of a board: first who sits there without a seat, then the seats as they stand."""
    holders = {place.holder.pk for place in board if place.holder}
    seatless = [each for each in people if each.pk not in holders]
    held = len(holders)
    summary = ngettext("%(held)s of %(all)s seats is held.", "%(held)s of %(all)s seats are held.", held)
    summary = capfirst(summary % {"held": spelled(held) if held else _("none"), "all": spelled(len(board))})
    return Table(
        chairs=[_seatless(each, reader) for each in seatless] + [_chair(place, reader) for place in board],
        centre=_("%(some)s of %(all)s") % {"some": held, "all": len(board)},
        caption=_("seats held"),
        summary=summary,
        label=f"{summary} {in_words(board, reader)}",
    )


def in_words(board: Sequence[Place], reader: User | None) -> str:
    """Which seat is held by whom, and which are offered or open."""
    said = [
        _("%(expertise)s: %(state)s") % {"expertise": place.seat.expertise, "state": _state(place, reader)}
        for place in board
    ]
    return f"{get_text_list(said, _('and'))}."


def _state(place: Place, reader: User | None) -> str:
    if place.holder:
        return called(place.holder, reader)
    return _("offered") if place.offer else _("open")


def _chair(place: Place, reader: User | None) -> Chair:
    name, sub = _short(str(place.seat.expertise)), _short(_state(place, reader))
    if place.holder:
        return Chair(place.holder.colour, place.holder.user.initials, name, sub, answer="yes")
    return Chair(0, "", name, sub, vacant=True)


def _seatless(membership: Membership, reader: User | None) -> Chair:
    return Chair(membership.colour, membership.user.initials, _short(called(membership, reader)))


def _short(words: str) -> str:
    return Truncator(words).chars(LONGEST)
