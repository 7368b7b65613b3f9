from meetings.forms.beginnings import as_it_is
from meetings.forms.changes import ArrangementForm, EndForm, SkipForm, coming_dates
from meetings.forms.decision import DecisionForm
from meetings.forms.poll_answers import OutcomeForm, PollAnswerForm
from meetings.forms.polls import PollEditForm, PollForm
from meetings.forms.rhythm import LENGTHS
from meetings.forms.scheduling import (
    AnswerForm,
    CancelForm,
    MoveForm,
    PresenceForm,
    StandingAnswerForm,
)
from meetings.forms.series import SeriesForm, coming

__all__ = [
    "LENGTHS",
    "AnswerForm",
    "ArrangementForm",
    "CancelForm",
    "DecisionForm",
    "EndForm",
    "MoveForm",
    "OutcomeForm",
    "PollAnswerForm",
    "PollEditForm",
    "PollForm",
    "PresenceForm",
    "SeriesForm",
    "SkipForm",
    "StandingAnswerForm",
    "as_it_is",
    "coming",
    "coming_dates",
]
