from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User, apart_from
from groups.models import Application
from meetings.models.meeting import Meeting

MOST_VISITS = 2


class VisitQuerySet(models.QuerySet["Visit"]):
    def of(self, user: User) -> "VisitQuerySet":
        """The meetings the person may visit, while the group has not answered."""
        return self.running().filter(application__user=user)

    def running(self) -> "VisitQuerySet":
        """Those of applicants who were invited and have no answer yet."""
        return self.filter(application__state=Application.State.VISITING, meeting__group__closure=None)

    def standing(self) -> "VisitQuerySet":
        """Those to meetings that were not cancelled, of groups that go on."""
        return self.filter(meeting__cancellation=None, meeting__group__closure=None)

    def met_by(self, user: User) -> "VisitQuerySet":
        """Those of visitors whom the person may be shown."""
        return self.running().exclude(application__user__in=apart_from(user).values("pk"))


class Visit(models.Model):
    """An applicant is invited to one meeting, sees that meeting and nothing else; two at most per application."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="+")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="visits")
    created_at = models.DateTimeField(_("invited"), default=timezone.now, editable=False)

    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        constraints = [models.UniqueConstraint(fields=["application", "meeting"], name="one_visit_per_meeting")]

    def __str__(self) -> str:
        return f"{self.application}, {self.meeting}"

    @property
    def how(self) -> str:
        """When the meeting starts, or that it is off, as notices remember it: nobody is told the same twice."""
        return "off" if self.meeting.is_cancelled else str(self.meeting.epoch)
