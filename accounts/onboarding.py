"""The first three steps after sign-up: what somebody knows and looks for, works towards, and when they could meet."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import Availability, Goal, PersonExpertise, User
from mastermind.components import Chair


@dataclass(frozen=True, slots=True)
class SoFar:
    """What somebody has told of themselves."""

    user: User
    offers: int
    seeks: int
    goal: Goal | None
    half_hours: int

    @property
    def chairs(self) -> list[Chair]:
        """The table before anybody else has come."""
        return [Chair(8, self.user.initials, turn="now"), *[Chair(0, "", vacant=True)] * 5]


def so_far(user: User) -> SoFar:
    """How far somebody has come; three queries."""
    sides = [*PersonExpertise.objects.filter(user=user).values_list("side", flat=True)]
    availability = Availability.objects.filter(user=user).first()
    return SoFar(
        user=user,
        offers=sides.count(PersonExpertise.Side.OFFERS),
        seeks=sides.count(PersonExpertise.Side.SEEKS),
        goal=Goal.objects.filter(user=user).first(),
        half_hours=len(availability.slots) if availability else 0,
    )


def finish(user: User, now: datetime) -> None:
    """The first steps are over, done or skipped; nobody is led to them again. The first time counts."""
    User.objects.filter(pk=user.pk, onboarded_at=None).update(onboarded_at=now)
