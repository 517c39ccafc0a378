"""The accounts that users sign in with: from a file, or made on the board that is up.

LOAD_LOGINS names a JSON file, `[{"email", "password", "role"}, …]`, as
`python -m loadtests.accounts` writes it.
"""

import json
import os
import subprocess
import sys
from collections import defaultdict
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
STATE = ROOT / ".local" / "state.json"
_taken: dict[str, "count[int]"] = defaultdict(count)


def board_state() -> dict[str, Any]:
    """Return what `./dev up` says of its board; nothing when none is up."""
    path = Path(os.environ.get("BOARD_STATUS") or STATE)
    try:
        state: dict[str, Any] = json.loads(path.read_text())
    except (OSError, ValueError):
        return {}
    return state


def make_logins(state: dict[str, Any], path: Path, *, most: int) -> None:
    """Make accounts for so many users on a board of this machine."""
    env = os.environ | {
        "DATABASE_URL": state["database_url"],
        "REDIS_URL": state["redis_url"],
        "DEBUG": "on",
    }
    command = [sys.executable, "-m", "loadtests.accounts", "--logins", str(path)]
    command += ["--users", str(most)]
    subprocess.run(command, env=env, cwd=ROOT, check=True)  # noqa: S603  # our own command


@cache
def logins() -> dict[str, list[dict[str, str]]]:
    """Return the accounts by their role."""
    told = os.environ.get("LOAD_LOGINS")
    path = Path(told) if told else ROOT / ".local" / "load-logins.json"
    if not told and (state := board_state()):
        make_logins(state, path, most=int(os.environ.get("LOAD_ACCOUNTS", "100")))
    found: dict[str, list[dict[str, str]]] = defaultdict(list)
    if path.exists():
        for each in json.loads(path.read_text()):
            found[each["role"]].append(each)
    return dict(found)


def next_login(role: str, worker: int = 0) -> dict[str, str] | None:
    """Return an account of a role, each in its turn; none where there is none."""
    known = logins().get(role, [])
    if not known:
        return None
    return known[(next(_taken[role]) + worker * 1009) % len(known)]
