"""Reads what a bench script asks of its stack, without running the script."""

import ast
from pathlib import Path

from devtools.errors import CannotGoOn

_NAME = "STACK_ENV"


def stack_environment(script: Path) -> dict[str, str]:
    """Return the script's `STACK_ENV = {…}` literal; limits are off unless it says."""
    values = {"RATE_LIMITS": "off"}
    for node in ast.parse(script.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.AnnAssign):
            targets: list[ast.expr] = [node.target]
        elif isinstance(node, ast.Assign):
            targets = node.targets
        else:
            continue
        named = any(isinstance(t, ast.Name) and t.id == _NAME for t in targets)
        if named and node.value is not None:
            values |= _literal(script, node.value)
    return values


def _literal(script: Path, value: ast.expr) -> dict[str, str]:
    try:
        content = ast.literal_eval(value)
        return {str(name): str(setting) for name, setting in content.items()}
    except (ValueError, AttributeError) as error:
        raise CannotGoOn(f"{script}: {_NAME} must be a literal dict.") from error
