"""The commands of the Makefile, tried in a copy: one sentence when they cannot, and nothing left behind."""

import os
import re
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from mastermind import develop
from mastermind.embedded import EmbeddedError, status
from mastermind.processes import Processes
from mastermind.servers.locks import wait_until

ROOT = Path(__file__).resolve().parent.parent
BARE = {"PATH": os.environ["PATH"], "HOME": "/nonexistent"}
PARTS = ["mastermind", "accounts", "groups", "meetings", "templates", "static", "manage.py", "Makefile", "Procfile"]


@pytest.fixture(scope="module")
def copy() -> Iterator[Path]:
    """A working copy with a space in its path, that uses what is installed here."""
    top = Path(tempfile.mkdtemp(prefix="mastermind copy "))
    for part in PARTS:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, top / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, top)
    (top / ".venv").symlink_to(ROOT / ".venv")
    yield top
    make(top, "stop")
    shutil.rmtree(top)


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def make(folder: Path, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run make as if everything was installed."""
    return subprocess.run(
        ["make", "-o", ".venv/.run", *arguments],
        cwd=folder,
        env=BARE | environ,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def complaint(done: subprocess.CompletedProcess[str]) -> str:
    """The one sentence of a command that failed."""
    assert done.returncode != 0
    lines = [line for line in done.stderr.splitlines() if not line.startswith("make")]
    assert len(lines) == 1, done.stderr
    return lines[0]


def test_help_names_every_command() -> None:
    targets = re.findall(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)[0].split()
    told = make(ROOT).stdout
    assert [name for name in targets if f"make {name}" not in told] == ["help"]


def test_a_port_in_use_is_named(copy: Path, port: int) -> None:
    with socket.create_server(("127.0.0.1", port)):
        done = make(copy, "run", PORT=str(port))
    assert complaint(done) == (
        f"127.0.0.1:{port} cannot be used (Address already in use); another port: `make run PORT=8001`."
    )


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path, copy: Path) -> None:
    for part in ["mastermind", "Makefile", "Procfile", ".venv"]:
        (tmp_path / part).symlink_to(copy / part)
    shutil.copytree(copy / "mastermind", tmp_path / "real")
    (tmp_path / "mastermind").unlink()
    (tmp_path / "real").rename(tmp_path / "mastermind")
    (tmp_path / ".data").write_text("in the way")
    assert complaint(make(tmp_path, "run")) == f"The folder {tmp_path}/.data cannot be written: File exists."


@pytest.mark.parametrize("target", ["run", "test"])
def test_an_old_python_is_refused(tmp_path: Path, target: str) -> None:
    for part in ["Makefile", "requirements.txt", "requirements-dev.txt"]:
        shutil.copy(ROOT / part, tmp_path)
    old = tmp_path / "python3"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(stat.S_IRWXU)
    done = subprocess.run(
        ["make", target],
        cwd=tmp_path,
        env={"PATH": f"{tmp_path}:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert complaint(done).startswith('Mastermind needs Python 3.11 or newer with venv and pip; "python3" is not that')
    assert not (tmp_path / ".venv").exists()


def test_production_without_addresses_is_refused(copy: Path) -> None:
    done = subprocess.run(
        [".venv/bin/python", "manage.py", "check"],
        cwd=copy,
        env=BARE | {"DEBUG": "false"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert complaint(done) == 'Environment variable "SECRET_KEY" not set'


class Run:
    """`make run` in the copy, on a port."""

    def __init__(self, copy: Path, port: int) -> None:
        self.output = copy / "output"
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                ["make", "-o", ".venv/.run", "run"],
                cwd=copy,
                env=BARE | {"PORT": str(port)},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        wait_until(lambda: self.ready or self.process.poll() is not None)
        assert self.ready, self.text
        self.family = psutil.Process(self.process.pid).children(recursive=True)

    @property
    def ready(self) -> bool:
        return "Ctrl-C stops everything" in self.text

    @property
    def text(self) -> str:
        return self.output.read_text()

    def named(self, *words: str) -> psutil.Process:
        return next(process for process in self.family if set(words) <= set(process.cmdline()))

    def interrupt(self) -> None:
        """Ctrl-C, as a terminal sends it: to the whole group."""
        os.killpg(self.process.pid, signal.SIGINT)
        assert self.process.wait(30) in (0, -signal.SIGINT)  # make itself ends by the signal

    def nothing_left(self) -> bool:
        return not psutil.wait_procs(self.family, timeout=5)[1]


def test_run_starts_everything_and_leaves_nothing(copy: Path, port: int) -> None:
    first = Run(copy, port)
    assert f"Mastermind is ready: http://127.0.0.1:{port}\n" in first.text
    assert "Building the demo world" in first.text
    assert first.named("mastermind.wsgi") and first.named("worker") and first.named("beat")
    assert complaint(make(copy, "run")) == "Mastermind already runs from this folder; `make stop` ends it."
    first.named("mastermind.develop").kill()
    assert first.process.wait(30) != 0
    assert make(copy, "stop").stdout == "Stopped: make run, PostgreSQL, Redis.\n"
    assert first.nothing_left()

    second = Run(copy, port)
    assert "Building the demo world" not in second.text
    second.interrupt()
    assert second.nothing_left()
    assert status(copy / ".data") == []

    assert make(copy, "reset").returncode == 0
    assert not (copy / ".data").exists()


def test_one_that_ends_by_itself_ends_all(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with (tmp_path / "run").open("a") as record:
        processes = Processes({"WORD": "bread"}, ROOT, record)
        processes.start("long", "sleep 600 2>&1")
        processes.start("short", "echo Here is ${WORD:-nothing}.")
        assert processes.watch() == "short"
        processes.stop()
    assert processes.running["long"].returncode == -signal.SIGTERM
    assert "short  | Here is bread.\n" in capfd.readouterr().out


def test_one_that_will_not_end_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mastermind.processes.GRACE", 0.1)
    with (tmp_path / "run").open("a") as record:
        processes = Processes({}, ROOT, record)
        processes.start("deaf", "sh -c 'trap \"\" TERM; echo ready; while :; do sleep 1; done'")
        processes._print(timeout=30)
        processes.stop()
    assert processes.running["deaf"].returncode == -signal.SIGKILL


def test_the_processes_are_told_their_port_and_address() -> None:
    environ = {"LOG_LEVEL": "DEBUG"}
    develop.fill_in(environ, 8123)
    assert environ["PORT"] == "8123"
    assert environ["SITE_URL"] == "http://127.0.0.1:8123"
    assert environ["LOG_LEVEL"] == "DEBUG"
    assert environ["PATH"].startswith(f"{Path(sys.executable).parent}:")


def test_a_port_is_a_number() -> None:
    assert develop.read_port({}) == 8000
    assert develop.read_port({"PORT": "8001"}) == 8001
    for wrong in ["", "http", "0", "70000", "-1"]:
        with pytest.raises(EmbeddedError, match="PORT must be a number from 1 to 65535"):
            develop.read_port({"PORT": wrong})
