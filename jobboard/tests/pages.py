"""Reads the pages under docs/ the way that tests compare them with the code."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_CODE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def tables(page: str) -> dict[str, list[list[str]]]:
    """Return the rows of each section's table, without its header rows."""
    found: dict[str, list[list[str]]] = {}
    rows: list[list[str]] = []
    for line in _read(page).splitlines():
        if line.startswith("#"):
            rows = found.setdefault(line.lstrip("# "), [])
        elif line.startswith("| `"):
            rows.append([cell.strip() for cell in line.strip("|").split(" | ")])
    return {section: rows for section, rows in found.items() if rows}


def code(page: str) -> list[tuple[str, str]]:
    """Return the language and the text of each block of code."""
    return _CODE.findall(_read(page))


def _read(page: str) -> str:
    return (ROOT / "docs" / page).read_text(encoding="utf-8")
