"""Folders and programs, made reachable for the account a server runs as."""

import importlib.util
import stat
from pathlib import Path


def package_folder(name: str) -> Path | None:
    """Where a package is installed, found without importing it."""
    spec = importlib.util.find_spec(name)
    return Path(spec.submodule_search_locations[0]) if spec and spec.submodule_search_locations else None


def let_others_pass(path: Path) -> None:
    """Let other accounts reach `path` by name: search permission, where it is missing, on the folders above."""
    for folder in path.resolve().parents:
        mode = stat.S_IMODE(folder.stat().st_mode)
        if not mode & 0o001:
            folder.chmod(mode | 0o001)


def let_others_read(top: Path, user: int) -> None:
    """Let `user` run the programs below `top`, wherever and under whatever umask they were installed."""
    let_others_pass(top)
    for path in [top, *top.rglob("*")]:
        found = path.lstat()
        if not stat.S_ISLNK(found.st_mode) and found.st_uid != user and not found.st_mode & 0o004:
            path.chmod(stat.S_IMODE(found.st_mode) | (0o005 if found.st_mode & 0o100 else 0o004))
