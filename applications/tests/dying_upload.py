"""A web process that is killed in the middle of an upload.

`python -m applications.tests.dying_upload <token> <step>` hands a file in to itself and
dies as soon as the step is done.
"""

import os
import signal
import sys
from typing import Any

import django


def main(token: str, step: str) -> None:
    django.setup()
    # Only now, for they import what needs the settings.
    from django.conf import settings  # noqa: PLC0415  # Django is ready only now

    from applications.services import resume_keeping  # noqa: PLC0415  # Django is ready only now
    from applications.tests.resume_sending import send  # noqa: PLC0415  # Django is ready only now
    from applications.views import resumes  # noqa: PLC0415  # Django is ready only now
    from conftest import Api  # noqa: PLC0415  # Django is ready only now
    from kernel import uploads  # noqa: PLC0415  # Django is ready only now

    settings.ALLOWED_HOSTS = ["*"]
    if step == "file":
        uploads.Receiver.file_complete = dying(uploads.Receiver.file_complete)  # type: ignore[method-assign]
    elif step == "event":
        resume_keeping.record_event = dying(resume_keeping.record_event)  # type: ignore[attr-defined]
    else:
        resumes.keep_resume = dying(resumes.keep_resume)  # type: ignore[attr-defined]
    send(Api(token))


def dying(function: Any) -> Any:
    """Return a function that is the last one of its process."""

    def run(*args: Any, **kwargs: Any) -> Any:
        function(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)

    return run


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
