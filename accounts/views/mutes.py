from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ObjectDoesNotExist
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from accounts.letters import read_unsubscribe_token
from accounts.models import Mute


@csrf_exempt
@login_not_required
def new(request: HttpRequest, token: str) -> HttpResponse:
    """Stop one topic by the signed link in a mail (RFC 8058): a GET shows a page, a POST acts, also a mail program's.

    No cookie takes part, so there is nothing for a forged request to borrow; the token is the permission.
    """
    try:
        user, topic = read_unsubscribe_token(token)
    except (BadSignature, ObjectDoesNotExist, ValueError):
        return render(request, "mutes/gone.html", status=404)
    if request.method == "POST":
        Mute.objects.get_or_create(user=user, topic=topic)
    done = Mute.objects.filter(user=user, topic=topic).exists()
    context = {"reader": user, "topic": topic, "done": done}
    return render(request, "mutes/new.html", context)
