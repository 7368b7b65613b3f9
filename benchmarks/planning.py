"""How long the planners take for a large world: `.venv/bin/python benchmarks/planning.py`. All of it is rolled back."""

from datetime import datetime, timedelta

import world


def main() -> None:
    world.prepare()
    from django.db import transaction
    from django.utils import timezone

    now = timezone.now()
    with transaction.atomic():
        print(f"{'':<52}{'rows':>10}{'seconds':>10}{'rows / s':>10}")
        yardstick(now)
        reminders(now)
        dates(now)
        transaction.set_rollback(True)


def yardstick(now: datetime) -> None:
    """The yardstick: as many plain rows through the ORM."""
    from django.db import transaction

    from accounts.delivery import owe
    from accounts.models import Notice, User

    people = User.objects.values_list("pk", flat=True)[:100_000]
    rows = [Notice(key=f"bench/{pk}", kind="welcome", user_id=pk, due_at=now) for pk in people]
    with transaction.atomic():
        show("yardstick: delivery.owe(), rows made in Python", world.timed(lambda: owe(rows))[0], len(rows))
        transaction.set_rollback(True)


def reminders(now: datetime) -> None:
    """Everybody meets in twenty hours, so that each reminder of the day falls due at once."""
    from django.db import connection

    from meetings import digests
    from meetings import reminders as planner

    with connection.cursor() as cursor:
        cursor.execute(_ALL_TOMORROW, {"now": now})
        cursor.execute("ANALYZE meetings_meeting")
    for name, plan in (("reminders.plan()", planner.plan), ("digests.plan()", digests.plan)):
        for which in ("", ", asked again"):
            seconds, made = world.timed(lambda plan=plan: plan(now))  # type: ignore[misc]
            show(name + which, seconds, int(str(made)))


_ALL_TOMORROW = """
UPDATE meetings_meeting
   SET starts_at = %(now)s + interval '20 hours', ends_at = %(now)s + interval '22 hours',
       settled_at = %(now)s - interval '10 days'
 WHERE id IN (SELECT DISTINCT ON (group_id) id FROM meetings_meeting WHERE starts_at > %(now)s ORDER BY group_id, slot)
"""


def dates(now: datetime) -> None:
    """The hourly task: nothing new, then 90 days that are new for every series."""
    from meetings import scheduling
    from meetings.models import Series

    series = list(Series.objects.all()[: world.GROUPS])
    later = now + timedelta(days=120)
    show(f"expanding {len(series):,} rules", *expand(series, later))
    for which, moment in (("nothing new", now), ("90 new days", later), ("again", later)):
        seconds, made = world.timed(lambda moment=moment: scheduling.extend(series, moment))  # type: ignore[misc]
        show(f"scheduling.extend() of {len(series):,} series, {which}", seconds, int(str(made)))


def expand(series: list, now: datetime) -> tuple[float, int]:  # type: ignore[type-arg]
    from meetings.scheduling import HORIZON

    seconds, made = world.timed(lambda: sum(len(each.recurrence.between(now, now + HORIZON)) for each in series))
    return seconds, int(str(made))


def show(name: str, seconds: float, rows: int) -> None:
    print(f"{name:<52}{rows:>10,}{seconds:>10.2f}{rows / seconds:>10,.0f}", flush=True)


if __name__ == "__main__":
    main()
