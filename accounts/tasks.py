"""What beat wakes: each task reads the clock and delegates."""

from celery import shared_task
from django.utils import timezone

from accounts import delivery, importing


@shared_task
def deliver() -> None:
    """Send what is due."""
    delivery.deliver(timezone.now)


@shared_task
def import_members() -> None:
    """Carry out the lists of members that organisers confirmed."""
    importing.carry_out(timezone.now())


@shared_task
def forget_imports() -> None:
    """Let go of what lists said a week ago."""
    importing.forget(timezone.now())
