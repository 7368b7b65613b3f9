"""The week in half hours. A slot is the number of a half hour since Monday 00:00, 0 to 335."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import time, timedelta
from itertools import chain

from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

SLOTS_A_DAY = 48
HALF_HOUR = timedelta(minutes=30)
DAYS = range(7)
SLOTS = len(DAYS) * SLOTS_A_DAY
# A meeting that begins before, or ends after, is at an unsocial hour for whose clock shows it.
SOCIAL_FROM, SOCIAL_UNTIL = time(7), time(22)

# How the grid is cut into tables: key, name, first hour, hour after the last.
PARTS: tuple[tuple[str, str | Promise, int, int], ...] = (
    ("night", gettext_lazy("Before seven"), 0, 7),
    ("morning", gettext_lazy("Morning"), 7, 12),
    ("afternoon", gettext_lazy("Afternoon"), 12, 17),
    ("evening", gettext_lazy("Evening"), 17, 22),
    ("late", gettext_lazy("After ten at night"), 22, 24),
)
OF_A_DAY = {
    "night": gettext_lazy("You both have time on %(day)s before seven."),
    "morning": gettext_lazy("You both have %(day)s mornings."),
    "afternoon": gettext_lazy("You both have %(day)s afternoons."),
    "evening": gettext_lazy("You both have %(day)s evenings."),
    "late": gettext_lazy("You both have time on %(day)s after ten at night."),
}
ALWAYS_SHOWN = {"morning", "afternoon", "evening"}


@dataclass(frozen=True, slots=True)
class Row:
    """One half hour, Monday to Sunday; each cell is the slot, its spoken label, and whether it is marked."""

    clock: str
    cells: list[tuple[int, str, bool]]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the day; `aside` is the one that only few people need."""

    key: str
    name: str | Promise
    rows: list[Row]

    @property
    def marked(self) -> int:
        """How many of its half hours are marked."""
        return sum(marked for row in self.rows for _slot, _label, marked in row.cells)

    @property
    def aside(self) -> bool:
        """Whether it is folded away also where there is room."""
        return self.key not in ALWAYS_SHOWN


def slot_of(day: int, at: time) -> int:
    """The half hour that begins then; Monday is day 0. Raises ValueError where none does."""
    if day not in DAYS or at.minute % 30 or at.second or at.microsecond:
        raise ValueError(f"No half hour begins on day {day} at {at}.")
    return day * SLOTS_A_DAY + at.hour * 2 + at.minute // 30


def day_and_time(slot: int) -> tuple[int, time]:
    """On which day, Monday is 0, and when a half hour begins. Raises ValueError for a number that is none."""
    if slot not in range(SLOTS):
        raise ValueError(f"{slot} is no half hour of a week.")
    day, half = divmod(slot, SLOTS_A_DAY)
    return day, time(half // 2, half % 2 * 30)


def spoken(slot: int) -> str:
    """ "Tuesday 18:30", in the active language."""
    day, at = day_and_time(slot)
    return _("%(day)s %(time)s") % {"day": WEEKDAYS[day], "time": f"{at:%H:%M}"}


def heads() -> list[tuple[str, str]]:
    """The days as the head of a table: "Mon", "Monday"."""
    return [(str(WEEKDAYS_ABBR[day]), str(WEEKDAYS[day])) for day in DAYS]


def parts(marked: Collection[int]) -> list[Part]:
    """The whole week by part of the day, for a grid."""
    return [
        Part(key, name, [_row(half, marked) for half in range(first * 2, end * 2)]) for key, name, first, end in PARTS
    ]


def _row(half: int, marked: Collection[int]) -> Row:
    slots = [day * SLOTS_A_DAY + half for day in DAYS]
    return Row(f"{half // 2:02}:{half % 2 * 30:02}", [(slot, spoken(slot), slot in marked) for slot in slots])


def moved(slots: Iterable[int], ahead: timedelta) -> set[int]:
    """The same half hours on a clock that is so far ahead; to the nearest, where clocks differ by a quarter."""
    return {(slot + round(ahead / HALF_HOUR)) % SLOTS for slot in slots}


def in_common(slots: Iterable[int]) -> str:
    """When two meet best who share these half hours: the part of a day with most of them; empty for none."""
    most = Counter(map(_day_and_part, sorted(slots))).most_common(1)
    return "".join(OF_A_DAY[part] % {"day": WEEKDAYS[day]} for (day, part), _count in most)


def _day_and_part(slot: int) -> tuple[int, str]:
    day, half = divmod(slot, SLOTS_A_DAY)
    return day, next(key for key, _name, _first, end in PARTS if half < end * 2)


def between(days: Iterable[int], first: int, end: int) -> list[int]:
    """The half hours of these days from one full hour to another."""
    return list(chain.from_iterable(range(day * SLOTS_A_DAY + first * 2, day * SLOTS_A_DAY + end * 2) for day in days))


def stretches(slots: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Half hours next to each other on one day, as the first and one after the last."""
    wanted = set(slots)
    for first in sorted(slot for slot in wanted if slot - 1 not in wanted or slot % SLOTS_A_DAY == 0):
        after = first + 1
        while after in wanted and after % SLOTS_A_DAY:
            after += 1
        yield first, after
