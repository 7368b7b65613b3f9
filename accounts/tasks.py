"""What beat wakes: each task reads the clock and delegates."""

from celery import shared_task
from django.utils import timezone

from accounts import delivery


@shared_task
def deliver() -> None:
    """Send what is due."""
    delivery.deliver(timezone.now)
