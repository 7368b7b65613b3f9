from groups.models.application import Application, ApplicationAnswer, ApplicationMessage
from groups.models.buddy import BuddyRequest, Renewal, Trial
from groups.models.charter import Charter, CharterSignature, unsigned
from groups.models.closure import Closure
from groups.models.group import Group
from groups.models.invitation import Invitation, InvitationUse
from groups.models.membership import (
    Ability,
    GroupClosed,
    KeptApart,
    LastOwner,
    Membership,
    Role,
    TableFull,
    meets_apart,
)
from groups.models.people import lines_at_tables, people_seen_by, tablemates, without_table
from groups.models.proposal import Objection, Proposal
from groups.models.question import JoinQuestion
from groups.models.report import ModerationAct, Report, Verdict
from groups.models.seat import Seat, wanted_at, wanting
from groups.models.waiting import Waiting

__all__ = [
    "Ability",
    "Application",
    "ApplicationAnswer",
    "ApplicationMessage",
    "BuddyRequest",
    "Charter",
    "CharterSignature",
    "Closure",
    "Group",
    "GroupClosed",
    "Invitation",
    "InvitationUse",
    "JoinQuestion",
    "KeptApart",
    "LastOwner",
    "Membership",
    "ModerationAct",
    "Objection",
    "Proposal",
    "Renewal",
    "Report",
    "Role",
    "Seat",
    "TableFull",
    "Trial",
    "Verdict",
    "Waiting",
    "lines_at_tables",
    "meets_apart",
    "people_seen_by",
    "tablemates",
    "unsigned",
    "wanted_at",
    "wanting",
    "without_table",
]
