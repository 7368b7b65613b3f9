"""Groups from outside: who sits where and since when, never what was said. Words of applicants and answers stay out."""

from groups.admin import buddy, group, membership, report

__all__ = ["buddy", "group", "membership", "report"]
