from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from groups.models import Application
from meetings.models.meeting import Meeting


class VisitQuerySet(models.QuerySet["Visit"]):
    def of(self, user: User) -> "VisitQuerySet":
        """The meetings the person may visit, while the group has not answered."""
        return self.filter(application__user=user, application__state=Application.State.VISITING)


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
