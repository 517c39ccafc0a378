"""A web process that is killed at its N-th step, for as many N as one asks.

`python -m applications.tests.dying` reads orders, a line of JSON each, and answers each
by how the child that carried it out ended: a step is a statement, a commit or what is
done with a file, a process or a socket, and the child dies right before it or, for a
commit, right after it as well.
"""

import json
import os
import signal
import sys
from typing import Any

import django
from django.db import connection

_FILES = {"open", "os.remove", "os.mkdir", "os.rename"}
_OTHERS = {"subprocess.Popen", "socket.connect"}


def main() -> None:
    django.setup()
    # Only now, for they import what needs the settings.
    from django.conf import settings  # noqa: PLC0415  # Django is ready only now

    from conftest import Api  # noqa: PLC0415  # Django is ready only now

    settings.ALLOWED_HOSTS = ["*"]
    api = Api()
    for line in sys.stdin:
        order = json.loads(line)
        api.token = order["token"]
        if order["step"] == 1:
            # Refused, so that most is loaded before the forks.
            api.post(order["path"], {"unknown": 1})
            connection.close()
            connection.close_pool()
        child = os.fork()
        if child == 0:
            _carry_out(api, order)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)  # noqa: T201  # the answer


def _carry_out(api: Any, order: dict[str, Any]) -> None:
    """Do it, die of it, or end by what was answered."""
    from conftest import Form  # noqa: PLC0415  # Django is ready only now

    body = order["body"]
    if isinstance(body, list):
        body = Form(file=(body[0], body[1].encode(), body[2]))
    code = 1
    try:
        connection.ensure_connection()
        _die_at(order["step"])
        answer = api.post(order["path"], body, **order["headers"])
        code = 0 if answer.status_code == 201 else 1
        if code:
            sys.stderr.write(f"{answer.status_code} {answer.content!r}\n")
    finally:
        sys.stderr.flush()
        os._exit(code)


def _die_at(step: int) -> None:
    from django.conf import settings  # noqa: PLC0415  # Django is ready only now

    left = [step]

    def count() -> None:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def statement(execute: Any, *told: Any) -> Any:
        count()
        return execute(*told)

    def commit() -> None:
        count()
        really_commit()
        count()

    def watch(event: str, told: tuple[Any, ...]) -> None:
        is_file = event in _FILES and str(told[0]).startswith(str(settings.FILES_DIR))
        if is_file or event in _OTHERS:
            count()

    really_commit = connection._commit  # noqa: SLF001  # no signal comes at a commit
    connection._commit = commit  # type: ignore[method-assign]  # noqa: SLF001
    connection.execute_wrappers.append(statement)
    sys.addaudithook(watch)


if __name__ == "__main__":
    main()
