"""Run `manage.py` in the environment of the board: `./dev manage shell`.

When the board runs, it is that board's database; otherwise the servers are started
for as long as the command takes.
"""

from pathlib import Path

from devtools.arguments import asks_for_help, parser_for
from devtools.environment import base_environment
from devtools.errors import CannotGoOn
from devtools.foreground import run_foreground
from devtools.leftovers import clear_leftovers
from devtools.locking import try_lock
from devtools.paths import LOCAL, LOGS, PYTHON, ROOT, STATE, local_folder
from devtools.stack import Stack
from devtools.state import read_state, supervisor_of
from devtools.virtualenv import ensure_packages


def run(arguments: list[str]) -> int:
    """Run one management command and return its exit code."""
    if asks_for_help(arguments) or not arguments:
        parser_for("manage <command> [arguments]", __doc__).print_help()
        return 0
    local_folder("logs")
    ensure_packages("local")
    command: list[str | Path] = [PYTHON, ROOT / "manage.py", *arguments]
    env = base_environment()
    lock = try_lock(LOCAL / "up.lock")
    if lock is None:
        return run_foreground(command, env | _running_urls())
    clear_leftovers()
    with Stack(LOCAL, env, durable=True, logs=LOGS / "manage") as stack:
        stack.start_servers()
        return stack.run(command, stack.env)


def _running_urls() -> dict[str, str]:
    """Return the addresses of the running board's servers."""
    state = read_state(STATE)
    if supervisor_of(state) is None or not state["database_url"]:
        raise CannotGoOn("another ./dev is just starting the servers: try again.")
    return {
        "DATABASE_URL": state["database_url"],
        "REDIS_URL": state["redis_url"],
        "CELERY_BROKER_URL": state["broker_url"],
    }
