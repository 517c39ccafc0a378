"""Start the board and keep it running until Ctrl-C or `./dev down`.

Installs what the lock file names into .venv, starts a PostgreSQL and a Valkey of
its own (DATABASE_URL, REDIS_URL and CELERY_BROKER_URL, from the environment or a
.env file, each replace one), migrates, adds demo data, then runs the API, the
worker, the relay and the scheduler. What dies is started again. Data is kept in
.local/ and mails in var/; `./dev reset` removes both.
"""

import argparse
import os
import subprocess
import sys
import time

from devtools import interrupts
from devtools.arguments import parser_for
from devtools.board import start_board
from devtools.console import Step, say
from devtools.environment import base_environment, refuse_in_production
from devtools.errors import CannotGoOn, Interrupted
from devtools.leftovers import clear_leftovers
from devtools.locking import try_lock
from devtools.paths import LOCAL, LOGS, ROOT, STATE, local_folder
from devtools.report import print_board
from devtools.spawning import ending, tail
from devtools.stack import Stack
from devtools.state import read_state, supervisor_of
from devtools.virtualenv import ensure_packages


def run(arguments: list[str]) -> int:
    """Start the board, here or in the background."""
    options = _parse(arguments)
    began = time.monotonic()
    local_folder("logs")
    lock = try_lock(LOCAL / "up.lock")
    if lock is None:
        return _say_what_runs()
    env = base_environment()
    refuse_in_production(env)
    clear_leftovers()
    ensure_packages("local")
    if options.detach:
        # The one in the background takes it.
        os.close(lock)
        return _detach(arguments)
    return _supervise(env, began, demo=options.demo)


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = parser_for("up", __doc__)
    parser.add_argument(
        "-d", "--detach", action="store_true", help="return when ready, run on behind"
    )
    parser.add_argument(
        "--no-demo", dest="demo", action="store_false", help="leave the demo data out"
    )
    return parser.parse_args(arguments)


def _say_what_runs() -> int:
    state = read_state(STATE)
    if state.get("ready"):
        say("The board already runs.")
        print_board(state)
        return 0
    who = supervisor_of(state)
    pid = f" (pid {who.pid})" if who else ""
    say(f"Another ./dev{pid} is starting the board or using its servers.")
    return 0


def _supervise(env: dict[str, str], began: float, *, demo: bool) -> int:
    with Stack(LOCAL, env, durable=True, logs=LOGS) as stack:
        stack.start_servers()
        start_board(stack, demo=demo)
        print_board(read_state(STATE))
        say(f"\nReady after {time.monotonic() - began:.1f} s. Ctrl-C ends it all.")
        try:
            while True:
                stack.tick()
        except Interrupted:
            say("\nEnding what was started; once more to force it.")
    say("All of it has ended.")
    return 0


def _detach(arguments: list[str]) -> int:
    """Start ourselves in the background and return when that one is ready."""
    log = LOGS / "up.log"
    passed_on = [word for word in arguments if word not in {"-d", "--detach"}]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "devtools", "up", *passed_on],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    with Step("Starting the board in the background") as step:
        while not _is_ready(process.pid):
            step.tick()
            time.sleep(0.05)
            if process.poll() == 0:
                # Another one was faster.
                return _say_what_runs()
            if process.poll() is not None:
                why = ending(process.returncode)
                raise CannotGoOn(f"it did not start ({why}):\n{tail(log)}")
            if interrupts.count():
                process.terminate()
                process.wait()
                raise Interrupted
    print_board(read_state(STATE))
    say("\n./dev down ends it, ./dev logs shows what it says.")
    return 0


def _is_ready(pid: int) -> bool:
    state = read_state(STATE)
    return bool(state.get("ready")) and state["supervisor"]["pid"] == pid
