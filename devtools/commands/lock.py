"""Refresh requirements/*.lock from requirements/*.in, with hashes, for any index.

Each lock keeps to the versions of the one before it, so that what is tested is what
is shipped.
"""

import sys
import tempfile
from pathlib import Path

from devtools.arguments import parser_for
from devtools.console import say
from devtools.environment import base_environment
from devtools.paths import LOGS, REQUIREMENTS, local_folder
from devtools.spawning import run_step

_LOCKS = (("base", ""), ("local", "base"), ("dev", "local"))
# Lock files must not say where they were made.
_COMPILE = (
    *("-m", "uv", "pip", "compile"),
    *("--universal", "--python-version", "3.11", "--generate-hashes", "--quiet"),
    *("--no-emit-index-url", "--no-emit-find-links", "--no-header"),
)


def run(arguments: list[str]) -> int:
    """Compile the three lock files, one on top of the other."""
    parser = parser_for("lock", __doc__)
    parser.add_argument(
        "--upgrade", action="store_true", help="take the newest versions that fit"
    )
    options = parser.parse_args(arguments)
    local_folder("logs")
    log = LOGS / "lock.log"
    env = base_environment()
    extra = ["--upgrade"] if options.upgrade else []
    with tempfile.TemporaryDirectory(prefix="jobboard-lock-") as folder:
        python = Path(folder) / "venv" / "bin" / "python"
        venv: list[str | Path] = [sys.executable, "-m", "venv", Path(folder) / "venv"]
        run_step("Making a virtual environment", venv, log, env=env)
        run_step("Installing uv", [python, "-m", "pip", "install", "uv"], log, env=env)
        for name, below in _LOCKS:
            run_step(
                f"Locking {name}",
                [python, *_COMPILE, *extra, *_files(name, below)],
                log,
                env=env,
                cwd=REQUIREMENTS.parent,
            )
    say("See what changed with: git diff requirements")
    return 0


def _files(name: str, below: str) -> list[str]:
    constraints = ["-c", f"requirements/{below}.lock"] if below else []
    output = ["-o", f"requirements/{name}.lock"]
    return [*constraints, f"requirements/{name}.in", *output]
