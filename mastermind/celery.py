"""The Celery application: worker and beat only wake the sweeps, the database says what is owed."""

import os
from typing import Any

from celery import Celery
from celery.signals import worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mastermind.settings")

app = Celery("mastermind")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_ready.connect
def refresh_times(**_: Any) -> None:
    """A new version may have brought new clock rules; the sweep does nothing where it has not."""
    app.send_task("meetings.tasks.refresh_times")
