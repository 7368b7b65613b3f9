from accounts.forms.availability import AvailabilityForm
from accounts.forms.community import (
    CommunityAnswerForm,
    CommunityForm,
    CommunityImportForm,
    CommunityInviteForm,
    CommunityRequestForm,
    CommunityRoleForm,
    NewCommunityForm,
)
from accounts.forms.expertise import ExpertisesForm, Families
from accounts.forms.goal import GoalForm
from accounts.forms.once import OnceForm
from accounts.forms.privacy import ConflictsForm, PrivacyForm
from accounts.forms.profile import ProfileForm
from accounts.forms.signup import SignupForm
from accounts.forms.topics import TopicsForm
from accounts.forms.zone import ZoneField, ZoneSelect

__all__ = [
    "AvailabilityForm",
    "CommunityAnswerForm",
    "CommunityForm",
    "CommunityImportForm",
    "CommunityInviteForm",
    "CommunityRequestForm",
    "CommunityRoleForm",
    "ConflictsForm",
    "ExpertisesForm",
    "Families",
    "GoalForm",
    "NewCommunityForm",
    "OnceForm",
    "PrivacyForm",
    "ProfileForm",
    "SignupForm",
    "TopicsForm",
    "ZoneField",
    "ZoneSelect",
]
