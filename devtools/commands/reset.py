"""Remove the embedded servers' data, var/ and the logs, for a board as on day one.

Asks first, unless --yes. Servers that DATABASE_URL or REDIS_URL name are not
touched, nor is .venv.
"""

import shutil
from pathlib import Path

from devtools.arguments import parser_for
from devtools.console import say
from devtools.environment import base_environment
from devtools.errors import CannotGoOn
from devtools.leftovers import clear_leftovers
from devtools.locking import try_lock
from devtools.paths import LOCAL, LOGS, ROOT, local_folder
from devtools.postgres import outside_place


def run(arguments: list[str]) -> int:
    """Remove what the board keeps, when it does not run."""
    parser = parser_for("reset", __doc__)
    parser.add_argument("--yes", action="store_true", help="do not ask")
    options = parser.parse_args(arguments)
    local_folder("logs")
    if try_lock(LOCAL / "up.lock") is None:
        raise CannotGoOn("the board runs; ./dev down ends it.")
    clear_leftovers()
    doomed = [path for path in _kept() if path.exists()]
    for path in doomed:
        say(f"  {path}")
    if doomed and not options.yes and not _agrees():
        say("Nothing was removed.")
        return 1
    for path in doomed:
        _remove(path)
    say("Removed." if doomed else "There is nothing to remove.")
    return 0


def _kept() -> list[Path]:
    var = ROOT / base_environment().get("VAR_DIR", "var")
    if ROOT not in var.resolve().parents:
        say(f"  VAR_DIR={var} lies elsewhere and stays.")
        var = ROOT / "var"
    servers = [*LOCAL.glob("postgres-*"), *outside_place(LOCAL).glob("postgres-*")]
    return [
        *servers,
        *(LOCAL / "valkey", var, LOGS),
        LOCAL / "logins.json",
    ]


def _agrees() -> bool:
    try:
        return input("Remove all of this? [y/N] ").strip().lower() in {"y", "yes"}
    except EOFError:
        return False


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
