"""The pages for when something is wrong. They need no database, so that they stand when it does not."""

import logging
import secrets
import sys

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from mastermind.components import Chair

logger = logging.getLogger(__name__)

SIX_BARE = [Chair(0, "", bare=True)] * 6


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the browser sent something no page of ours asks for."""
    return render(request, "400.html", {"chairs": SIX_BARE}, status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: the visitor may see the place but not do this there."""
    return render(request, "403.html", {"chairs": SIX_BARE, "reason": str(exception)}, status=403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: nothing here, or nothing for this visitor; the page does not say which."""
    return render(request, "404.html", {"chairs": SIX_BARE}, status=404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose token is missing or old; nothing was stored."""
    return render(request, "403_csrf.html", {"chairs": SIX_BARE}, status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault. The page shows a reference under which the log holds the traceback.

    Uses neither the request's context nor the database; if even the template fails, a bare sentence is sent.
    """
    reference = secrets.token_hex(4)
    logger.error(
        "Reference %s: %s %s failed",
        reference,
        request.method,
        request.path,
        exc_info=sys.exc_info(),
        extra={"reference": reference},
    )
    try:
        body: str = render_to_string("500.html", {"reference": reference, "chairs": SIX_BARE})
    except Exception:
        logger.exception("Reference %s: the error page failed too", reference)
        body = _("Something broke on our side. Reference: %(reference)s") % {"reference": reference}
    return HttpResponse(body, status=500)
