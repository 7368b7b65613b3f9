"""The guard under which every test runs: no statement may ask PostgreSQL to think in a zone; its copy may be wrong."""

import re
from collections.abc import Callable
from typing import Any

LOCAL_TIME = re.compile(
    r"at time zone|\btimezone\s*\(|date_trunc|current_date|localtime|make_timestamptz", re.IGNORECASE
)


class LocalTimeInSQL(AssertionError):
    """A statement left it to PostgreSQL what a clock on a wall shows."""


def read_along(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """For `connection.execute_wrapper`: each statement as it is sent."""
    if LOCAL_TIME.search(str(sql)):
        raise LocalTimeInSQL(sql)
    return execute(sql, params, many, context)
