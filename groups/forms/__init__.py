from groups.forms.application import AnswerForm, ApplicationForm
from groups.forms.charter import CharterForm
from groups.forms.closure import ClosureForm
from groups.forms.group import GroupForm, NewGroupForm
from groups.forms.membership import RoleForm
from groups.forms.report import ReportForm

__all__ = [
    "AnswerForm",
    "ApplicationForm",
    "CharterForm",
    "ClosureForm",
    "GroupForm",
    "NewGroupForm",
    "ReportForm",
    "RoleForm",
]
