from meetings.models.agenda import AgendaItem
from meetings.models.attendance import Attendance
from meetings.models.feed import Feed
from meetings.models.format import Format, Phase
from meetings.models.meeting import Cancellation, Meeting
from meetings.models.poll import Poll, PollAnswer, PollOutcome, PollSlot
from meetings.models.series import Series
from meetings.models.standing_answer import StandingAnswer
from meetings.models.visit import Visit
from meetings.models.zone_data import ZoneData

__all__ = [
    "AgendaItem",
    "Attendance",
    "Cancellation",
    "Feed",
    "Format",
    "Meeting",
    "Phase",
    "Poll",
    "PollAnswer",
    "PollOutcome",
    "PollSlot",
    "Series",
    "StandingAnswer",
    "Visit",
    "ZoneData",
]
