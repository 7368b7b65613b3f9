"""What beat wakes: each task reads the clock and delegates."""

from celery import shared_task
from django.utils import timezone

from groups import amending, expiring, managing, owning, pairing, proposing, waiting


@shared_task
def ask_for_names() -> None:
    """Remind, once, who has not signed their charter."""
    amending.remind(timezone.now())


@shared_task
def pair() -> None:
    """Let requests to be buddies run out, and trials end."""
    pairing.sweep(timezone.now())


@shared_task
def tell_lines() -> None:
    """Tell line managers, and those they manage, who sit at one table by now."""
    managing.tell(timezone.now())


@shared_task
def conclude() -> None:
    """Let in those to whom no member objected."""
    proposing.conclude(timezone.now())


@shared_task
def expire() -> None:
    """Remind of those who wait at a door, and end what was never answered."""
    expiring.sweep(timezone.now())


@shared_task
def succeed() -> None:
    """Give groups whose owner's account is shut another who can act."""
    owning.sweep(timezone.now())


@shared_task
def offer() -> None:
    """Keep chairs that have become free for those who wait for them."""
    waiting.offer(timezone.now())
