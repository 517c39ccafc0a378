"""The state file: who runs, where, and what a script needs to know to use it."""

import json
import os
import signal
import time
from pathlib import Path
from typing import Any

from devtools.identity import Identity, carriers

MARK = "JOBBOARD_STACK"
_END_WAIT = 8.0

# What `status --json` shows and a bench script may rely on.
PUBLIC = (
    "api",
    "database_url",
    "redis_url",
    "broker_url",
    "mail_dir",
    "logins",
    "processes",
)


def write_state(path: Path, state: dict[str, Any]) -> None:
    """Replace the state file in one step; it holds passwords, so it is ours alone."""
    new = path.with_suffix(".new")
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        json.dump(state, file, indent=1)
    new.replace(path)


def read_state(path: Path) -> dict[str, Any]:
    """Return the state file's content; nothing when there is none."""
    try:
        content: dict[str, Any] = json.loads(path.read_text())
    except (OSError, ValueError):
        return {}
    return content


def supervisor_of(state: dict[str, Any]) -> Identity | None:
    """Return the supervisor that wrote a state, when it still runs."""
    who = _identity(state.get("supervisor", {}))
    return who if who.is_alive() else None


def end_leftovers(state: dict[str, Any]) -> list[str]:
    """End what a killed supervisor left behind, and return the names of that."""
    leaders = state.get("leaders", {})
    alive = {name: _identity(entry) for name, entry in leaders.items()}
    alive = {name: who for name, who in alive.items() if who.is_alive()}
    strays = carriers(f"{MARK}={state['mark']}") if state.get("mark") else []
    for name, who in alive.items():
        who.send(leaders[name]["stop"])
        who.send(signal.SIGCONT)
    for who in set(strays) - set(alive.values()):
        who.send(signal.SIGTERM)
        who.send(signal.SIGCONT)
    everybody = [*alive.values(), *strays]
    deadline = time.monotonic() + _END_WAIT
    while any(who.is_alive() for who in everybody) and time.monotonic() < deadline:
        time.sleep(0.05)
    for who in everybody:
        who.send(signal.SIGKILL)
    return list(alive) or [str(who.pid) for who in strays]


def identity_entry(who: Identity) -> dict[str, Any]:
    """Return a process as the state file holds it."""
    return {"pid": who.pid, "started": who.started}


def _identity(entry: dict[str, Any]) -> Identity:
    return Identity(int(entry.get("pid", 0)), str(entry.get("started", "")))
