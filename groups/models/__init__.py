from groups.models.application import Application
from groups.models.charter import Charter, CharterSignature, unsigned
from groups.models.group import Group
from groups.models.membership import Ability, LastOwner, Membership, Role, TableFull

__all__ = [
    "Ability",
    "Application",
    "Charter",
    "CharterSignature",
    "Group",
    "LastOwner",
    "Membership",
    "Role",
    "TableFull",
    "unsigned",
]
