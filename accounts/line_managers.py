"""Line managers as a list names them: who cannot be one. Pure: addresses in, problems out."""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from accounts.sheets import Problem, Row


def chain_problems(rows: list[Row], known: Mapping[str, str], heading: str) -> Iterator[Problem]:
    """Those that cannot be: unknown in the file and in `known` (address to manager's address, or to nothing),
    or managed, step by step, by those they manage."""
    manager_of = {**known, **{row["email"]: row["manager"] for row in rows if row["manager"] is not None}}
    there = set(known) | {row["email"] for row in rows}
    circling = _in_circles(manager_of)
    for row in rows:
        if row["manager"] and row["manager"] not in there:
            text = _("%(address)s is neither in this file nor in the community. Add a line for them.")
            yield Problem(row["line"], heading, text % {"address": row["manager"]})
        elif row["manager"] and row["email"] in circling:
            yield Problem(row["line"], heading, _("Seen along the line, they would manage themselves."))


def _in_circles(manager_of: Mapping[str, str | None]) -> set[str]:
    circling: set[str] = set()
    done: set[str] = set()
    for start in manager_of:
        path: dict[str, int] = {}
        here: str | None = start
        while here and here not in done and here not in path:
            path[here] = len(path)
            here = manager_of.get(here)
        if here in path:
            circling.update(each for each, step in path.items() if step >= path[here])
        done.update(path)
    return circling
