"""A worker that is killed in the middle of an import.

`python -m jobs.tests.dying_import <import id> <what> <n>` takes parts of it until, for
the n-th time, it has looked jobs up, has written some, or is about to commit.
"""

import os
import signal
import sys
from typing import Any
from uuid import UUID

import django


def main(import_id: str, what: str, times: int) -> None:
    django.setup()
    # Only now, for they import what needs the settings.
    from events.tests.conftest import sequence_all  # noqa: PLC0415  # Django is ready only now
    from jobs.imports import chunks, parts, session  # noqa: PLC0415  # Django is ready only now
    from jobs.imports.checking import check_row  # noqa: PLC0415  # Django is ready only now
    from jobs.services import taking_over  # noqa: PLC0415  # Django is ready only now

    parts.MOST_ROWS, parts.BATCH = 20, 5
    dying = dying_after(times)
    if what == "look":
        chunks.Taker._known = dying(chunks.Taker._known)  # type: ignore[method-assign]  # noqa: SLF001
    elif what == "copy":
        session.Session.copy = dying(session.Session.copy)  # type: ignore[method-assign]
    else:
        taking_over._add = dying(taking_over._add)  # noqa: SLF001
    while True:
        sequence_all()
        taking_over.take_part(import_id=UUID(import_id), check=check_row)


def dying_after(times: int) -> Any:
    """Return what makes a function deadly, the n-th time that it is done."""
    left = [times]

    def deadly(function: Any) -> Any:
        def run(*args: Any, **kwargs: Any) -> Any:
            result = function(*args, **kwargs)
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return result

        return run

    return deadly


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
