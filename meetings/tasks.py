"""What beat wakes: each task reads the clock and delegates."""

from celery import shared_task
from django.utils import timezone

from meetings import concluding, digests, minimum, polling, presence, refreshing, reminders, scheduling, visiting
from meetings.models import Series


@shared_task
def remind() -> None:
    """Write down the reminders that fall due."""
    reminders.plan(timezone.now())


@shared_task
def digest() -> None:
    """Write down the agenda digests that fall due."""
    digests.plan(timezone.now())


@shared_task
def count_absences() -> None:
    """Tell who came close to what their charter allows."""
    presence.warn(timezone.now())


@shared_task
def follow_visits() -> None:
    """Keep visits in step with their meetings."""
    visiting.follow(timezone.now())


@shared_task
def ask_whether_to_move() -> None:
    """Speak of meetings to which too few come."""
    minimum.ask(timezone.now())


@shared_task
def extend() -> None:
    """Keep 90 days of meetings ahead of every series of a group that goes on."""
    now = timezone.now()
    scheduling.release(now)
    scheduling.extend(Series.objects.filter(group__closure=None).iterator(), now)


@shared_task
def refresh_times() -> None:
    """Place the coming meetings again where the zone data is new."""
    refreshing.refresh_times(timezone.now())


@shared_task
def settle_polls() -> None:
    """Close the time polls that have come to an end, and ask who has sat down since."""
    concluding.settle(timezone.now())
    polling.ask_newcomers(timezone.now())
