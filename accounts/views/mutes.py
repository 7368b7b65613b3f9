from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ObjectDoesNotExist
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from accounts.letters import read_unsubscribe_token
from accounts.models import AddressMute, Mute, User
from accounts.models.preference import Topic


@csrf_exempt
@login_not_required
def new(request: HttpRequest, token: str) -> HttpResponse:
    """Stop one topic by the signed link in a mail (RFC 8058): a GET shows a page, a POST acts, also a mail program's.

    No cookie takes part, so there is nothing for a forged request to borrow; the token is the permission.
    """
    try:
        user, topic = read_unsubscribe_token(token)
        if topic.always_comes:
            raise BadSignature  # we signed no such link
    except (BadSignature, ObjectDoesNotExist, ValueError):
        return render(request, "mutes/gone.html", status=404)
    if request.method == "POST":
        _mute(user, topic)
    if user.pk:
        done = Mute.objects.filter(user=user, topic=topic).exists()
    else:
        done = AddressMute.objects.filter(address=user.email).exists()
    context = {"reader": user, "topic": topic, "done": done}
    return render(request, "mutes/new.html", context)


def _mute(user: User, topic: Topic) -> None:
    if user.pk:
        Mute.objects.get_or_create(user=user, topic=topic)
    else:
        AddressMute.objects.get_or_create(address=user.email)
