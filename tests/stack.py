"""PostgreSQL and Redis for the suite, there before Django's settings are read; loaded early, by `-p tests.stack`.

Each run has servers to itself: two runs at once take two folders. Workers of xdist inherit the addresses.
"""

import atexit
import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

from mastermind.embedded import DATA, EmbeddedError, provide
from mastermind.servers.locks import take


def free_folder() -> Path:
    """The first of .data/test, .data/test2, ... that no other run uses."""
    number = 1
    while True:
        folder = DATA / f"test{number if number > 1 else ''}"
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / "suite").open("a")
        if take(lock):
            atexit.register(lock.close)  # which keeps it open till then
            return folder
        lock.close()
        number += 1


def prepare() -> None:
    """Provide the servers, then let the suite run as production does."""
    os.environ["DEBUG"] = "true"
    try:
        folder = free_folder()
        provide(os.environ, folder, durable=False)
    except (EmbeddedError, OSError) as error:
        sys.exit(f"The tests need PostgreSQL and Redis. {error}")
    os.environ["DEBUG"] = "false"
    os.environ["STATIC_ROOT"] = str(folder / "static")


if "PYTEST_XDIST_WORKER" not in os.environ:
    prepare()
else:  # a worker's cache, and the limits kept in it, are its own; the journeys' processes use the databases below
    number = 8 + int(os.environ["PYTEST_XDIST_WORKER"].removeprefix("gw")) % 8
    os.environ["REDIS_URL"] = urlsplit(os.environ["REDIS_URL"])._replace(path=f"/{number}").geturl()
