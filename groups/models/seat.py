from collections.abc import Iterable

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Expertise, User
from groups.models.group import Group
from groups.models.membership import Membership

# Nobody holds it: never taken, or its holder has left the table since, whether or not they came back.
FREE = Q(holder=None) | Q(holder__left_at__isnull=False) | Q(held_at__lt=F("holder__joined_at"))


class SeatQuerySet(models.QuerySet["Seat"]):
    def seen_by(self, user: User) -> "SeatQuerySet":
        """The seats of the person's own boards."""
        return self.filter(group__in=Group.objects.of(user))

    def free(self) -> "SeatQuerySet":
        """Those nobody holds; what is free may still be offered to somebody."""
        return self.filter(FREE)

    def free_at(self, board: Group) -> "SeatQuerySet":
        """A board's free seats with their expertise; none of other groups."""
        return self.free().filter(group=board, group__kind=Group.Kind.BOARD).select_related("expertise")


class Seat(models.Model):
    """A place for one expertise on an advisory board, with one holder at most.

    It is held while its holder sits at the table since before they took it. Whoever leaves frees it by leaving, and
    does not take it back by returning; the row needs no change for that.
    """

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="seats")
    expertise = models.ForeignKey(Expertise, on_delete=models.PROTECT, related_name="+")
    holder = models.OneToOneField(Membership, on_delete=models.SET_NULL, null=True, blank=True, related_name="seat")
    held_at = models.DateTimeField(_("held since"), null=True, blank=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["group", "expertise"], name="one_seat_per_expertise"),
            models.CheckConstraint(condition=Q(holder=None) | Q(held_at__isnull=False), name="held_seat_has_a_moment"),
        ]

    def __str__(self) -> str:
        return f"{self.expertise}, {self.group}"

    @property
    def is_held(self) -> bool:
        """Whether somebody holds it now. Free of a query with `select_related("holder")`."""
        holder, held_at = self.holder, self.held_at
        return holder is not None and held_at is not None and holder.left_at is None and held_at >= holder.joined_at


def wanted_at(group: Group) -> models.QuerySet[Expertise]:
    """What a group looks for: the expertise it names, and that of a board's free seats."""
    seats = Seat.objects.free().filter(group=group)
    return Expertise.objects.filter(Q(pk__in=group.wanted.values("pk")) | Q(pk__in=seats.values("expertise")))


def wanting(expertises: Iterable[int]) -> models.QuerySet[Group]:
    """The groups that look for one of these, by primary key; cheap to ask of many groups at once."""
    named = Group.wanted.through.objects.filter(expertise__in=expertises).values("group")
    seats = Seat.objects.free().filter(expertise__in=expertises).values("group")
    return Group.objects.filter(Q(pk__in=named) | Q(pk__in=seats))
