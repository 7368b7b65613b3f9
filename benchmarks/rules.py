"""What rules cost: the rules that people choose, and the worst that can be read, against a yardstick of one run.

    PYTHONPATH=. .venv/bin/python benchmarks/rules.py

The yardstick is dateutil alone, asked for 500 weekly dates. Nothing is asserted.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import islice
from time import process_time

import django
from dateutil.rrule import WEEKLY, rrule
from django.conf import settings

from meetings import recurrence, rule_text
from meetings.recurrence import Recurrence

settings.configure(USE_TZ=True)  # words are all that is asked of Django
django.setup()

START, HOURS = datetime(1990, 1, 1, 18), ",".join(map(str, range(24)))  # noqa: DTZ001 - a wall clock
TODAY, LATE, FAR = (datetime(year, 11, 25, tzinfo=UTC) for year in (2026, 2039, 9999))
RULES = {
    "every week": "FREQ=WEEKLY",
    "every two weeks": "FREQ=WEEKLY;INTERVAL=2",
    "every day": "FREQ=DAILY",
    "the first Monday": "FREQ=MONTHLY;BYDAY=1MO",
    "every year": "FREQ=YEARLY",
    "5,000 days, counted": "FREQ=DAILY;COUNT=5000",
    "24 times on every second day": f"FREQ=DAILY;INTERVAL=2;BYHOUR={HOURS}",
    "every 999 days": "FREQ=DAILY;INTERVAL=999",
    "Mondays that are a 1st, counted": "FREQ=MONTHLY;BYDAY=MO;BYMONTHDAY=1;COUNT=5000",
    "many positions": "FREQ=YEARLY;BYDAY=MO;BYSETPOS=1," + ",".join(map(str, range(-366, -336))),
    "all hours of a year": f"FREQ=YEARLY;BYDAY=SU,MO,TU,WE,TH,FR,SA;BYHOUR={HOURS}",
    "no dates at all": "FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=50",
}


def cost(work: Callable[[], object], rounds: int = 5) -> float:
    """Milliseconds of this process alone; the best of some rounds. What is refused costs what refusing costs."""
    best = float("inf")
    for _ in range(rounds):
        rule_text.read.cache_clear()
        recurrence._first.cache_clear()
        begun = process_time()
        with suppress(ValueError):
            work()
        best = min(best, process_time() - begun)
    return best * 1000


def row(name: str, rule: str, unit: float) -> str:
    def made() -> Recurrence:
        return Recurrence(rule, START.replace(hour=0), "Europe/Brussels", timedelta(minutes=90))

    works: list[Callable[[], object]] = [
        made,
        lambda: made().between(TODAY, TODAY + timedelta(days=90)),
        lambda: made().between(TODAY, FAR),  # 500 of them, or all there are
        lambda: made().next(LATE),
    ]
    found = [cost(work) for work in works]
    return f"| {name} | {' | '.join(f'{each / unit:.2f}' for each in found)} | {max(found):.1f} |"


def main() -> None:
    unit = cost(lambda: list(islice(rrule(WEEKLY, dtstart=START), 500)))
    print(f"yardstick: {unit:.2f} ms")
    print("| rule, since 1990 | read | 90 days | 500 dates | next, after 49 years | the most, in ms |")
    print("|---|---|---|---|---|---|")
    for name, rule in RULES.items():
        print(row(name, rule, unit))


if __name__ == "__main__":
    main()
