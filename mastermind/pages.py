"""The few pages of plain words: what the site asks of people, what it keeps, how it works."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

PAGES = {
    "house-rules": "pages/house_rules.html",
    "privacy": "pages/privacy.html",
    "help": "pages/help.html",
}


@login_not_required
def show(request: HttpRequest, name: str) -> HttpResponse:
    """One page of words, for everybody; 404 for a name we have none under."""
    if name not in PAGES:
        raise Http404
    return render(request, PAGES[name])
