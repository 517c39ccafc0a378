"""A process that answers one keyed POST and is killed around its commit.

`python -m kernel.tests.dying before|after <key> <title>` is what the crash tests run.
"""

import os
import signal
import sys

import django
from django.db import connection


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def main(moment: str, key: str, title: str) -> None:
    django.setup()
    # Only now, for it imports what needs the settings.
    from conftest import Api  # noqa: PLC0415

    connection.ensure_connection()
    commit = connection._commit  # noqa: SLF001  # no signal comes between commit and answer

    def commit_and_die() -> None:
        if moment == "after":
            commit()
        die()

    connection._commit = commit_and_die  # type: ignore[method-assign]  # noqa: SLF001
    Api("eve").post(
        "/api/v1/notes/", {"title": title}, Host="localhost", Idempotency_Key=key
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
