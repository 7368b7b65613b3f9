"""What is written to applicants and to those who answer them."""

from datetime import datetime

from django.urls import reverse

from accounts.letters import Letter, absolute
from accounts.models import Notice
from groups.models import Application, Membership


def compose_application(notice: Notice, now: datetime) -> Letter | None:
    """To who looks after the group: somebody is at the door. Not once it is answered, nor to who has stepped down."""
    application = _application(notice)
    if application is None or not application.is_unanswered:
        return None
    if not Membership.objects.running().filter(group=application.group, user=notice.user).exists():
        return None
    url = absolute(reverse("groups:applications.show", args=[application.group.slug, application.pk]))
    return Letter("application", {"application": application, "group": application.group, "url": url})


def compose_decision(notice: Notice, now: datetime) -> Letter | None:
    """To the applicant: the answer. The words stay on the page, mail carries none of them."""
    application = _application(notice)
    if application is None:
        return None
    url = absolute(application.group.get_absolute_url())
    return Letter("decision", {"application": application, "group": application.group, "url": url})


def _application(notice: Notice) -> Application | None:
    rows = Application.objects.select_related("group", "user")
    return rows.filter(pk=notice.data["application"]).first()
