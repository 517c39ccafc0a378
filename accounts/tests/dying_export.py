"""A worker that is killed while it makes an export.

`python -m accounts.tests.dying_export <export id> <step>` dies as soon as the step is
done for the first time: `create` the file, a `section`, `finish` the file, `event`.
"""

import os
import signal
import sys
from typing import Any
from uuid import UUID

import django


def main(export_id: str, step: str) -> None:
    django.setup()
    # Only now, for they import what needs the settings.
    from django.db import transaction  # noqa: PLC0415  # Django is ready only now

    from accounts.files import EXPORTS  # noqa: PLC0415  # Django is ready only now
    from accounts.services import export_writing, exporting  # noqa: PLC0415  # Django is ready only now

    if step in {"create", "finish"}:
        setattr(EXPORTS, step, dying(getattr(EXPORTS, step)))
    elif step == "section":
        export_writing._as_list = dying(export_writing._as_list)  # noqa: SLF001  # what is killed
    elif step == "files":
        export_writing._add_files = dying(export_writing._add_files)  # noqa: SLF001  # what is killed
    else:
        exporting.record_event = dying(exporting.record_event)  # type: ignore[attr-defined]
    with transaction.atomic():
        exporting.make_export(UUID(export_id))


def dying(function: Any) -> Any:
    """Return a function that is the last one of its process."""

    def run(*args: Any, **kwargs: Any) -> Any:
        function(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)

    return run


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
