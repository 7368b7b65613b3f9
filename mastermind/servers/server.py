"""What PostgreSQL and Redis have in common: a process that belongs to a folder; find it, start it, stop it.

A running server holds a file lock that it inherited from its starter. The lock says "it runs" better than a process
number does: it goes away with the process, however that ends, and no other process can be mistaken for it.
"""

import os
import pwd
import signal
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import Any

from mastermind.servers.folders import let_others_pass
from mastermind.servers.locks import is_locked, take, wait_until


class EmbeddedError(Exception):
    """Why the embedded servers cannot be provided, as one sentence for a person."""


class Server:
    """A server process with a folder of its own, a lock while it lives, a log, and a file with its number."""

    name: str
    end_signal: signal.Signals
    pid_file: Path

    def __init__(self, folder: Path, *, durable: bool = True) -> None:
        self.folder = folder
        self.lock = folder / "lock"
        self.log = folder / "log"
        self.durable = durable

    def start(self) -> None:
        """Leave with a server that answers, started here or found; EmbeddedError if none can be had."""
        self._make_folder()
        with self.lock.open("a") as lock:
            if not wait_until(lambda: take(lock) or self.answers()):
                raise EmbeddedError(f"{self.name} runs but does not answer; `make stop` ends it.")
            if take(lock):
                self.prepare()
                self._launch(lock.fileno())

    def stop(self) -> bool:
        """Stop the server in order, by force if it must be; whether there was one."""
        if not is_locked(self.lock):
            return False
        if not wait_until(self.pid_file.exists):
            raise EmbeddedError(f"{self.name} in {self.folder} has no process number; end it by hand.")
        pid = self.pid()
        for number in (self.end_signal, signal.SIGKILL):
            with suppress(ProcessLookupError):
                os.kill(pid, number)
            if wait_until(lambda: not is_locked(self.lock), 30):
                with suppress(ChildProcessError):
                    os.waitpid(pid, 0)
                return True
        raise EmbeddedError(f"{self.name} in {self.folder} could not be stopped.")

    def pid(self) -> int:
        return int(self.pid_file.read_text().split()[0])

    def account(self) -> tuple[int, int] | None:
        """Root gives the server away, to the folder's owner or else to nobody: PostgreSQL refuses to run as root."""
        if os.geteuid() != 0:
            return None
        owner = self.folder.stat()
        if owner.st_uid != 0:
            return owner.st_uid, owner.st_gid
        nobody = pwd.getpwnam("nobody")
        return nobody.pw_uid, nobody.pw_gid

    def call(self, command: list[str]) -> None:
        """Run a short program of the server's; EmbeddedError with its reason if it fails."""
        done = subprocess.run(command, capture_output=True, text=True, check=False, **self._process_options())
        if done.returncode:
            raise EmbeddedError(f"{self.name} could not be set up: {_reason(done.stderr)}.")

    def _make_folder(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        if account := self.account():
            os.chown(self.folder, *account)
            let_others_pass(self.folder)

    def _launch(self, lock: int) -> None:
        self.pid_file.unlink(missing_ok=True)  # we hold the lock, so whatever it says is left over
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                self.command(),
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                pass_fds=[lock],
                start_new_session=True,  # Ctrl-C is for us: servers end last, and in order
                **self._process_options(),
            )
        if process.stdin:
            with suppress(BrokenPipeError), process.stdin as stdin:
                stdin.write(self.configuration())
        answered = wait_until(lambda: process.poll() is not None or self.answers())
        if process.returncode is not None or not answered:
            raise EmbeddedError(f"{self.name} did not start: {_reason(self.log.read_text(errors='replace'))}.")
        process.returncode = 0  # it may outlive us, which is no leak

    def _process_options(self) -> dict[str, Any]:
        environment = {"PATH": os.defpath, "LC_ALL": "C"}
        options: dict[str, Any] = {"cwd": self.folder, "env": environment, "umask": 0o077}
        if account := self.account():
            options |= {"user": account[0], "group": account[1], "extra_groups": []}
        return options

    def prepare(self) -> None:
        raise NotImplementedError

    def command(self) -> list[str]:
        raise NotImplementedError

    def configuration(self) -> bytes:
        """What the server is told on its standard input."""
        return b""

    def answers(self) -> bool:
        raise NotImplementedError

    @property
    def url(self) -> str:
        raise NotImplementedError


def _reason(log: str) -> str:
    """The last line that sounds like a reason, without its time."""
    lines = log.strip().splitlines() or ["it said nothing"]
    fatal = [line for line in lines if "fatal" in line.lower()] or lines
    return fatal[-1].rpartition("FATAL:")[2].strip()
