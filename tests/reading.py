"""What a person reads on a page."""

import re

from django.http import HttpResponse

DIRECTION = r"[\u2068\u2069]"  # marks around names, which nobody sees


def text_of(page: HttpResponse) -> str:
    """All words of a page that was found: no tags, no marks of direction, single spaces."""
    assert page.status_code == 200
    return " ".join(re.sub(DIRECTION, "", re.sub(r"<[^>]+>", " ", page.content.decode())).split())


def said(page: HttpResponse) -> str:
    """What the page says happened."""
    return " ".join(str(message) for message in page.context["messages"])
