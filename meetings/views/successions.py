from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from groups.access import member_can
from groups.models import Ability, Membership
from meetings import publishing
from meetings.changing import MeetingClosed, NoSuchDate
from meetings.forms import SeriesForm, as_it_is
from meetings.models import Meeting
from meetings.views.series import asked_by, is_published, shown, typed


@member_can(Ability.SCHEDULE, to=Meeting)
def new(request: HttpRequest, membership: Membership, meeting: Meeting) -> HttpResponse:
    """Change this date and all following: the form begins from the series as it is."""
    now, group = timezone.now(), membership.group
    if meeting.is_cancelled or meeting.ends_at <= now:
        messages.info(request, _("This meeting is over or was cancelled, so it stays as it is."))
        return redirect(meeting)
    initial = as_it_is(meeting)
    sent = typed(request)
    if sent is None:  # the dates stand there from the first moment
        sent = asked_by(SeriesForm(now=now, group=group, initial=initial).address_with())
    form = SeriesForm(sent, now=now, group=group, goes_on=meeting, initial=initial)
    if is_published(request) and form.is_valid():
        try:
            series = publishing.publish_following(meeting, by=membership.user, now=now, **form.series_fields())
        except (MeetingClosed, NoSuchDate):
            messages.error(request, _("This meeting has changed meanwhile, so nothing else has."))
            return redirect(meeting)
        messages.success(request, _("From that date on it is as you set it, and everyone is told."))
        return redirect(series)
    return shown(request, "successions/new.html", membership, form, meeting.series, meeting=meeting)
