from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from meetings.models.format import Phase, Step
from meetings.models.meeting import Meeting


class AgendaItem(Step):
    """A phase as it stands in one meeting: copied from the format, so that past meetings keep theirs."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="agenda")

    class Meta(Step.Meta):
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda items")
        constraints = [
            models.UniqueConstraint(fields=["meeting", "position"], name="one_item_per_position"),
            models.CheckConstraint(condition=Q(minutes__range=(1, 480)), name="item_takes_time"),
        ]

    def __str__(self) -> str:
        """Without its title, which can be somebody's question; the admin prints this."""
        return f"{self.get_kind_display()}, {self.minutes} min"

    @classmethod
    def of(cls, phase: Phase, meeting: int) -> "AgendaItem":
        """A copy of a phase for one meeting, unsaved."""
        said = {name: getattr(phase, name) for name in ("position", "kind", "title", "minutes", "turn", "instruction")}
        return cls(meeting_id=meeting, **said)


@dataclass(frozen=True, slots=True)
class TimedItem:
    """An agenda item with the moment it begins, when the meeting starts on time."""

    item: AgendaItem
    starts_at: datetime


def timed_agenda(meeting: Meeting) -> list[TimedItem]:
    """The agenda with the time of each item; one query."""
    timed, moment = [], meeting.starts_at
    for item in meeting.agenda.all():
        timed.append(TimedItem(item, moment))
        moment += timedelta(minutes=item.minutes)
    return timed
