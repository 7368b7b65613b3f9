from accounts.models.community import Community, CommunityMembership
from accounts.models.notice import Notice
from accounts.models.preference import Mute
from accounts.models.user import User

__all__ = ["Community", "CommunityMembership", "Mute", "Notice", "User"]
