from datetime import datetime
from enum import StrEnum

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models, transaction
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import CommunityMembership, User, apart_from, competitors_of
from groups.models.group import LARGEST, Group
from groups.models.waiting import Waiting


class Ability(StrEnum):
    """What somebody may do in a group; the only words the door understands."""

    SEE = "see"
    ANSWER = "answer"
    LEAVE = "leave"
    SCHEDULE = "schedule"
    ADMIT = "admit"
    INVITE = "invite"
    OBJECT = "object"
    EXPORT = "export"
    OWN = "own"


class Role(models.TextChoices):
    MEMBER = "member", _("Member")
    FACILITATOR = "facilitator", _("Facilitator")
    OWNER = "owner", _("Owner")


_MEMBER = frozenset({Ability.SEE, Ability.ANSWER, Ability.LEAVE, Ability.OBJECT, Ability.EXPORT})
_FACILITATOR = _MEMBER | {Ability.SCHEDULE, Ability.ADMIT, Ability.INVITE}
# What is left when a group has closed: it can be read, taken along, and left.
AFTER_CLOSURE = frozenset({Ability.SEE, Ability.EXPORT, Ability.LEAVE})
# The whole of who may do what; templates and views ask this table and nothing else.
ABILITIES: dict[str, frozenset[Ability]] = {
    Role.MEMBER: _MEMBER,
    Role.FACILITATOR: _FACILITATOR,
    Role.OWNER: _FACILITATOR | {Ability.OWN},
}
RUNNING = [role for role, abilities in ABILITIES.items() if Ability.ADMIT in abilities]


class TableFull(Exception):
    """Every chair is taken, or kept for somebody who was offered it."""


class GroupClosed(Exception):
    """The group has ended; nobody joins it any more."""


class KeptApart(Exception):
    """The person and somebody at the table must not meet: nobody is told who, or why."""


class LastOwner(Exception):
    """The owner cannot leave before somebody else is the owner."""


class MembershipQuerySet(models.QuerySet["Membership"]):
    def seen_by(self, user: User) -> "MembershipQuerySet":
        """Those who sit, or sat, at the person's own tables."""
        return self.filter(group__in=Group.objects.of(user))

    def of(self, user: User | AnonymousUser) -> "MembershipQuerySet":
        """The person's own places, where they sit now."""
        return self.present().filter(user=user) if user.is_authenticated else self.none()

    def present(self) -> "MembershipQuerySet":
        """Those who sit at the table now."""
        return self.filter(left_at=None)

    def running(self) -> "MembershipQuerySet":
        """Those who look after the group and answer at its door."""
        return self.present().filter(role__in=RUNNING)

    def kept_apart_from(self, user: User) -> "MembershipQuerySet":
        """Those at any table now with whom the person must not sit; only whether there are any is for anybody's eyes.

        Blocked pairs and those named as not to be met, either way round; a line manager and those they manage; declared
        competitors where the charter as it stands does not want them.
        """
        newest = Group.objects.filter(pk=OuterRef("group")).order_by("-charters__version")
        apart = Q(user__in=apart_from(user).values("pk"))
        apart |= Q(user__in=CommunityMembership.objects.managed_apart(user).values("pk"))
        # In this order, so that few charters are read: few people have competitors.
        apart |= Q(user__in=competitors_of(user).values("pk")) & Q(competitors_welcome=False)
        welcome = Coalesce(Subquery(newest.values("charters__competitors_welcome")[:1]), False)
        return self.present().exclude(user=user).annotate(competitors_welcome=welcome).filter(apart)

    @transaction.atomic
    def seat(self, group: Group, user: User, *, role: Role, now: datetime) -> "Membership":
        """Give somebody the first free chair; whoever sits already keeps theirs, who comes back is one row.

        Joins of one group wait for each other, and a chair is unique in the database, so two people never get the
        last one; a chair offered to somebody on the waiting list is kept for them, and who sits down waits no longer.
        Raises TableFull, GroupClosed, or KeptApart.
        """
        held = Group.objects.hold(group.pk)
        taken = dict(self.present().filter(group=group).values_list("user_id", "chair"))
        if user.pk in taken:
            return self.get(group=group, user=user)
        if held.is_closed:
            raise GroupClosed
        if meets_apart(group, user):
            raise KeptApart
        chair = next((n for n in range(1, held.size + 1) if n not in taken.values()), None)
        kept = Waiting.objects.offered(now).filter(group=group).exclude(user=user).count()
        if chair is None or len(taken) + kept >= held.size:
            raise TableFull
        membership, _created = self.update_or_create(
            group=group, user=user, defaults={"role": role, "chair": chair, "joined_at": now, "left_at": None}
        )
        Waiting.objects.waiting().filter(group=group, user=user).order_by().update(
            ended_at=now, outcome=Waiting.Outcome.TAKEN
        )
        return membership


def meets_apart(group: Group, user: User) -> bool:
    """Whether the person must not sit at this table: the blind check, done before any name is shown."""
    return Membership.objects.kept_apart_from(user).filter(group=group).exists()


class Membership(models.Model):
    """Somebody's place in a group: one row for ever, also after leaving and coming back."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=11, choices=Role, default=Role.MEMBER)
    chair = models.PositiveSmallIntegerField(_("chair"))
    joined_at = models.DateTimeField(_("joined"), default=timezone.now)
    left_at = models.DateTimeField(_("left"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["chair"]
        constraints = [
            models.UniqueConstraint(fields=["group", "user"], name="one_membership_per_group"),
            models.UniqueConstraint(fields=["group", "chair"], condition=Q(left_at=None), name="one_person_per_chair"),
            models.UniqueConstraint(
                fields=["group"], condition=Q(left_at=None, role="owner"), name="one_owner_per_group"
            ),
            models.CheckConstraint(condition=Q(chair__range=(1, LARGEST)), name="chair_exists"),
            models.CheckConstraint(condition=Q(role__in=["member", "facilitator", "owner"]), name="role_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.group}"

    def can(self, ability: Ability) -> bool:
        """Whether this person may do that here now; a closed group is only read, taken along and left."""
        able = ABILITIES[self.role] & AFTER_CLOSURE if self.group.is_closed else ABILITIES[self.role]
        return self.left_at is None and ability in able

    @property
    def runs(self) -> bool:
        """Whether this person looks after the group."""
        return self.role in RUNNING

    @property
    def colour(self) -> int:
        """The number of the seat's colour, 1 to 8, given in joining order."""
        return (self.chair - 1) % 8 + 1

    @transaction.atomic
    def leave(self, now: datetime) -> None:
        """Free the chair; leaving twice is leaving once.

        Raises LastOwner for the owner, who hands over first, unless the group has closed: then nothing depends on them.
        """
        group = Group.objects.hold(self.group_id)
        held = Membership.objects.select_for_update().get(pk=self.pk)
        if held.role == Role.OWNER and not group.is_closed:
            raise LastOwner
        if held.left_at is None:
            Membership.objects.filter(pk=self.pk).update(left_at=now, role=Role.MEMBER)
        self.refresh_from_db()

    @transaction.atomic
    def hand_over(self, heir: "Membership") -> None:
        """Make a present member of the same group the owner; the former owner stays as a facilitator.

        Raises Membership.DoesNotExist when either has left, is no owner, or is an heir whose account is shut, by the
        time it happens; GroupClosed.
        """
        if Group.objects.hold(self.group_id).is_closed:
            raise GroupClosed
        seated = Membership.objects.present().filter(group=self.group_id)
        pair = seated.exclude(pk=heir.pk, user__is_active=False).select_for_update(of=["self"]).order_by("pk")
        rows = {row.pk: row for row in pair}
        if heir.pk not in rows or self.pk not in rows or rows[self.pk].role != Role.OWNER:
            raise Membership.DoesNotExist
        Membership.objects.filter(pk=self.pk).update(role=Role.FACILITATOR)
        Membership.objects.filter(pk=heir.pk).update(role=Role.OWNER)
