"""Programs that read calendars, installed beside the suite: khal with vdirsyncer from PyPI, ical.js from npm.

They go into .data/readers/ once. Where they cannot be had the tests that need them say so in one line.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path

import pytest

from mastermind.embedded import DATA
from mastermind.servers.locks import locked
from tests.calendars.world import FROM, TO, Date

READERS = DATA / "readers"
# With the zone data we have: those of the system may be years old.
PYTHON = ["khal==0.14.1", "vdirsyncer==0.21.0", f"tzdata=={version('tzdata')}"]
NODE = ["ical.js@2.2.1"]
ENVIRONMENT = {**os.environ, "PYTHONTZPATH": ""}

VDIRSYNCER = """
[general]
status_path = "{folder}/status/"
[pair ours]
a = "there"
b = "here"
collections = null
conflict_resolution = "a wins"
partial_sync = "ignore"
[storage there]
type = "http"
url = "{url}"
[storage here]
type = "filesystem"
path = "{folder}/calendar/"
fileext = ".ics"
"""
KHAL = """
[calendars]
[[ours]]
path = {folder}/calendar/
[locale]
local_timezone = UTC
default_timezone = UTC
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%dT%H:%M
longdatetimeformat = %Y-%m-%dT%H:%M
[sqlite]
path = {folder}/khal.db
"""


def _run(*command: object, **more: object) -> str:
    return subprocess.run([str(each) for each in command], check=True, capture_output=True, text=True, **more).stdout


def _python(folder: Path) -> None:
    _run(sys.executable, "-m", "venv", folder)
    options = ["-q", "--disable-pip-version-check", "--no-input", "--retries", "1"]
    _run(folder / "bin" / "python", "-m", "pip", "install", *options, *PYTHON, timeout=240)


def _node(folder: Path) -> None:
    folder.mkdir()
    _run("node", "--version")
    _run("npm", "install", "--no-save", "--ignore-scripts", "--no-audit", "--prefix", folder, *NODE, timeout=120)


@cache
def _installed(install: Callable[[Path], None], versions: str) -> Path | None:
    """The folder of the programs, filled once, while other workers wait; None where it cannot be filled."""
    folder = READERS / install.__name__
    READERS.mkdir(parents=True, exist_ok=True)
    with locked(READERS / f"{install.__name__}.lock"):
        stamp = folder / "installed"
        if not stamp.exists() or stamp.read_text() != versions:
            shutil.rmtree(folder, ignore_errors=True)
            try:
                install(folder)
            except (OSError, subprocess.SubprocessError):
                return None
            stamp.write_text(versions)
    return folder


def _need(install: Callable[[Path], None], versions: list[str]) -> Path:
    found = _installed(install, " ".join(versions))
    return found or pytest.skip(f"{', '.join(versions)} could not be had, and were not asked.")


def dates_in_ical_js(text: bytes, folder: Path) -> list[Date]:
    """What ical.js, the engine of Thunderbird, makes of a calendar."""
    library = _need(_node, NODE) / "node_modules" / "ical.js" / "dist" / "ical.js"
    (folder / "calendar.ics").write_bytes(text)
    script, times = Path(__file__).with_name("ical.mjs"), (FROM.isoformat(), TO.isoformat())
    found = json.loads(_run("node", script, library, folder / "calendar.ics", *times))
    return [(datetime.fromisoformat(start), datetime.fromisoformat(end)) for start, end in found]


def dates_in_khal(url: str, folder: Path) -> list[Date]:
    """What khal shows of a calendar that vdirsyncer has subscribed to; again in the same folder: what it shows now."""
    programs = _need(_python, PYTHON) / "bin"
    (folder / "calendar").mkdir(exist_ok=True)
    (folder / "vdirsyncer.conf").write_text(VDIRSYNCER.format(folder=folder, url=url))
    (folder / "khal.conf").write_text(KHAL.format(folder=folder))
    sync = [programs / "vdirsyncer", "-c", folder / "vdirsyncer.conf"]
    _run(*sync, "discover", env=ENVIRONMENT)
    _run(*sync, "sync", "--force-delete", env=ENVIRONMENT)
    shown = ["--format", "{uid} {start-long} {end-long} {status}", "--day-format", ""]
    khal = [programs / "khal", "-c", folder / "khal.conf", "list", *shown, FROM.date(), TO.date()]
    lines = {line for line in _run(*khal, env=ENVIRONMENT).splitlines() if line and "CANCELLED" not in line}
    dates = (line.split()[1:3] for line in lines)  # each line once, though khal has one for each day of a date
    return [(_utc(start), _utc(end)) for start, end in dates if FROM <= _utc(start) < TO]


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=FROM.tzinfo)
