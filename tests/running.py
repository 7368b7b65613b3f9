"""The real thing for journeys and faults: web, worker and beat as processes of their own, and an SMTP server."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import urlopen

from aiosmtpd.controller import Controller
from django.conf import settings
from django.db import connection
from redis import Redis

ROOT = Path(__file__).resolve().parent.parent


def free_port() -> int:
    """A port nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(condition: Callable[[], Any], seconds: float, what: str) -> Any:
    """Ask until there is an answer; fails with what was waited for."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if answer := condition():
            return answer
        time.sleep(0.1)
    raise AssertionError(f"Waited {seconds:.0f} seconds in vain for {what}.")


class Inbox:
    """A mail server on loopback that keeps what it is given. `slow` seconds pass before it says 250."""

    def __init__(self, slow: float = 0) -> None:
        self.mails: list[EmailMessage] = []
        self.slow = slow
        self.controller = Controller(self, hostname="127.0.0.1", port=free_port())

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        import asyncio

        await asyncio.sleep(self.slow)
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 kept"

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.controller.port}"

    def to(self, address: str, words: str = "") -> list[EmailMessage]:
        """What an address got, with these words in the subject."""
        return [mail for mail in list(self.mails) if mail["To"] == address and words in mail["Subject"]]

    def wait(self, address: str, words: str, seconds: float = 30) -> EmailMessage:
        """The first such mail, as soon as it is there."""
        return wait_for(lambda: self.to(address, words), seconds, f"“{words}” to {address}")[0]


@contextmanager
def inbox(slow: float = 0) -> Iterator[Inbox]:
    """A running mail server."""
    box = Inbox(slow)
    box.controller.start()
    try:
        yield box
    finally:
        box.controller.stop()


class Stack:
    """Processes on the suite's own database; Redis has a database per worker of xdist."""

    def __init__(self, mail: Inbox, folder: Path) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.folder = folder
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) + 1
        redis = urlsplit(settings.REDIS_URL)
        database = urlsplit(os.environ["DATABASE_URL"])
        self.environment = {
            **os.environ,
            "DATABASE_URL": database._replace(path=f"/{connection.settings_dict['NAME']}").geturl(),
            "REDIS_URL": redis._replace(path=f"/{number}").geturl(),
            "EMAIL_URL": mail.url,
            "NOTICE_LEASE_SECONDS": "10",  # the sink answers at once, so the dead may be given up sooner
            "SITE_URL": self.address,
            "PORT": str(self.port),
            "DJANGO_SETTINGS_MODULE": "mastermind.settings",
        }
        Redis.from_url(self.environment["REDIS_URL"]).flushdb()  # limits and tasks of the stack before

    def start(self, name: str, *command: str) -> subprocess.Popen[bytes]:
        """Start a Python module in a process group of its own; its output goes to a file."""
        log = (self.folder / f"{name}.log").open("ab")
        process = subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=ROOT,
            env=self.environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        log.close()
        self.processes[name] = process
        return process

    def web(self) -> None:
        """The web server, once it answers."""
        self.start("web", "gunicorn", "mastermind.wsgi", f"--bind=127.0.0.1:{self.port}", "--workers=1", "--threads=4")
        wait_for(self._answers, 30, "the web server")

    def worker(self, name: str = "worker", *options: str) -> subprocess.Popen[bytes]:
        """A Celery worker."""
        return self.start(
            name, "celery", "--app=mastermind", "worker", "--loglevel=info", f"--hostname={name}@{self.port}", *options
        )

    def beat(self) -> subprocess.Popen[bytes]:
        """Celery's beat, with its schedule in memory."""
        return self.start(
            "beat", "celery", "--app=mastermind", "beat", "--scheduler=celery.beat.Scheduler", "--pidfile="
        )

    def kill(self, name: str) -> None:
        """SIGKILL, to the process and its children: nothing is tidied up."""
        process = self.processes.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def stop(self) -> None:
        """End everything, gently first."""
        for process in self.processes.values():
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
        for process in self.processes.values():
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    def _answers(self) -> bool:
        try:
            with urlopen(f"{self.address}/healthz", timeout=2) as answer:  # noqa: S310 - our own address
                return bool(answer.status == 200)
        except OSError:
            return False


@contextmanager
def stack(mail: Inbox, folder: Path) -> Iterator[Stack]:
    """A stack in which nothing runs yet; all that is started ends with it."""
    running = Stack(mail, folder)
    try:
        yield running
    finally:
        running.stop()
