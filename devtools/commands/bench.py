"""Run a load or fault script of loadtests/bench/ against a board of its own.

Without a name: list them. The board has its own servers and ports, is removed
afterwards, and is supervised as `up` is: a script may kill, stop or freeze parts by
the pids in the file that BOARD_STATUS names, and read there who took their place.
Rate limits are off unless the script's STACK_ENV says otherwise. DATABASE_URL,
REDIS_URL and CELERY_BROKER_URL are ignored: no bench may fill a database that lasts.
"""

import argparse
import ast
from pathlib import Path

from devtools.arguments import parser_for
from devtools.board import start_board
from devtools.console import say
from devtools.environment import URLS, base_environment
from devtools.errors import CannotGoOn
from devtools.paths import PYTHON, ROOT
from devtools.ports import any_free
from devtools.stack_settings import stack_environment
from devtools.throwaway import throwaway_stack
from devtools.virtualenv import ensure_packages

SCRIPTS = ROOT / "loadtests" / "bench"


def run(arguments: list[str]) -> int:
    """List the scripts, or run one and return its exit code."""
    options = _parse(arguments)
    scripts = {
        path.stem: path
        for path in sorted(SCRIPTS.glob("*.py"))
        if not path.stem.startswith("_")
    }
    if options.name is None:
        return _list(scripts)
    if options.name not in scripts:
        raise CannotGoOn(
            f"there is no loadtests/bench/{options.name}.py; ./dev bench lists them."
        )
    ensure_packages("dev")
    return _run(scripts[options.name], options.arguments, demo=options.demo)


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = parser_for("bench", __doc__)
    parser.add_argument(
        "--no-demo", dest="demo", action="store_false", help="leave the demo data out"
    )
    parser.add_argument("name", nargs="?", help="which script")
    parser.add_argument(
        "arguments", nargs=argparse.REMAINDER, help="what the script gets"
    )
    return parser.parse_args(arguments)


def _list(scripts: dict[str, Path]) -> int:
    if not scripts:
        say("There are no scripts in loadtests/bench/ yet.")
    for name, path in scripts.items():
        doc = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        say(f"  {name:<20} {doc.partition(chr(10))[0]}")
    return 0


def _run(script: Path, arguments: list[str], *, demo: bool) -> int:
    env = base_environment()
    for name in URLS:
        if env.pop(name, None) is not None:
            say(f"  {name} is ignored: a bench has servers of its own.")
    env |= {"BIND": f"127.0.0.1:{any_free()}"} | stack_environment(script)
    with throwaway_stack(env) as stack:
        stack.start_servers()
        start_board(stack, demo=demo)
        command: list[str | Path] = [PYTHON, "-m", f"loadtests.bench.{script.stem}"]
        status = {"BOARD_STATUS": str(stack.state_path)}
        return stack.run([*command, *arguments], stack.env | status)
