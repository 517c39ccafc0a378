"""How a script says what it measured: a JSON line, and an exit code."""

import json
import os
import platform
import subprocess
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).resolve().parent.parent.parent


def percentile(values: list[float], share: float) -> float:
    """Return the value that this share of the values does not exceed."""
    ordered = sorted(values)
    if not ordered:
        return 0.0
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def report(name: str, *, n: int, bad: int, seconds: list[float], **more: Any) -> int:
    """Print the JSON line of a run and return the exit code it deserves."""
    line = {
        "id": name,
        "n": n,
        "bad": bad,
        "p50": round(percentile(seconds, 0.5) * 1000, 1),
        "p99": round(percentile(seconds, 0.99) * 1000, 1),
        "unit": "ms",
        **more,
        "commit": commit(),
        "machine": machine(),
    }
    print(json.dumps(line), flush=True)
    return 1 if bad else 0


def machine() -> str:
    """Say what this ran on."""
    pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    memory = round(pages * size / 2**30)
    python = platform.python_version()
    return f"{os.cpu_count()} cores, {memory} GiB, Python {python}"


def commit() -> str:
    """Return the commit, with a plus when the tree differs from it."""
    command = ["git", "-C", str(_ROOT), "describe", "--always", "--dirty=+"]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  # a constant command
    return answer.stdout.strip() or "unknown"
