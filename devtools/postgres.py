"""An embedded PostgreSQL: made once, sized to the machine, recovered after a kill.

Its role is a superuser, because migrations create extensions and tests databases.
It listens on 127.0.0.1 only and on no socket file, whose path could get too long.
"""

import os
import secrets
import shutil
import signal
import time
from pathlib import Path

from devtools import memory
from devtools.accounts import account_for, can_enter
from devtools.errors import CannotGoOn
from devtools.identity import Identity
from devtools.parts import Part
from devtools.paths import ROOT
from devtools.ports import any_free
from devtools.postgres_binaries import SHARED, Binaries, find_binaries
from devtools.spawning import run_step

ROLE = DATABASE = "jobboard"
_BUILTIN_LOCALE_SINCE = 17
_READY_LINE = 7
_END_WAIT = 10.0
_MOST_SHARED_BUFFERS = 2048
_LEAST_SHARED_BUFFERS = 16


class Postgres:
    """One data directory and the server over it."""

    def __init__(
        self, home: Path, env: dict[str, str], log: Path, *, durable: bool
    ) -> None:
        self._env = env
        self._log = log
        self._durable = durable
        self._account = account_for(home / "postgres")
        self._binaries = find_binaries(env, self._account)
        self._home = self._place(home) / f"postgres-{self._binaries.major}"
        self._data = self._home / "data"
        self._port = any_free()

    @property
    def home(self) -> Path:
        """The folder that holds the data, and notes that must go when it goes."""
        return self._home

    @property
    def url(self) -> str:
        """The address for the board, marked as one that production refuses."""
        password = (self._home / "password").read_text()
        return (
            f"postgresql://{ROLE}:{password}@127.0.0.1:{self._port}/{DATABASE}"
            "?application_name=jobboard-embedded"
        )

    def part(self) -> Part:
        """Return the server as a part, its data made when there is none."""
        if not self._data.exists():
            self._make_data()
        settings = _settings(self._binaries, durable=self._durable)
        settings |= {"port": str(self._port)}
        options = [f"--{name}={value}" for name, value in settings.items()]
        return Part(
            "postgres",
            (self._binaries.folder / "postgres", "-D", self._data, *options),
            _clean_environment(),
            cwd=self._home,
            # Fast shutdown; SIGTERM would wait for every client to leave.
            stop=signal.SIGINT,
            account=self._account,
            before_start=self._clear_stale_pid,
        )

    def is_ready(self, pid: int) -> bool:
        """Tell whether that postmaster takes connections, as pg_ctl does."""
        lines = self._pid_lines()
        return (
            len(lines) > _READY_LINE
            and lines[0] == str(pid)
            and lines[_READY_LINE].strip() == "ready"
        )

    def _place(self, home: Path) -> Path:
        """Return `home`, or a folder outside when the server's user cannot enter it."""
        if self._account is None or can_enter(self._account, home):
            return home
        SHARED.mkdir(mode=0o755, exist_ok=True)
        place = outside_place(home)
        place.mkdir(mode=0o711, exist_ok=True)
        return place

    def _make_data(self) -> None:
        """Run initdb aside and move the result in, so that no half counts."""
        unfinished = self._home / "unfinished"
        shutil.rmtree(self._home, ignore_errors=True)
        self._home.mkdir(mode=0o700)
        self._own(self._home)
        password = secrets.token_hex(16)
        _write_secret(self._home / "password", password)
        self._own(self._home / "password")
        run_step(
            f"Making a PostgreSQL {self._binaries.major} database",
            [*self._initdb(), "-D", unfinished],
            self._log,
            env=_clean_environment(),
            cwd=self._home,
            account=self._account,
        )
        self._create_database(unfinished)
        (self._home / "create.sql").unlink()
        unfinished.rename(self._data)

    def _initdb(self) -> list[str | Path]:
        locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        if self._binaries.major < _BUILTIN_LOCALE_SINCE:
            locale = ["--locale=C.UTF-8"]
        return [
            *(self._binaries.folder / "initdb", "--username", ROLE, "--encoding=UTF8"),
            *("--auth=scram-sha-256", "--pwfile", self._home / "password"),
            *locale,
            *(() if self._durable else ("--no-sync",)),
        ]

    def _create_database(self, data: Path) -> None:
        """Add the database in single-user mode, which needs no client program."""
        script = self._home / "create.sql"
        script.write_text(f"CREATE DATABASE {DATABASE};\n")
        self._own(script)
        sync = () if self._durable else ("-F",)
        # The shell only connects the script: the server reads standard input.
        shell = 'script=$1; shift; exec "$@" < "$script"'
        server = (self._binaries.folder / "postgres", "--single", *sync, "-D", data)
        run_step(
            "Creating the database",
            ["/bin/sh", "-c", shell, "sh", script, *server, "postgres"],
            self._log,
            env=_clean_environment(),
            cwd=self._home,
            account=self._account,
        )

    def _own(self, path: Path) -> None:
        if self._account is not None:
            os.chown(path, self._account.uid, self._account.gid)

    def _pid_lines(self) -> list[str]:
        try:
            return (self._data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return []

    def _clear_stale_pid(self) -> None:
        """Remove the pid file of a killed server, whose pid may be another's by now.

        A server that did outlive its supervisor is ended first: we hold the lock of
        this folder, so nobody else uses it.
        """
        lines = self._pid_lines()
        if not lines:
            return
        who = Identity.of(int(lines[0])) if lines[0].isdigit() else None
        if who is not None and self._serves_here(who.pid):
            _end(who)
        (self._data / "postmaster.pid").unlink(missing_ok=True)

    def _serves_here(self, pid: int) -> bool:
        try:
            return Path(f"/proc/{pid}/cwd").readlink() == self._data.resolve()
        except OSError:
            return False


def outside_place(home: Path) -> Path:
    """Return where the data of `home` lies when the server's user cannot enter it."""
    return SHARED / str(home).strip("/").replace("/", "-").replace(" ", "_")


def _end(server: Identity) -> None:
    """End a server: at once, then by force."""
    for number in (signal.SIGCONT, signal.SIGQUIT, signal.SIGKILL):
        server.send(number)
        deadline = time.monotonic() + _END_WAIT
        while number != signal.SIGCONT and time.monotonic() < deadline:
            if not server.is_alive():
                return
            time.sleep(0.05)
    raise CannotGoOn(f"a PostgreSQL (pid {server.pid}) in {ROOT} does not end.")


def _settings(binaries: Binaries, *, durable: bool) -> dict[str, str]:
    """Return the server's settings, sized to the machine."""
    megabytes = memory.machine_megabytes()
    buffers = min(max(megabytes // 8, _LEAST_SHARED_BUFFERS), _MOST_SHARED_BUFFERS)
    settings = {
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "",
        "max_connections": "100",
        "shared_buffers": f"{buffers}MB",
        "effective_cache_size": f"{max(megabytes // 2, 64)}MB",
        "maintenance_work_mem": f"{min(max(megabytes // 32, 16), 256)}MB",
        "work_mem": "8MB",
        "max_wal_size": "2GB",
        "random_page_cost": "1.1",
        # Compiling a plan costs more than our short queries take.
        "jit": "off",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "log_line_prefix": "%m [%p] %q%a ",
    }
    if binaries.library("pg_stat_statements"):
        settings["shared_preload_libraries"] = "pg_stat_statements"
    if not durable:
        settings |= {"fsync": "off", "full_page_writes": "off"}
    return settings


def _clean_environment() -> dict[str, str]:
    """Return an environment without PG* variables, which would redirect the server."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}


def _write_secret(path: Path, text: str) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(text)
