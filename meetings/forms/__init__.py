from meetings.forms.scheduling import LENGTHS, AnswerForm, CancelForm, MoveForm, PresenceForm, SeriesForm

__all__ = ["LENGTHS", "AnswerForm", "CancelForm", "MoveForm", "PresenceForm", "SeriesForm"]
