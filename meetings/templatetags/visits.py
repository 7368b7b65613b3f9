"""The meetings an applicant was invited to, for the pages about asking to join."""

from django import template
from django.db.models import QuerySet

from groups.models import Application
from meetings.models import Visit

register = template.Library()


@register.simple_tag
def visits_of(application: Application) -> QuerySet[Visit]:
    """Each with its meeting, the first first, those that were cancelled among them; one query."""
    visits = Visit.objects.filter(application=application).order_by("meeting__starts_at")
    return visits.select_related("meeting__cancellation")
