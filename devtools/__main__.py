"""`./dev <command>`: finds the command and turns its ending into an exit code."""

import sys

from devtools import interrupts
from devtools.commands import (
    bench,
    check,
    down,
    load,
    lock,
    logs,
    manage,
    reset,
    status,
    test,
    up,
)
from devtools.console import complain, say
from devtools.errors import CannotGoOn, Interrupted

COMMANDS = {
    "up": up,
    "test": test,
    "check": check,
    "bench": bench,
    "load": load,
    "down": down,
    "status": status,
    "logs": logs,
    "reset": reset,
    "manage": manage,
    "lock": lock,
}
_INTERRUPTED = 130
_MISUSED = 2


def main(arguments: list[str]) -> int:
    """Run one command and return its exit code."""
    if not arguments or arguments[0] in {"--help", "-h", "help"}:
        say(_overview())
        return 0 if arguments else _MISUSED
    name, *rest = arguments
    if name not in COMMANDS:
        complain(f"there is no command {name!r}; ./dev --help lists them.")
        return _MISUSED
    interrupts.listen()
    try:
        code: int = COMMANDS[name].run(rest)
    except CannotGoOn as error:
        complain(str(error))
        return 1
    except Interrupted:
        complain("interrupted.")
        return _INTERRUPTED
    except PermissionError as error:
        complain(f"{error}. Was it made by another user, root perhaps?")
        return 1
    return code


def _overview() -> str:
    lines = ["./dev runs this job board on a machine that has only Python.", ""]
    for name, module in COMMANDS.items():
        summary = (module.__doc__ or "").partition("\n")[0]
        lines.append(f"  {name:<8}{summary}")
    lines += ["", "./dev <command> --help says more about one of them."]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
