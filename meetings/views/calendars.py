from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from groups.access import member_can
from groups.models import Ability, Membership
from meetings import calendar
from meetings.models import Meeting
from meetings.subscribing import courses_of


@require_safe
@member_can(Ability.SEE, to=Meeting)
def show(request: HttpRequest, membership: Membership, meeting: Meeting) -> HttpResponse:
    """One meeting as a file for a calendar; none of what was still to come when the group closed."""
    [course] = courses_of(membership.user, timezone.now(), pk=meeting.series_id)
    try:
        text = calendar.download(course, meeting)
    except LookupError as gone:
        raise Http404 from gone
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="meeting.ics"'
    response["Cache-Control"] = "private, no-cache"
    return response
