from django.db import models
from django.utils.translation import gettext_lazy as _

from groups.models.group import Group

MOST_QUESTIONS = 5


class JoinQuestion(models.Model):
    """What a group asks everybody who asks to join; five at most."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="join_questions")
    position = models.PositiveSmallIntegerField(_("position"))
    text = models.CharField(_("question"), max_length=200)

    class Meta:
        verbose_name = _("question at the door")
        verbose_name_plural = _("questions at the door")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["group", "position"], name="one_question_per_position"),
            models.CheckConstraint(
                condition=models.Q(position__range=(1, MOST_QUESTIONS)), name="five_questions_at_most"
            ),
        ]

    def __str__(self) -> str:
        return self.text
