from meetings.forms.decision import DecisionForm
from meetings.forms.poll_answers import OutcomeForm, PollAnswerForm
from meetings.forms.polls import PollEditForm, PollForm
from meetings.forms.scheduling import (
    LENGTHS,
    AnswerForm,
    CancelForm,
    MoveForm,
    PresenceForm,
    SeriesForm,
    StandingAnswerForm,
)

__all__ = [
    "LENGTHS",
    "AnswerForm",
    "CancelForm",
    "DecisionForm",
    "MoveForm",
    "OutcomeForm",
    "PollAnswerForm",
    "PollEditForm",
    "PollForm",
    "PresenceForm",
    "SeriesForm",
    "StandingAnswerForm",
]
