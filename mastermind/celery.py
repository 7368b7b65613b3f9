"""The Celery application: worker and beat only wake the sweeps, the database says what is owed."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mastermind.settings")

app = Celery("mastermind")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
