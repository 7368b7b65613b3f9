from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from accounts.clock import zone_data
from meetings.refreshing import refresh_times


class Command(BaseCommand):
    help = "Places all coming meetings by the zone data as it is now, and tells the people of those that changed."

    def handle(self, *args: Any, **options: Any) -> None:
        changed = refresh_times(timezone.now(), always=True)
        self.stdout.write(f"tzdata {zone_data().iana}: {changed} meetings placed again.")
