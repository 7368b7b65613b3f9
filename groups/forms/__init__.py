from groups.forms.application import AnswerForm, ApplicationForm
from groups.forms.buddy import BuddyAnswerForm, BuddyRequestForm
from groups.forms.charter import CharterForm
from groups.forms.closure import ClosureForm
from groups.forms.group import GroupForm, NewGroupForm
from groups.forms.membership import RoleForm, SeatForm
from groups.forms.report import ReasonForm, ReportForm, VerdictForm

__all__ = [
    "AnswerForm",
    "ApplicationForm",
    "BuddyAnswerForm",
    "BuddyRequestForm",
    "CharterForm",
    "ClosureForm",
    "GroupForm",
    "NewGroupForm",
    "ReasonForm",
    "ReportForm",
    "RoleForm",
    "SeatForm",
    "VerdictForm",
]
