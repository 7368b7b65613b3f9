"""What a table of the demo world is being asked: six hours of the week after next, from which one is to be chosen."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from accounts.clock import instant
from accounts.models import User
from groups.models import Group, Membership
from mastermind.demo.people import DOMAIN
from meetings import polling
from meetings.models import Format, Poll

ZONE = "Europe/Lisbon"
HOURS = ((0, time(12)), (0, time(17, 30)), (1, time(8)), (1, time(17, 30)), (2, time(12, 30)), (2, time(18, 30)))
UNTIL = (-3, time(18))  # the Friday before, counted from that Monday
# What each says of the six, in their order; nothing is said at an empty place, nor by the others.
SAID = {
    "leila": ("if_need_be", "yes", "yes", "yes", "if_need_be", "yes"),
    "tomasz": ("yes", "yes", "yes", "if_need_be", "no", "yes"),
    "yuki": ("yes", "yes", "if_need_be", "yes", "yes", "no"),
    "amara": ("yes", "yes", "no", "no", "yes", "if_need_be"),
    "priya": ("no", "yes", "no", "yes", "if_need_be", "yes"),
    "ines": ("yes", "yes", "no", "if_need_be", "", ""),
}


def ask(cast: Mapping[str, User], now: datetime) -> None:
    """A poll that waits for two words more, unless it is there."""
    ticket = uuid5(NAMESPACE_URL, f"https://{DOMAIN}/poll/second-thursday")
    group = Group.objects.filter(slug="second-thursday", closure=None).first()
    if group is None or Poll.objects.filter(ticket=ticket).exists():
        return
    today = datetime.combine(now.astimezone(ZoneInfo(ZONE)).date(), time.min)
    monday = today + timedelta(days=14 - today.weekday())
    asked = now - timedelta(days=1)
    poll = polling.ask(
        group,
        [_at(monday, *each) for each in HOURS],
        by=cast["leila"],
        now=asked,
        ticket=ticket,
        words="Once more on Inês’s lease, before she has to answer.",
        zone=ZONE,
        minutes=90,
        format=Format.objects.get(slug="classic-90"),
        closes_at=_at(monday, *UNTIL),
    )
    slots = list(poll.slots.values_list("pk", flat=True))
    for handle, words in SAID.items():
        membership = Membership.objects.of(cast[handle]).filter(group=group).first()
        said = {pk: word for pk, word in zip(slots, words, strict=True) if word}
        if membership:
            polling.answer(poll, membership, said, asked + timedelta(hours=2))


def _at(monday: datetime, days: int, hour: time) -> datetime:
    return instant(datetime.combine(monday + timedelta(days=days), hour), ZONE)
