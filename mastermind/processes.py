"""The processes of the Procfile: started together, read line by line, stopped together."""

import os
import queue
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from threading import Thread
from typing import TextIO

from honcho.colour import get_colours
from honcho.printer import Message, Printer

GRACE = 10.0  # seconds to end in order before being killed


class Processes:
    """Children in sessions of their own, so that a Ctrl-C reaches only us; all hold the lock on `record`."""

    def __init__(self, environ: Mapping[str, str], folder: Path, record: TextIO) -> None:
        self.environ = environ
        self.folder = folder
        self.record = record
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self._lines: queue.Queue[Message] = queue.Queue()
        self._readers: list[Thread] = []
        self._printer = Printer(sys.stdout, width=6)
        self._colours: Iterator[str] = get_colours()

    def start(self, name: str, command: str) -> None:
        process = subprocess.Popen(
            # a shell for ${PORT:-8000}, which then steps aside so that signals reach the program
            ["/bin/sh", "-c", f"exec {command}"],
            cwd=self.folder,
            env=dict(self.environ),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            pass_fds=[self.record.fileno()],
        )
        self.running[name] = process
        self.record.write(f"{process.pid}\n")
        self.record.flush()
        reader = Thread(target=self._read, args=(name, process, next(self._colours)), daemon=True)
        reader.start()
        self._readers.append(reader)

    def watch(self) -> str:
        """Print what the processes say until one ends; its name."""
        while True:
            self._print(timeout=0.1)
            for name, process in self.running.items():
                if process.poll() is not None:
                    return name

    def stop(self) -> None:
        """End all in order, by force after ten seconds, with everything they started."""
        for process in self.running.values():
            process.terminate()
        for process in self.running.values():
            with suppress(subprocess.TimeoutExpired):
                process.wait(GRACE)
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        for reader in self._readers:
            reader.join(1)  # last words; somebody else may hold the pipe
        while not self._lines.empty():
            self._print(timeout=0)

    def note(self, text: str) -> None:
        """Print a line of our own among those of the processes."""
        self._lines.put(Message("line", text, datetime.now().astimezone(), None, None))

    def _read(self, name: str, process: subprocess.Popen[bytes], colour: str) -> None:
        if process.stdout:
            with process.stdout as lines:
                for line in lines:
                    self._lines.put(Message("line", line, datetime.now().astimezone(), name, colour))

    def _print(self, timeout: float) -> None:
        with suppress(queue.Empty):
            message = self._lines.get(timeout=timeout) if timeout else self._lines.get_nowait()
            if message.name:
                self._printer.write(message)
            else:
                print(message.data, end="", flush=True)  # noqa: T201
