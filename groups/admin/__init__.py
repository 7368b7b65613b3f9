"""Groups from outside: who sits where and since when, never what was said. Words of applicants and answers stay out."""

from groups.admin import buddy, door, group, invitation, membership, report

__all__ = ["buddy", "door", "group", "invitation", "membership", "report"]
