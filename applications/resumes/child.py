"""The process that opens a stranger's file: one file, and nothing else in reach.

It is told the family of the file and where our readers and pypdf lie, gets the file as
standard input, and answers with one line of JSON. It limits itself before it reads the
first byte: so much memory, so much time, and not a file or socket more than it has.

`python -I -S child.py <family> <folders>`
"""

import json
import os
import resource
import sys
from importlib import import_module

MEMORY = 512 * 1024 * 1024
SECONDS = 10
NOT_HERE = ("cryptography", "Crypto", "PIL", "fontTools", "arabic_reshaper", "brotli")
"""What pypdf would load for things that we do not do; it begins much faster without."""
NOT_OURS = 70
"""How it ends when it cannot even begin: no fault of the file."""


def main(family: str) -> None:
    """Read the file and say what it is, or why it is refused."""
    sys.modules.update(dict.fromkeys(NOT_HERE))  # type: ignore[arg-type]  # None: not to be had
    try:
        # Only now is it known where they lie.
        reading = import_module("applications.resumes.reading")
        read = reading.reader_of(family)
    except ImportError:
        os._exit(NOT_OURS)
    _shut_doors()
    answer = reading.answer_about(sys.stdin.buffer.read(), read)
    sys.stdout.write(json.dumps(answer))
    sys.stdout.flush()
    os._exit(0)  # a file may have left things behind that are slow to clear away


def _shut_doors() -> None:
    """Give up whatever reading one file does not take; nothing brings it back."""
    limits = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CPU: SECONDS,
        resource.RLIMIT_NOFILE: 3,
        resource.RLIMIT_NPROC: 0,
    }
    if sys.platform == "linux":
        # Other systems count what is only reserved, or refuse to set it.
        limits[resource.RLIMIT_AS] = MEMORY
    for which, most in limits.items():
        resource.setrlimit(which, (most, most))


if __name__ == "__main__":
    sys.path += sys.argv[2:]
    main(sys.argv[1])
