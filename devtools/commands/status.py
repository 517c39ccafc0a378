"""Say what runs; exit code 3 when nothing does.

With --json: api, database_url, redis_url, broker_url, mail_dir, logins and the
pids of every part (web: the master first), for scripts. It holds passwords.
"""

import json

from devtools.arguments import parser_for
from devtools.console import say
from devtools.paths import STATE
from devtools.report import print_board, print_processes
from devtools.state import PUBLIC, read_state, supervisor_of

_NOTHING_RUNS = 3


def run(arguments: list[str]) -> int:
    """Print the state of the board in this folder."""
    parser = parser_for("status", __doc__)
    parser.add_argument("--json", action="store_true", help="for scripts")
    options = parser.parse_args(arguments)
    state = read_state(STATE)
    if supervisor_of(state) is None:
        say('{"running": false}' if options.json else "Nothing runs here.")
        return _NOTHING_RUNS
    if options.json:
        shown = {"running": True, "ready": state["ready"]}
        say(json.dumps(shown | {name: state[name] for name in PUBLIC}))
    elif state["ready"]:
        print_board(state)
        print_processes(state)
    else:
        say("The board is starting.")
        print_processes(state)
    return 0
