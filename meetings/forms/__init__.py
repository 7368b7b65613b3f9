from meetings.forms.decision import DecisionForm
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
    "PresenceForm",
    "SeriesForm",
    "StandingAnswerForm",
]
