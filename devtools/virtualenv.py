"""`.venv`: exactly the locked packages, or not there at all.

A stamp says which lock files went in. It is removed before anything is touched and
written when all is done, so an interrupted installation is never believed.
"""

import hashlib
import importlib.util
import json
import os
import shutil
import sys
from pathlib import Path
from typing import Literal

from devtools.console import say
from devtools.environment import base_environment
from devtools.errors import CannotGoOn
from devtools.locking import locked
from devtools.paths import LOGS, PYTHON, REQUIREMENTS, ROOT, VENV, local_folder
from devtools.spawning import run_step

Kind = Literal["local", "dev"]
# Locked on top of each other: whoever has dev has local, version for version.
_HOLDS: dict[Kind, tuple[Kind, ...]] = {"local": ("local",), "dev": ("local", "dev")}


class Stamp:
    """What a virtual environment is known to hold."""

    def __init__(self, path: Path, requirements: Path, python: str) -> None:
        self._path = path
        self._requirements = requirements
        self._python = python

    def holds(self, kind: Kind) -> bool:
        """Tell whether this lock file, as it is now, was installed to the end."""
        return self._read().get(kind) == self._hash(kind)

    def is_usable(self) -> bool:
        """Tell whether an installation by this Python was finished, of any lock."""
        return bool(self._read())

    def forget(self) -> None:
        """Trust nothing from here on."""
        self._path.unlink(missing_ok=True)

    def write(self, kind: Kind) -> None:
        """Note that the lock file went in, and those it is a superset of."""
        locks = {name: self._hash(name) for name in _HOLDS[kind]}
        new = self._path.with_suffix(".new")
        new.write_text(json.dumps({"python": self._python, "locks": locks}))
        new.replace(self._path)

    def _read(self) -> dict[str, str]:
        try:
            content = json.loads(self._path.read_text())
        except (OSError, ValueError):
            return {}
        if content.get("python") != self._python:
            return {}
        return dict(content["locks"])

    def _hash(self, kind: Kind) -> str:
        lock = self._requirements / f"{kind}.lock"
        try:
            return hashlib.sha256(lock.read_bytes()).hexdigest()
        except FileNotFoundError as error:
            raise CannotGoOn(f"{lock} is missing; ./dev lock makes it.") from error


def _this_python() -> str:
    """Return what must not change under installed packages: not the patch release."""
    return (
        f"{sys.implementation.name} {sys.version_info.major}.{sys.version_info.minor}"
    )


def ensure_packages(kind: Kind) -> None:
    """Return when `.venv` holds the locked packages, installing them if need be."""
    stamp = Stamp(VENV / "devtools-stamp.json", REQUIREMENTS, _this_python())
    if stamp.holds(kind) and PYTHON.exists():
        return
    local_folder("logs")
    with locked(
        local_folder() / "venv.lock", "Another ./dev installs packages; waiting for it."
    ):
        if stamp.holds(kind) and PYTHON.exists():
            return
        keep = stamp.is_usable() and PYTHON.exists()
        stamp.forget()
        if not keep:
            _make_virtualenv()
        _install(kind)
        stamp.write(kind)


def _make_virtualenv() -> None:
    if importlib.util.find_spec("ensurepip") is None:
        _install_ensurepip()
    shutil.rmtree(VENV, ignore_errors=True)
    run_step(
        f"Making .venv with Python {sys.version_info.major}.{sys.version_info.minor}",
        [sys.executable, "-m", "venv", VENV],
        LOGS / "install.log",
        env=base_environment(),
    )


def _install_ensurepip() -> None:
    """Debian takes ensurepip out of Python: put it back, or say how."""
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise CannotGoOn(
            "this Python has no ensurepip; as root, once:"
            f" apt-get update && apt-get install -y {package}"
        )
    say(f"  This Python has no ensurepip: installing {package} with apt-get.")
    env = base_environment() | {"DEBIAN_FRONTEND": "noninteractive"}
    log = LOGS / "install.log"
    run_step("apt-get update", ["apt-get", "update"], log, env=env)
    install = ["apt-get", "install", "-y", "--no-install-recommends", package]
    run_step(f"apt-get install {package}", install, log, env=env)


def _install(kind: Kind) -> None:
    """Install the lock file; where from is pip's own configuration."""
    run_step(
        f"Installing requirements/{kind}.lock",
        [
            *(PYTHON, "-m", "pip", "install", "--require-hashes"),
            *("--no-input", "--disable-pip-version-check", "--progress-bar=off"),
            *("-r", REQUIREMENTS / f"{kind}.lock"),
        ],
        LOGS / "install.log",
        env=base_environment() | {"PIP_ROOT_USER_ACTION": "ignore"},
        cwd=ROOT,
    )
