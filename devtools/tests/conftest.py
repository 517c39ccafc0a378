"""What the tests of `./dev` share: real processes in a folder of their own."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from devtools import interrupts
from devtools.parts import Part


@pytest.fixture
def make_part(tmp_path: Path) -> Callable[..., Part]:
    """Make a part out of a line of Python."""

    def make(name: str, code: str, **options: object) -> Part:
        command = (sys.executable, "-c", code)
        return Part(name, command, {}, cwd=tmp_path, **options)

    return make


@pytest.fixture
def sleeper() -> Iterator[subprocess.Popen[bytes]]:
    """A process that would live for a minute."""
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    yield process
    process.kill()
    process.wait()


@pytest.fixture(autouse=True)
def nobody_interrupts() -> None:
    """Signals that an earlier test sent are forgotten."""
    interrupts.forget()
