"""Mastermind: the project, and the only place where the three apps meet."""

import zoneinfo

from mastermind.celery import app as celery_app

# The system's zone data may be years old; only the pinned tzdata wheel is read.
zoneinfo.reset_tzpath(to=())

__all__ = ["celery_app"]
