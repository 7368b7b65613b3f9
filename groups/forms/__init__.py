from groups.forms.application import ApplicationForm, JoinQuestionsForm, MessageForm, ObjectionForm
from groups.forms.buddy import BuddyAnswerForm, BuddyRequestForm
from groups.forms.charter import CharterForm
from groups.forms.closure import ClosureForm
from groups.forms.group import GroupForm, NewGroupForm
from groups.forms.invitation import AcceptanceForm, EmailInvitationForm, LinkInvitationForm
from groups.forms.membership import RoleForm, SeatForm
from groups.forms.report import ReasonForm, ReportForm, VerdictForm
from groups.forms.round import RoundForm
from groups.forms.seat import FirstSeatsForm, HolderForm, NewSeatForm

__all__ = [
    "AcceptanceForm",
    "ApplicationForm",
    "BuddyAnswerForm",
    "BuddyRequestForm",
    "CharterForm",
    "ClosureForm",
    "EmailInvitationForm",
    "FirstSeatsForm",
    "GroupForm",
    "HolderForm",
    "JoinQuestionsForm",
    "LinkInvitationForm",
    "MessageForm",
    "NewGroupForm",
    "NewSeatForm",
    "ObjectionForm",
    "ReasonForm",
    "ReportForm",
    "RoleForm",
    "RoundForm",
    "SeatForm",
    "VerdictForm",
]
