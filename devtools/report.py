"""What `up` and `status` print about a board that runs."""

from typing import Any

from devtools.console import say

_COLUMNS = ("email", "password", "role", "company_role")


def print_board(state: dict[str, Any]) -> None:
    """Print the addresses, the demo logins, and where mails land."""
    say()
    say(f"  API      {state['api']}")
    say(f"  Docs     {state['api']}/api/docs/")
    say(f"  E-mails  {state['mail_dir']}/")
    if state["logins"]:
        say()
        for line in _table(state["logins"]):
            say(f"  {line}")


def print_processes(state: dict[str, Any]) -> None:
    """Print who runs, part by part."""
    say()
    for name, pids in state["processes"].items():
        say(f"  {name:<10} {' '.join(map(str, pids)) or 'down, will be started again'}")


def _table(logins: list[dict[str, Any]]) -> list[str]:
    rows = [_COLUMNS, *(tuple(str(x.get(c) or "") for c in _COLUMNS) for x in logins)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(_COLUMNS))]
    return [
        "  ".join(
            cell.ljust(width) for cell, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in rows
    ]
