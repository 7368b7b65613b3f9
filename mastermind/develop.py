"""`make run`: everything from one command, and nothing left behind."""

import fcntl
import os
import signal
import socket
import sys
from collections.abc import Mapping, MutableMapping
from pathlib import Path
from threading import Thread
from typing import TextIO
from urllib.request import urlopen

import django
from django.core.management import call_command
from django.db import connection
from honcho.environ import parse_procfile

from mastermind.embedded import DATA, EmbeddedError, make_folder, provide
from mastermind.processes import Processes
from mastermind.servers.locks import is_locked, wait_until

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Run until Ctrl-C (0), or until something fails (1, and a sentence)."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    try:
        run(os.environ)
    except KeyboardInterrupt:
        return 0
    except EmbeddedError as error:
        sys.stderr.write(f"{error}\n")
    return 1


def run(environ: MutableMapping[str, str]) -> None:
    """Prepare, start and watch; ends with KeyboardInterrupt or EmbeddedError only."""
    make_folder(DATA)
    port = read_port(environ)
    with (DATA / "run").open("a") as record:
        claim(record)
        check_port(environ.get("HOST", "127.0.0.1"), port)
        say("Starting PostgreSQL and Redis ...")
        wants_debug = environ.get("DEBUG", "false")
        provide(environ)
        environ["DEBUG"] = wants_debug  # pages as people will see them, errors too; `DEBUG=true make run` explains them
        fill_in(environ, port)
        prepare_database()
        start_and_watch(environ, record, f"http://127.0.0.1:{port}")


def read_port(environ: Mapping[str, str]) -> int:
    port = environ.get("PORT", "8000")
    if not port.isdecimal() or not 0 < int(port) < 65536:
        raise EmbeddedError(f"PORT must be a number from 1 to 65535, not {port!r}.")
    return int(port)


def claim(record: TextIO) -> None:
    """One `make run` per working copy: its processes hold this lock, and `make stop` reads their numbers here."""
    if is_locked(Path(record.name)):
        raise EmbeddedError("Mastermind already runs from this folder; `make stop` ends it.")
    fcntl.flock(record, fcntl.LOCK_EX)
    record.truncate(0)
    record.write(f"{os.getpid()}\n")
    record.flush()


def check_port(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            reason = f"{host}:{port} cannot be used ({error.strerror})"
            raise EmbeddedError(f"{reason}; another port: `make run PORT=8001`.") from None


def fill_in(environ: MutableMapping[str, str], port: int) -> None:
    """What the processes of the Procfile need to know in development."""
    environ["PORT"] = str(port)
    environ["DEVELOPMENT"] = "true"
    environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), environ.get("PATH", os.defpath)])
    environ["PYTHONUNBUFFERED"] = "1"
    environ.setdefault("DJANGO_SETTINGS_MODULE", "mastermind.settings")
    environ.setdefault("SITE_URL", f"http://127.0.0.1:{port}")
    environ.setdefault("LOG_LEVEL", "WARNING")
    environ.setdefault("GUNICORN_CMD_ARGS", "--reload --log-level error")
    environ.setdefault("PYTHONWARNINGS", "ignore:You're running the worker with superuser")  # as it may, here


def prepare_database() -> None:
    """Migrate, and build the demo world in a new database, again if that was interrupted."""
    say("Preparing the database ...")
    django.setup()
    unfinished = DATA / "seeding"
    if not connection.introspection.table_names():
        unfinished.touch()
    call_command("migrate", verbosity=0, interactive=False)
    if unfinished.exists():
        say("Building the demo world ...")
        call_command("seed_demo")
        unfinished.unlink()
    connection.close()


def start_and_watch(environ: Mapping[str, str], record: TextIO, address: str) -> None:
    processes = Processes(environ, ROOT, record)
    Thread(target=announce, args=(processes, address), daemon=True).start()
    try:
        for name, command in parse_procfile((ROOT / "Procfile").read_text()).processes.items():
            processes.start(name, command)
        ended = processes.watch()
        raise EmbeddedError(f"The {ended} process ended by itself, so everything was stopped.")
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        say("\nStopping ...")
        processes.stop()


def announce(processes: Processes, address: str) -> None:
    """Print the banner when the first page is there to be seen."""
    ready = wait_until(lambda: answers(f"{address}/healthz"))
    processes.note(banner(address) if ready else f"{address} does not answer yet; see the lines above.\n")


def answers(url: str) -> bool:
    try:
        with urlopen(url, timeout=5) as response:  # noqa: S310 - our own address
            return bool(response.status == 200)
    except OSError:
        return False


def banner(address: str) -> str:
    from mastermind.management.commands.seed_demo import PASSWORD, SIGN_INS  # needs Django to be set up

    people = "".join(f"    {role:<12} {email}\n" for role, email in SIGN_INS)
    named = address.replace("127.0.0.1", "localhost")  # browsers keep passkeys for names, not for numbers
    return (
        f"\n  Mastermind is ready: {address}\n\n  Sign in, password {PASSWORD}\n{people}\n"
        f"  Mail that was sent: {address}/dev/mail/\n  To try passkeys:    {named}\n  Ctrl-C stops everything.\n\n"
    )


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
