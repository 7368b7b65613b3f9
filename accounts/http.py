from django.http import HttpRequest

from accounts.models import User


class SignedInRequest(HttpRequest):
    """The request of somebody signed in, as LoginRequiredMiddleware leaves it for every view that is not public."""

    user: User
