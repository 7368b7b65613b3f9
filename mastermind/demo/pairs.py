"""The buddies of the demo world: who asked whom, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import NAMESPACE_URL, uuid5

from accounts.models import User
from groups import pairing
from groups.models import BuddyRequest, Charter, Group, Membership
from meetings import scheduling
from meetings.models import Format, Series


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody asked, `days` ago; `meets` is the weekly hour after a yes, `go_on` who has said that they would."""

    asker: str
    asked: str
    days: int
    words: str
    meets: str = ""
    go_on: tuple[str, ...] = ()


ASKED = [
    Asked(
        "rosa",
        "ines",
        26,
        "I weave, you throw plates, and we both sell to people who build rooms. I would like to say out loud every "
        "week what I am going to charge.",
        "08:00",
        ("rosa",),
    ),
    Asked(
        "henrik",
        "ines",
        2,
        "We hear each other on Thursdays already. I think more slowly than a table of eight allows; would you think "
        "with me for half an hour a week?",
    ),
]


def pair_up(cast: Mapping[str, User], now: datetime) -> None:
    """Let them ask and answer, unless something was asked between them already."""
    for each in ASKED:
        asker, asked = cast[each.asker], cast[each.asked]
        if not BuddyRequest.objects.between(asker, asked).exists():
            _ask(each, asker, asked, now)


def _ask(each: Asked, asker: User, asked: User, now: datetime) -> None:
    began = now - timedelta(days=each.days)
    request = pairing.ask(asker, asked, each.words, began)
    if not each.meets:
        return
    group = pairing.accept(request, began + timedelta(hours=20))
    seats = {seat.user_id: seat for seat in Membership.objects.filter(group=group).select_related("user")}
    for seat in seats.values():
        Charter.objects.current(group).sign(seat, began + timedelta(hours=21))
    for handle, user in ((each.asker, asker), (each.asked, asked)):
        if handle in each.go_on:
            pairing.renew(seats[user.pk], now - timedelta(days=1))
    _meet(group, each, asker, now)


def _meet(group: Group, each: Asked, by: User, now: datetime) -> None:
    scheduled = now - timedelta(days=each.days - 2)
    series = scheduling.schedule(
        group,
        by=by,
        now=scheduled,
        ticket=uuid5(NAMESPACE_URL, f"{each.asker}/{each.asked}"),
        rule=Series.Rhythm.WEEKLY,
        starts_at=datetime.combine((scheduled + timedelta(days=1)).date(), time.fromisoformat(each.meets)),
        zone=by.time_zone,
        minutes=25,
        format=Format.objects.get(slug="buddy-25"),
    )
    scheduling.extend([series], now)
