from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext

from groups.access import member_can
from groups.models import Ability, Membership
from meetings import scheduling
from meetings.forms import SeriesForm


@member_can(Ability.SCHEDULE)
def new(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Set the rhythm: a series, with its meetings of the next 90 days."""
    now = timezone.now()
    form = SeriesForm(
        request.POST or None, now=now, group=membership.group, initial={"zone": membership.user.time_zone}
    )
    if form.is_valid():
        series = scheduling.schedule(membership.group, by=membership.user, now=now, **form.series_fields())
        made = series.meetings.count()
        said = ngettext("%(n)s meeting is on the calendar.", "%(n)s meetings are on the calendar.", made)
        messages.success(request, said % {"n": made})
        return redirect("meetings:meetings.index", slug=membership.group.slug)
    context = {"membership": membership, "group": membership.group, "form": form}
    return render(request, "series/new.html", context)
