from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SignedInRequest
from groups.models import Membership
from meetings.models import Feed
from meetings.subscribing import feed_for, state_of, text_of


@require_safe
@login_not_required
def show(request: HttpRequest, token: str) -> HttpResponse:
    """A calendar by its private address, for programs: no session, no cookie, the address is the permission.

    Any address that is none costs the same one lookup. Who has the present state is told so, and no more is read.
    """
    now = timezone.now()
    feed = Feed.objects.with_token(token).select_related("user").first()
    if feed is None:
        return HttpResponseNotFound(_("There is no calendar at this address."), content_type="text/plain")
    state = f'"{state_of(feed, now)}"'
    response = get_conditional_response(request, etag=state)
    if response is None:
        response = HttpResponse(text_of(feed, now), content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = 'inline; filename="calendar.ics"'
    response["ETag"] = state
    response["Cache-Control"] = "private, no-cache"
    response["Content-Language"] = feed.user.language
    return response


@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """The addresses of my calendar: for all my groups, and for one alone."""
    feeds = {feed.group_id: feed for feed in Feed.objects.filter(user=request.user)}
    seats = Membership.objects.of(request.user).filter(group__closure=None).select_related("group")
    groups = [seat.group for seat in seats.order_by("group__name", "group")]
    context = {
        "everything": feeds.get(None),
        "tables": [(group, feeds.get(group.pk)) for group in groups],
        "site": settings.SITE_URL,
        "host": settings.SITE_URL.split("://", 1)[1],
    }
    return render(request, "settings/calendar.html", context)


@require_POST
def create(request: SignedInRequest) -> HttpResponse:
    """Draw an address for all my groups, or for the one whose `group` is sent."""
    slug, group = request.POST.get("group"), None
    if slug:
        seat = get_object_or_404(Membership.objects.of(request.user).select_related("group"), group__slug=slug)
        group = seat.group
    feed_for(request.user, group)
    messages.success(request, _("Here is the address. Give it to your calendar, and to nobody else."))
    return redirect("meetings:feeds.index")


@require_POST
def update(request: SignedInRequest, pk: int) -> HttpResponse:
    """Draw a new address in place of an old one, which answers nothing from then on."""
    feed = get_object_or_404(Feed, pk=pk, user=request.user)
    feed.renew()
    feed.save(update_fields=["nonce", "digest"])
    messages.success(request, _("The address is new, and the old one has stopped working."))
    return redirect("meetings:feeds.index")
