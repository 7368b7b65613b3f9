"""What a watcher asks."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import Notice

pytestmark = pytest.mark.django_db


def test_a_living_process_asks_no_store(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/healthz").content == b"ok"


def test_ready_tells_how_late_the_oldest_notice_is(client, stan):
    assert client.get("/readyz").json() == {"postgresql": "ok", "oldest_due_seconds": 0, "redis": "ok"}
    due_at = timezone.now() - timedelta(minutes=5)
    Notice.objects.create(key="welcome/1", kind="welcome", topic="welcome", user=stan, due_at=due_at)
    assert 300 <= client.get("/readyz").json()["oldest_due_seconds"] < 330


def test_not_ready_without_redis(client, settings):
    redis = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
    settings.CACHES = {"default": redis}
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["redis"]) == (503, "away")


def test_not_ready_without_postgresql(client, monkeypatch):
    def away(*args: object) -> None:
        raise ConnectionError

    monkeypatch.setattr(connection, "cursor", away)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["postgresql"]) == (503, "away")
