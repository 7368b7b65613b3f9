from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from groups.models.group import Group

MOST_QUESTIONS = 5


class JoinQuestionQuerySet(models.QuerySet["JoinQuestion"]):
    @transaction.atomic
    def replace(self, group: Group, texts: list[str]) -> None:
        """Ask these from now on, in this order. A question that changes is a new row; what stays keeps its own."""
        held = Group.objects.select_for_update().get(pk=group.pk)
        wanted = dict(enumerate(texts, start=1))
        for each in self.filter(group=held):
            if wanted.get(each.position) == each.text:
                del wanted[each.position]
            else:
                each.delete()
        self.bulk_create(JoinQuestion(group=held, position=at, text=text) for at, text in wanted.items())


class JoinQuestion(models.Model):
    """What a group asks everybody who asks to join; five at most."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="join_questions")
    position = models.PositiveSmallIntegerField(_("position"))
    text = models.CharField(_("question"), max_length=200)

    objects = JoinQuestionQuerySet.as_manager()

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
