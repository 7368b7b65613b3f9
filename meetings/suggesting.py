"""Times to propose, from the hours the members of a group could: the next of each of the week's best."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from accounts.clock import instant
from accounts.week import day_and_time
from groups.models import Group
from meetings import heat
from meetings.models import Meeting

A_DAY, A_WEEK = timedelta(days=1), timedelta(weeks=1)
LEAD = timedelta(days=2)  # for people to answer
AROUND = timedelta(days=3)  # so much earlier than a meeting is another time for it
FURTHEST = 4  # weeks in which a free one is looked for


def suggest(
    group: Group, zone: str, length: timedelta, now: datetime, number: int = 5, instead_of: datetime | None = None
) -> list[datetime]:
    """So many times at most, by the wall clock of the zone, in order; none where nobody has said their hours.

    Each is the next of one of the best weekly hours, at least two days away, at which the group does not meet already;
    the next from three days before the time it would be instead of.
    """
    after = max(now + LEAD, instead_of - AROUND) if instead_of else now + LEAD
    cells = heat.best(heat.of_group(group, zone, length, now), number)
    coming = Meeting.objects.standing().upcoming(now).filter(group=group, starts_at__lt=after + (FURTHEST + 2) * A_WEEK)
    busy = list(coming.values_list("starts_at", "ends_at"))
    found = (_next(cell.slot, zone, length, after, busy) for cell in cells)
    return sorted(each for each in found if each)


def _next(
    slot: int, zone: str, length: timedelta, after: datetime, busy: list[tuple[datetime, datetime]]
) -> datetime | None:
    weekday, at = day_and_time(slot)
    today = datetime.combine(after.astimezone(ZoneInfo(zone)).date(), time.min)
    first = datetime.combine(today + (weekday - today.weekday()) % 7 * A_DAY, at)
    for number in range(FURTHEST + 1):
        wall = first + number * A_WEEK
        start = instant(wall, zone)
        if start > after and not any(begin < start + length and end > start for begin, end in busy):
            return wall
    return None
