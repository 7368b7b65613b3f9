"""When the groups of the large world meet, and who said what of it."""

from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from django.db import connection

from mastermind.large.world import BATCH, ZONES, World, add
from meetings import scheduling
from meetings.models import Format, Series

PAST = timedelta(days=28)
FIRST_MONDAY = datetime(2026, 1, 5)  # noqa: DTZ001 - by the wall clock of each series


def series(world: World) -> int:
    """One each, weekly or fortnightly, on some hour of some day by some clock."""
    rules = [Series.Rhythm.FORTNIGHTLY] * 3 + [Series.Rhythm.WEEKLY] * 2
    classic = Format.objects.get(slug="classic-90")
    world.series = add(
        Series(
            group=group,
            rule=(rule := world.chance.choice(rules)),
            starts_at=FIRST_MONDAY
            + timedelta(days=world.chance.randrange(14), minutes=world.chance.randrange(14, 42) * 30),
            zone=world.chance.choice(ZONES),
            format=classic,
            cycle=timedelta(days=7 if rule == Series.Rhythm.WEEKLY else 14),
            created_at=world.since,
            ticket=uuid5(NAMESPACE_URL, f"seed{world.seed}/series/{group.slug}"),
        )
        for group in world.groups
    )
    return len(world.series)


def meetings(world: World) -> int:
    """Four weeks of the past and ninety days ahead, with their agendas."""
    batches = [world.series[start : start + BATCH] for start in range(0, len(world.series), BATCH)]
    return sum(scheduling.extend(batch, now) for batch in batches for now in (world.now - PAST, world.now))


def answers(world: World) -> int:
    """Two of three for each date from the past until two weeks ahead; one statement."""
    series, until = [each.pk for each in world.series], world.now + timedelta(days=14)
    with connection.cursor() as cursor:
        cursor.execute(_ANSWERS, {"series": series, "until": until, "seed": world.seed})
        made: int = cursor.rowcount
    return made


_ANSWERS = """
INSERT INTO meetings_attendance (meeting_id, membership_id, answer, answered_at)
SELECT meeting.id, seat.id, (ARRAY['yes', 'yes', 'yes', 'maybe', 'no'])[1 + drawn.number %% 5], meeting.settled_at
  FROM meetings_meeting meeting
  JOIN groups_group "group" ON "group".id = meeting.group_id
  JOIN groups_membership seat ON seat.group_id = meeting.group_id
 CROSS JOIN LATERAL (
       SELECT hashtextextended(concat_ws('/', "group".slug, meeting.slot, seat.chair), %(seed)s) & 65535 AS number
       ) drawn
 WHERE meeting.series_id = ANY (%(series)s)
   AND meeting.starts_at < %(until)s
   AND drawn.number %% 3 > 0
"""
