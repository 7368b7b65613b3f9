"""For whoever watches the site: is the process up, and can it reach its stores?"""

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from accounts.models import Notice


@never_cache
@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers; touches no store."""
    return HttpResponse("ok", content_type="text/plain")


@never_cache
@login_not_required
def readyz(request: HttpRequest) -> HttpResponse:
    """PostgreSQL and Redis answer, and how late the oldest notice is, in seconds; 503 when a store is away."""
    report: dict[str, object] = {}
    for name, check in (("postgresql", _ask_postgresql), ("redis", _ask_redis)):
        try:
            report |= check()
        except Exception:  # whatever it is, the store does not answer
            report[name] = "away"
    return JsonResponse(report, status=503 if "away" in report.values() else 200)


def _ask_postgresql() -> dict[str, object]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    now = timezone.now()
    oldest = Notice.objects.due(now).order_by("due_at").values_list("due_at", flat=True).first()
    return {"postgresql": "ok", "oldest_due_seconds": int((now - oldest).total_seconds()) if oldest else 0}


def _ask_redis() -> dict[str, object]:
    cache.get("readyz")
    return {"redis": "ok"}
