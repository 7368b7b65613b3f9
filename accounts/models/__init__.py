from accounts.models.availability import Availability
from accounts.models.community import Community, CommunityDomain
from accounts.models.community_joining import CommunityImport, CommunityInvitation, CommunityRequest
from accounts.models.community_membership import CommunityAbility, CommunityMembership
from accounts.models.community_reading import CommunityReading
from accounts.models.distance import Block, Conflict, apart_from, competitors_of, is_apart
from accounts.models.expertise import Expertise, PersonExpertise
from accounts.models.goal import Goal
from accounts.models.industry import Industry
from accounts.models.notice import Notice
from accounts.models.preference import AddressMute, Mute
from accounts.models.suspension import Suspension
from accounts.models.user import User

__all__ = [
    "AddressMute",
    "Availability",
    "Block",
    "Community",
    "CommunityAbility",
    "CommunityDomain",
    "CommunityImport",
    "CommunityInvitation",
    "CommunityMembership",
    "CommunityReading",
    "CommunityRequest",
    "Conflict",
    "Expertise",
    "Goal",
    "Industry",
    "Mute",
    "Notice",
    "PersonExpertise",
    "Suspension",
    "User",
    "apart_from",
    "competitors_of",
    "is_apart",
]
