"""End the running board, from any terminal.

Ends what `./dev up` started and nothing else: a process counts only when its pid
and the moment it began are those that were noted.
"""

import signal
import time

from devtools import interrupts
from devtools.arguments import parser_for
from devtools.console import Step, say
from devtools.identity import Identity
from devtools.leftovers import clear_leftovers
from devtools.paths import STATE
from devtools.state import read_state, supervisor_of

_PATIENCE = 40.0


def run(arguments: list[str]) -> int:
    """End the supervisor, which ends the rest; when it was killed, end the rest."""
    parser_for("down", __doc__).parse_args(arguments)
    state = read_state(STATE)
    who = supervisor_of(state)
    if who is not None:
        with Step("Ending the board") as step:
            _end(who, step)
    elif not state:
        say("Nothing runs here.")
    clear_leftovers()
    return 0


def _end(supervisor: Identity, step: Step) -> None:
    """Ask, ask again, then kill; the kernel ends its children with it."""
    patience = _PATIENCE
    for number in (signal.SIGTERM, signal.SIGTERM, signal.SIGKILL):
        supervisor.send(number)
        supervisor.send(signal.SIGCONT)
        deadline = time.monotonic() + patience
        while supervisor.is_alive() and time.monotonic() < deadline:
            interrupts.check()
            step.tick()
            time.sleep(0.05)
        if not supervisor.is_alive():
            return
        patience = 5.0
