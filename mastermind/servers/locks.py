"""File locks that say who lives: they end with their holder, however that ends."""

import fcntl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

PATIENCE = 60.0  # seconds for a server to answer or to end; recovery after a power cut takes some


def wait_until(done: Callable[[], bool], seconds: float = PATIENCE) -> bool:
    """Whether `done()` came true within so many seconds."""
    end = time.monotonic() + seconds
    while not done():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Alone with `path`, waiting for whoever holds it."""
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def is_locked(path: Path) -> bool:
    """Whether a living process holds a lock on `path`."""
    if not path.exists():
        return False
    with path.open("r") as file:
        return not take(file)


def take(file: IO[str]) -> bool:
    """Lock an open file if nobody else holds it."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
