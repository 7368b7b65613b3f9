"""Showing a piece to those who moderate: what somebody may report, and how it is frozen.

There is one lookup for each kind, through what the person can really see; whoever made a piece does not report it.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Model, Q, QuerySet

from accounts.models import Block, PersonExpertise, User, apart_from
from groups.models import Application, ApplicationMessage, Group, Membership, Report, Role, people_seen_by, tablemates

About = Report.About
Piece = User | Application | ApplicationMessage | Group


def within_sight(user: User, about: About) -> QuerySet[Any]:
    """The pieces of one kind that the person may report; what is already hidden is not among them."""
    return SIGHTS[about](user)


def _people(user: User) -> QuerySet[User]:
    """Those whose profile the person sees, and those at their tables or blocked by them all the same."""
    tables = Membership.objects.present().filter(group__in=Group.objects.of(user)).values("user")
    blocked = Block.objects.filter(user=user).values("blocked")
    seen = Q(pk__in=people_seen_by(user).values("pk")) | Q(pk__in=tables) | Q(pk__in=blocked)
    return User.objects.filter(seen).exclude(pk=user.pk)


def _applications(user: User) -> QuerySet[Application]:
    """Words at the doors the person answers, and of those about whom members are asked."""
    read = Q(group__in=_doors(user)) | Q(proposal__isnull=False)
    return Application.objects.seen_by(user).filter(read, hidden_at=None).exclude(user=user)


def _messages(user: User) -> QuerySet[ApplicationMessage]:
    """What others wrote at those doors, and at the person's own."""
    theirs = Application.objects.seen_by(user).filter(group__in=_doors(user))
    read = Q(application__in=theirs.values("pk")) | Q(application__user=user)
    return ApplicationMessage.objects.filter(read, hidden_at=None).exclude(by=user)


def _doors(user: User) -> QuerySet[Any]:
    return Membership.objects.running().filter(user=user).values("group")


def _groups(user: User) -> QuerySet[Group]:
    """Groups whose front page the person sees, but not their own property."""
    owned = Membership.objects.of(user).filter(role=Role.OWNER).values("group")
    return Group.objects.filter(pk__in=Group.objects.visible_to(user).values("pk")).exclude(pk__in=owned)


SIGHTS: dict[str, Callable[[User], QuerySet[Any]]] = {
    About.PERSON: _people,
    About.APPLICATION: _applications,
    About.MESSAGE: _messages,
    About.GROUP: _groups,
}


@transaction.atomic
def report(about: About, piece: Piece, *, by: User, words: str, now: datetime) -> Report:
    """Freeze a piece as it is and put it before those who moderate; twice while it waits is once."""
    made, _is_new = Report.objects.undecided().get_or_create(
        **{"about": about, "reporter": by, about.value: piece},
        defaults={"accused": answers_for(piece), "frozen": freeze(piece, by), "words": words, "created_at": now},
    )
    return made


def waiting_report(user: User, about: About, piece: Model) -> Report | None:
    """The person's own report of that piece, where nobody has decided yet."""
    return Report.objects.undecided().filter(**{"about": about, "reporter": user, about.value: piece}).first()


def answers_for(piece: Piece) -> User | None:
    """Who made the piece; for a group its owner."""
    if isinstance(piece, User):
        return piece
    if isinstance(piece, Group):
        return User.objects.filter(memberships__group=piece, memberships__role=Role.OWNER).first()
    return piece.by if isinstance(piece, ApplicationMessage) else piece.user


def freeze(piece: Piece, reader: User) -> dict[str, Any]:
    """The piece as it stands and as the reader sees it, and nothing around it."""
    if isinstance(piece, User):
        return _profile(piece, reader)
    if isinstance(piece, Group):
        return {"name": piece.name, "purpose": piece.purpose, "about": piece.about}
    if isinstance(piece, ApplicationMessage):
        return {"by": _named(piece.by, reader), "at": piece.created_at.isoformat(), "words": piece.words}
    answers = [{"question": each.question, "text": each.text} for each in piece.answers.all()]
    return {"by": piece.user.name, "at": piece.created_at.isoformat(), "words": piece.words, "answers": answers}


def _named(author: User, reader: User) -> str:
    """The name as the reader reads it: none of who keeps apart. Who moderates knows it all the same."""
    return "" if apart_from(reader).filter(pk=author.pk).exists() else author.name


def _profile(person: User, reader: User) -> dict[str, Any]:
    """The lines of a profile; what somebody works towards in their own words only for who sits with them."""
    known: dict[str, list[str]] = {"offers": [], "seeks": []}
    for row in PersonExpertise.objects.filter(user=person).select_related("expertise"):
        known[row.side].append(row.expertise.name)
    goal = getattr(person, "goal", None)
    read = tablemates(reader).filter(pk=person.pk).exists()
    return {
        "name": person.name,
        "work": person.work,
        "industry": person.get_industry_display(),
        "languages": person.language_names,
        **known,
        "goal": (goal.text if read else f"{goal.get_family_display()}, {goal.get_stage_display()}") if goal else "",
    }
