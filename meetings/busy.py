"""Who is busy when: that somebody meets with another group then, and nothing else of it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

from django.db.models import Q

from groups.models import Group, Membership
from meetings.models import Meeting, Series
from meetings.recurrence import Occurrence

Span = tuple[datetime, datetime]
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Busy:
    """When each of a group's members meets elsewhere, with their first name, and when the group itself meets."""

    elsewhere: list[tuple[str, list[Span]]]
    here: list[Span]

    @classmethod
    def of(cls, group: Group, people: Sequence[Membership], dates: Sequence[Occurrence], but: Series) -> "Busy":
        """Around these dates, of these members only; without the series `but` itself. Three queries, whatever there is.

        Dates too far ahead to be meetings yet count as well.
        """
        if not dates:
            return cls([], [])
        seats = Membership.objects.present().filter(user__in=[each.user_id for each in people], group__closure=None)
        groups: dict[int, set[int]] = defaultdict(set)
        for user, at in seats.values_list("user", "group"):
            groups[at].add(user)
        elsewhere: dict[int, list[Span]] = defaultdict(list)
        here: list[Span] = []
        for at, span in _spans(groups, dates, but):
            if at == group.pk:
                here.append(span)
                continue
            for user in groups[at]:
                elsewhere[user].append(span)
        return cls([(each.user.first_name, elsewhere[each.user_id]) for each in people], here)

    def names(self, date: Occurrence) -> list[str]:
        """Who meets elsewhere while this date lasts."""
        return sorted(name for name, spans in self.elsewhere if _meets(date, spans))

    def is_taken(self, date: Occurrence) -> bool:
        """Whether the group meets already while this date lasts."""
        return _meets(date, self.here)


def _meets(date: Occurrence, spans: Iterable[Span]) -> bool:
    return any(starts_at < date.ends_at and ends_at > date.starts_at for starts_at, ends_at in spans)


def _spans(groups: Iterable[int], dates: Sequence[Occurrence], but: Series) -> Iterable[tuple[int, Span]]:
    """The meetings of these groups around the dates, made or still to be made."""
    first, last = dates[0].starts_at, max(each.ends_at for each in dates)
    made = (
        Meeting.objects.filter(group__in=groups).exclude(series=but.pk).annotate(is_off=Q(cancellation__isnull=False))
    )
    around = Q(starts_at__lt=last, ends_at__gt=first)
    rows = made.filter(around | Q(cancellation__isnull=False, slot__gte=first.replace(tzinfo=None) - A_DAY))
    gone: set[tuple[int, datetime]] = set()
    for series, slot, at, starts_at, ends_at, is_off in rows.values_list(
        "series", "slot", "group", "starts_at", "ends_at", "is_off"
    ):
        gone.add((series, slot))
        if not is_off:
            yield at, (starts_at, ends_at)
    ahead = Series.objects.filter(group__in=groups, made_until__lt=last.replace(tzinfo=None)).exclude(pk=but.pk)
    for each in ahead:
        around_each = (each.dates(date.starts_at - A_DAY, date.ends_at) for date in dates)
        for date in chain.from_iterable(around_each):
            if each.made_until and date.key > each.made_until and (each.pk, date.key) not in gone:
                yield each.group_id, (date.starts_at, date.ends_at)
