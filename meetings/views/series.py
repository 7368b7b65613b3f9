import uuid
from datetime import datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from groups.access import member_can
from groups.models import Ability, Membership
from meetings import heat, preview, publishing
from meetings.forms import SeriesForm, coming, coming_dates
from meetings.models import Series
from meetings.models.attendance import with_answer_of

USUAL_LENGTH = 90


@member_can(Ability.SCHEDULE)
def new(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Set the rhythm: what it comes to is shown until it is right, and only then published."""
    now, group = timezone.now(), membership.group
    initial = {"zone": membership.user.time_zone, **hinted(request, membership, now)}
    form = SeriesForm(typed(request), now=now, group=group, initial=initial)
    if is_published(request) and form.is_valid():
        series = publishing.publish(group, by=membership.user, now=now, **form.series_fields())
        messages.success(request, on_the_calendar(series))
        return redirect("meetings:meetings.index", slug=group.slug)
    running = Series.objects.going_on(now).filter(group=group)
    return shown(request, "series/new.html", membership, form, running=running)


@require_safe
@member_can(Ability.SEE, to=Series)
def show(request: HttpRequest, membership: Membership, series: Series) -> HttpResponse:
    """A series in words: its coming dates, also those that are off, what it follows, and who has which hours."""
    now, group = timezone.now(), membership.group
    series = Series.objects.select_related("follows", "format", "facilitator").get(pk=series.pk)
    people = list(Membership.objects.present().filter(group=group).select_related("user").order_by("chair"))
    rows = (
        series.meetings.filter(group__closure=None)
        .upcoming(now)
        .select_related("cancellation", "series", "facilitator")
    )
    coming = list(with_answer_of(membership.user, rows))
    dates = coming_dates(series, now)
    context = {
        "membership": membership,
        "group": group,
        "series": series,
        "coming": [each for each in coming if not (each.is_cancelled and each.cancellation.is_skip)],
        "left_out": [each for each in coming if each.is_cancelled and each.cancellation.is_skip],
        "first": next((each for each in coming if not each.is_cancelled), None),
        "goes_on": Series.objects.filter(follows=series).order_by("pk").first(),
        "has_dates": bool(dates),
        "preview": preview.shares_of(group, people, dates, now),
        "now": now,
    }
    return render(request, "series/show.html", context)


def shown(
    request: HttpRequest,
    template: str,
    membership: Membership,
    form: SeriesForm,
    old: Series | None = None,
    **more: Any,
) -> HttpResponse:
    """The form with the dates it comes to; the dates alone where htmx asks for them."""
    form.is_valid()  # which makes the draft, also where something else is wrong
    group, draft = membership.group, form.draft
    dates = preview.of(draft, group, form.slots_left_out, form.now, old) if draft else None
    context = {"membership": membership, "group": group, "form": form, "draft": draft, "preview": dates, **more}
    if request.htmx:  # type: ignore[attr-defined]  # the middleware's
        return render(request, "series/_dates.html", context)
    length = timedelta(minutes=draft.minutes if draft else USUAL_LENGTH)
    context["heat"] = heat.of_group(group, membership.user.zone.key, length, form.now)
    return render(request, template, context)


def typed(request: HttpRequest) -> QueryDict | None:
    """What the form is bound to: what was sent, or the address of a preview."""
    if request.method == "POST":
        return request.POST
    return asked_by(request.GET.urlencode()) if "preview" in request.GET else None


def asked_by(query: str) -> QueryDict:
    """What the address of a preview holds, with a ticket, since sending it twice must do it once."""
    sent = QueryDict(query.removeprefix("?"), mutable=True)
    sent["ticket"] = str(uuid.uuid4())
    return sent


def is_published(request: HttpRequest) -> bool:
    """Whether somebody pressed more than "show the dates"; htmx never does."""
    return request.method == "POST" and "preview" not in request.POST and not request.htmx  # type: ignore[attr-defined]


def hinted(request: HttpRequest, membership: Membership, now: datetime) -> dict[str, Any]:
    """The first date and time for ?weekday=3&at=18:30, by the reader's clock; Monday is 0."""
    try:
        weekday, at = int(request.GET["weekday"]), time.fromisoformat(request.GET["at"])
    except (KeyError, ValueError):
        return {}
    return {"on": coming(weekday % 7, membership.user.zone.key, now), "at": at}


def on_the_calendar(series: Series) -> str:
    made = series.meetings.standing().count()
    return ngettext("%(n)s meeting is on the calendar.", "%(n)s meetings are on the calendar.", made) % {"n": made}
