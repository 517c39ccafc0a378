"""One client of nothing_lost: it records commands and writes down the accepted ones.

    python -m loadtests.bench.recorder HISTORY COUNT

A line is written, and forced to disk, only after the commit: what stands in the
history was accepted. It is killed at any point; what was committed and not yet
written down is allowed to have its effect too.
"""

import os
import sys
import time
from pathlib import Path

import django
from django.db import Error, connection, transaction

PAUSE_AFTER_FAILURE = 0.1


def main(path: Path, count: int, pause: float) -> None:
    """Record `count` commands."""
    from events.moment import database_now  # noqa: PLC0415  # after django.setup()
    from events.services import record_event  # noqa: PLC0415  # after django.setup()

    with path.open("a") as history:
        while count > 0:
            try:
                with transaction.atomic():
                    event = record_event(
                        kind="events.probe",
                        actor="system",
                        subject="system",
                        audience=[],
                        payload={"sent_at": database_now().isoformat()},
                    )
            except Error:
                connection.close()
                time.sleep(PAUSE_AFTER_FAILURE)
                continue
            history.write(f"{event.pk}\n")
            history.flush()
            os.fsync(history.fileno())
            count -= 1
            time.sleep(pause)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobboard.settings")
    django.setup()
    main(
        Path(sys.argv[1]),
        int(sys.argv[2]),
        float(os.environ.get("RECORDER_PAUSE", "0")),
    )
