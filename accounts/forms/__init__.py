from accounts.forms.once import OnceForm
from accounts.forms.profile import ProfileForm
from accounts.forms.signup import SignupForm
from accounts.forms.topics import TopicsForm
from accounts.forms.zone import ZoneField, ZoneSelect

__all__ = ["OnceForm", "ProfileForm", "SignupForm", "TopicsForm", "ZoneField", "ZoneSelect"]
