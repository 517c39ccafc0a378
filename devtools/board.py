"""Starts the board over servers that run: prepared first, then answering."""

import hashlib
import http.client
import time
from pathlib import Path

from devtools.console import Step, say
from devtools.errors import CannotGoOn
from devtools.parts import Part, board_parts
from devtools.paths import PYTHON, ROOT
from devtools.ports import first_free
from devtools.spawning import run_step
from devtools.stack import Stack

_PATIENCE = 30.0
_ASK_EVERY = 0.1
_SHOWN = 500
_ANSWER_TIMEOUT = 5.0
_OK = 200
_DEFAULT_BIND = "127.0.0.1:8000"
_ANY_ADDRESS = ("0.0.0.0", "::", "")  # noqa: S104  # compared with, never bound to


def start_board(stack: Stack, *, demo: bool) -> None:
    """Migrate, seed, start every process and return when the API is ready."""
    host, port = _choose_address(stack)
    env = stack.env | {"BIND": f"{host}:{port}"}
    reachable = "127.0.0.1" if host in _ANY_ADDRESS else host
    web, *_ = board_parts(env)
    # Mails are written by the worker, which serves no request and so has no address.
    mailing = {"PUBLIC_URL": f"http://{reachable}:{port}"} | env
    _, *others = board_parts(mailing)
    stamp = stack.postgres.home / "prepared" if stack.postgres else None
    if stamp is not None and _read(stamp) == _migrations():
        # Nothing to migrate, as far as is known: prepare still looks, while the API
        # loads. A stamp that lies costs an answer or two, never a migration.
        stack.start(web)
        _prepare(stack, demo=demo)
    else:
        _prepare(stack, demo=demo)
        stack.start(web)
    if stamp is not None:
        stamp.write_text(_migrations())
    stack.api = f"http://{reachable}:{port}"
    _await_api(stack, web, reachable, port)
    for part in others:
        stack.start(part)
    stack.mark_ready()


def _choose_address(stack: Stack) -> tuple[str, int]:
    host, _, wanted = stack.env.get("BIND", _DEFAULT_BIND).rpartition(":")
    if not wanted.isdigit():
        raise CannotGoOn(f"BIND={stack.env['BIND']} must look like {_DEFAULT_BIND}.")
    free = first_free(host.strip("[]"), int(wanted))
    if free != int(wanted):
        say(f"! Port {wanted} is taken by another program: the API takes {free}.")
    return host, free


def _prepare(stack: Stack, *, demo: bool) -> None:
    logins = stack.home / "logins.json"
    extra: list[str | Path] = ["--demo", "--logins", logins] if demo else []
    run_step(
        "Migrating and adding the demo board" if demo else "Migrating",
        [PYTHON, "manage.py", "prepare", *extra],
        stack.logs / "prepare.log",
        env=stack.env,
        cwd=ROOT,
        tick=stack.look_after,
    )
    if demo:
        stack.read_logins(logins)


def _await_api(stack: Stack, web: Part, host: str, port: int) -> None:
    api = _Api(host, port)
    with Step("Starting the API") as step:
        try:
            stack.wait_for(web.name, api.is_ready, _PATIENCE, step)
        except CannotGoOn as error:
            raise CannotGoOn(f"/readyz: {api.answer}\n{error}") from error


class _Api:
    """Asks the API whether it is ready, a few times a second at most."""

    def __init__(self, host: str, port: int) -> None:
        self.answer = "no answer"
        self._host = host
        self._port = port
        self._ask_at = 0.0

    def is_ready(self) -> bool:
        """Tell whether every part that the API needs answers."""
        if time.monotonic() < self._ask_at:
            return False
        self._ask_at = time.monotonic() + _ASK_EVERY
        connection = http.client.HTTPConnection(
            self._host, self._port, timeout=_ANSWER_TIMEOUT
        )
        try:
            connection.request("GET", "/readyz")
            response = connection.getresponse()
            body = response.read(_SHOWN).decode(errors="replace")
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
        self.answer = f"{response.status} {body}"
        return response.status == _OK


def _migrations() -> str:
    """Return a digest of every migration, by name and content."""
    digest = hashlib.sha256()
    for path in sorted(ROOT.glob("*/migrations/*.py")):
        digest.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return digest.hexdigest()


def _read(path: Path) -> str | None:
    try:
        return path.read_text()
    except OSError:
        return None
