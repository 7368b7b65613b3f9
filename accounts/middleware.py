import logging
from collections.abc import Callable
from datetime import UTC, tzinfo

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers

from accounts.clock import zone_names
from accounts.models import User

logger = logging.getLogger(__name__)


class OwnLanguageAndClock:
    """Pages speak the person's language and show the person's clock; visitors get the browser's language and UTC."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        language = user.language if user.is_authenticated else translation.get_language_from_request(request)
        with translation.override(language), timezone.override(_clock_of(user)):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or language)
        if not user.is_authenticated:
            patch_vary_headers(response, ["Accept-Language"])
        return response


def _clock_of(user: User | AnonymousUser) -> tzinfo:
    """The person's zone; UTC for visitors, and where a zone has left the database, since pages must go on."""
    if not user.is_authenticated:
        return UTC
    if user.time_zone not in zone_names():
        logger.warning("The zone %r of person %s is unknown", user.time_zone, user.pk)
        return UTC
    return user.zone
