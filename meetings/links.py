"""Signed links in mails: each answers for one member and one thing without signing in; a GET only shows a page."""

from datetime import timedelta

from django.core import signing
from django.urls import reverse

from accounts.letters import absolute
from groups.models import Membership

LASTS = timedelta(days=120)  # longer than the horizon of scheduled meetings


def link(route: str, thing: int, membership: Membership, *, salt: str) -> str:
    """The address of a route that takes a token, for one member and the thing with this key."""
    return absolute(reverse(route, args=[signing.dumps([thing, membership.pk], salt=salt)]))


def read(token: str, *, salt: str) -> tuple[int, Membership]:
    """Which thing, and whose answer. Raises BadSignature for what we did not sign or signed too long ago, DoesNotExist
    for a member who has left or an account that was closed."""
    thing, membership = signing.loads(token, salt=salt, max_age=LASTS)
    people = Membership.objects.present().filter(user__is_active=True).select_related("group", "user")
    return thing, people.get(pk=membership)
