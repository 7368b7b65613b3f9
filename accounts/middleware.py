from collections.abc import Callable
from datetime import UTC

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers


class OwnLanguageAndClock:
    """Pages speak the person's language and show the person's clock; visitors get the browser's language and UTC."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        language = user.language if user.is_authenticated else translation.get_language_from_request(request)
        with translation.override(language), timezone.override(user.zone if user.is_authenticated else UTC):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or language)
        if not user.is_authenticated:
            patch_vary_headers(response, ["Accept-Language"])
        return response
