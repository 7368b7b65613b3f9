from meetings.models.agenda import AgendaItem
from meetings.models.attendance import Attendance
from meetings.models.format import Format, Phase
from meetings.models.meeting import Cancellation, Meeting
from meetings.models.series import Series
from meetings.models.visit import Visit

__all__ = ["AgendaItem", "Attendance", "Cancellation", "Format", "Meeting", "Phase", "Series", "Visit"]
