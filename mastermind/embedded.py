"""PostgreSQL and Redis from wheels, when no address is given: for development and tests, never for production.

Every process that needs them holds a shared lock on `<data>/users`; the last to leave stops them. A process that is
killed loses its lock by itself; the servers it leaves behind are found by the next start, or ended by `make stop`.
"""

import atexit
import fcntl
import os
import secrets
import signal
import sys
from collections.abc import MutableMapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TextIO
from urllib.parse import quote

from mastermind.servers import EmbeddedError, Postgres, Redis, Server
from mastermind.servers.locks import is_locked, locked, take, wait_until

__all__ = ["EmbeddedError", "leave", "provide", "status", "stop"]

DATA = Path(__file__).resolve().parent.parent / ".data"
FALSE = {"false", "f", "no", "n", "off", "0"}

_held: dict[Path, TextIO] = {}


def provide(environ: MutableMapping[str, str], data: Path = DATA, *, durable: bool = True) -> None:
    """Fill in what development leaves unset: DATABASE_URL and REDIS_URL with running servers, and the other must-haves.

    Does nothing where DEBUG is off, or unset beside two addresses: that is production. Costs a second the first time,
    a tenth later. Raises EmbeddedError. `durable=False` gives up safety after a power cut for speed.
    """
    missing = {"DATABASE_URL", "REDIS_URL"} - environ.keys()
    if environ.get("DEBUG", "true" if missing else "false").lower() in FALSE:
        return
    data = data.resolve()
    make_folder(data)
    environ.setdefault("DEBUG", "true")
    # A fourth slash, since the reader takes one away; it does not decode, so only what would end the path is quoted.
    environ.setdefault("EMAIL_URL", "file:///" + quote(f"{data}/mail", safe="/ "))
    try:
        with locked(data / "start"):
            if "SECRET_KEY" not in environ:
                environ["SECRET_KEY"] = _secret_key(data / "secret_key")
            environ.update(_start(missing, data, durable=durable))
    except OSError as error:
        raise EmbeddedError(f"{error.filename} cannot be used: {error.strerror}.") from None


def _start(names: set[str], data: Path, *, durable: bool) -> dict[str, str]:
    """Have the servers of these variables run; their addresses. Call it with the folder's start locked."""
    if names:
        _hold(data)
    servers = {name: server for name, server in _servers(data, durable=durable).items() if name in names}
    for server in servers.values():
        server.start()
    return {name: server.url for name, server in servers.items()}


def make_folder(data: Path) -> None:
    """Make the data folder; EmbeddedError if it cannot be written."""
    try:
        data.mkdir(parents=True, exist_ok=True)
        (data / "start").touch()
    except OSError as error:
        raise EmbeddedError(f"The folder {data} cannot be written: {error.strerror}.") from None
    if not os.access(data, os.W_OK):
        raise EmbeddedError(f"The folder {data} cannot be written: it belongs to somebody else.")


def stop(data: Path = DATA) -> list[str]:
    """End `make run` and every server below `data`, whoever uses them; the names of what was ended."""
    ended = ["make run"] if _stop_run(data) else []
    for folder in [data, *sorted(data.glob("*/"))]:
        if (folder / "start").exists():
            with locked(folder / "start"):
                ended += [server.name for server in _servers(folder).values() if server.stop()]
    return ended


def status(data: Path = DATA) -> list[str]:
    """One line for each server below `data` that runs."""
    return [
        f"{server.name} runs in {server.folder} (process {server.pid()})."
        for folder in [data, *sorted(data.glob("*/"))]
        for server in _servers(folder).values()
        if is_locked(server.lock)
    ]


def _servers(data: Path, *, durable: bool = True) -> dict[str, Server]:
    return {
        "DATABASE_URL": Postgres(data / "postgres", durable=durable),
        "REDIS_URL": Redis(data / "redis", durable=durable),
    }


def _secret_key(file: Path) -> str:
    if not file.exists() or not file.read_text():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(48))
    return file.read_text()


def _hold(data: Path) -> None:
    if data not in _held:
        _held[data] = (data / "users").open("a")
        fcntl.flock(_held[data], fcntl.LOCK_SH)
        atexit.register(partial(leave, data, os.getpid()))


def leave(data: Path, user: int | None = None) -> None:
    """Need the servers no longer; the last to leave stops them. A fork of the user leaves nothing."""
    if user not in (None, os.getpid()) or data not in _held:
        return
    with _held.pop(data) as users:
        if not data.exists():
            return
        with locked(data / "start"):
            if take(users):
                for server in _servers(data).values():
                    server.stop()


def _stop_run(data: Path) -> bool:
    """End the development command of this folder, or what a killed one left behind."""
    lock = data / "run"
    if not is_locked(lock):
        return False
    for number in (signal.SIGTERM, signal.SIGKILL):
        for pid in lock.read_text().split():
            with suppress(ProcessLookupError):
                os.kill(int(pid), number)
        if wait_until(lambda: not is_locked(lock), 15):
            break
    return True


def main(arguments: list[str]) -> int:
    """`python -m mastermind.embedded stop|status`."""
    if arguments == ["stop"]:
        sys.stdout.write(f"Stopped: {', '.join(stop()) or 'nothing was running'}.\n")
    elif arguments == ["status"]:
        sys.stdout.write("\n".join(status() or ["Nothing runs."]) + "\n")
    else:
        sys.stderr.write("Use: python -m mastermind.embedded stop|status\n")
        return 2
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (EmbeddedError, PermissionError) as error:
        sys.exit(str(error))
