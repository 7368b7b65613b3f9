from accounts.forms.community import (
    CommunityAnswerForm,
    CommunityForm,
    CommunityInviteForm,
    CommunityRequestForm,
    CommunityRoleForm,
    NewCommunityForm,
)
from accounts.forms.once import OnceForm
from accounts.forms.profile import ProfileForm
from accounts.forms.signup import SignupForm
from accounts.forms.topics import TopicsForm
from accounts.forms.zone import ZoneField, ZoneSelect

__all__ = [
    "CommunityAnswerForm",
    "CommunityForm",
    "CommunityInviteForm",
    "CommunityRequestForm",
    "CommunityRoleForm",
    "NewCommunityForm",
    "OnceForm",
    "ProfileForm",
    "SignupForm",
    "TopicsForm",
    "ZoneField",
    "ZoneSelect",
]
