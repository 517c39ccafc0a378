"""A worker that is killed in the middle of a report.

`python -m reports.tests.dying_report <delivery id> <where> <n>` builds a report and is
killed when it has done something, named by `where`, for the n-th time.
"""

import os
import signal
import sys
from typing import Any
from uuid import UUID

import django


def main(delivery: str, where: str, times: int) -> None:
    django.setup()
    # Only now, for they import what needs the settings.
    from events import delivering  # noqa: PLC0415  # Django is ready only now
    from reports import consumers, reading  # noqa: PLC0415  # Django is ready only now
    from reports.files import REPORTS  # noqa: PLC0415  # Django is ready only now
    from reports.services import building, running  # noqa: PLC0415  # Django is ready only now

    reading.BATCH, running.EVERY = 1, 0
    places: dict[str, tuple[Any, str]] = {
        "create": (REPORTS, "create"),
        "claim": (running.Run, "claim"),
        "note": (running.Run, "note"),
        "count": (building, "_count"),
        "write": (building, "write_report"),
        "finish": (REPORTS, "finish"),
        "ready": (building, "_make_ready"),
        "record": (building, "record"),
        "build": (consumers, "build_report"),
    }
    owner, name = places[where]
    setattr(owner, name, deadly(getattr(owner, name), times))
    delivering.deliver(UUID(delivery))


def deadly(function: Any, times: int) -> Any:
    """Return a function that is the end of the process, the n-th time it is done."""
    left = [times]

    def run(*args: Any, **kwargs: Any) -> Any:
        result = function(*args, **kwargs)
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    return run


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
