from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from groups.models import Membership
from meetings.models.attendance import Answer
from meetings.models.series import Series


class StandingAnswerQuerySet(models.QuerySet["StandingAnswer"]):
    def holding(self) -> "StandingAnswerQuerySet":
        """Those that still stand: said by who sits there, and since they last sat down."""
        return self.filter(membership__left_at=None, answered_at__gte=F("membership__joined_at"))

    def said(self, series: Series, membership: Membership) -> str:
        """What a member usually answers to a series, or an empty word."""
        own = self.holding().filter(series=series, membership=membership)
        return own.values_list("answer", flat=True).first() or ""

    def hand_over(self, old: Series, new: Series) -> None:
        """What was said of a series is said of the one that goes on from it."""
        self.bulk_create(
            [
                StandingAnswer(series=new, membership_id=of, answer=word, answered_at=at)
                for of, word, at in self._of(old)
            ]
        )

    def _of(self, series: Series) -> models.QuerySet["StandingAnswer", tuple[int, str, datetime]]:
        return self.holding().filter(series=series).values_list("membership_id", "answer", "answered_at")


class StandingAnswer(models.Model):
    """What a member usually answers to a series. Each coming date takes it over; a word on one date comes after it."""

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="standing_answers")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    answer = models.CharField(_("usual answer"), max_length=5, choices=Answer)
    answered_at = models.DateTimeField(_("answered"), default=timezone.now)

    objects = StandingAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("usual answer")
        verbose_name_plural = _("usual answers")
        constraints = [
            models.UniqueConstraint(fields=["series", "membership"], name="one_usual_answer_per_series"),
            models.CheckConstraint(condition=Q(answer__in=["yes", "maybe", "no"]), name="usual_answer_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.membership.user}, {self.series}"
