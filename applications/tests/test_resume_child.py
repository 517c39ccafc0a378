"""The process that opens files: what it may do, and that it may die."""

import os
import re
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryFile

import pytest
from django.conf import settings

from applications.resumes import child, examining
from applications.resumes.examining import examine
from applications.tests import resume_pdfs
from applications.tests.resume_sending import PDF
from kernel.problems import Problem, Unavailable

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="other systems do not keep all of these limits"
)

# What a file could do that has taken its reader over, once the doors are shut.
ESCAPES = {
    "open a file": "open('/etc/passwd')",
    "open its own program": f"open({str(child.__file__)!r})",
    "write a file": "open('escaped', 'w')",
    "make a socket": "import socket; socket.socket()",
    "make a pipe": "os.pipe()",
    "start a program": "os.posix_spawn('/bin/true', [''], {}); os.wait(); os.pipe()",
    "take much memory": "bytearray(700 * 1024 * 1024)",
    "raise its limits": (
        "resource.setrlimit(resource.RLIMIT_NOFILE, (9, 9))"
        " if os.getuid() else os.pipe()"
    ),
}
PROGRAM = """
import os, sys, resource, socket
sys.path += sys.argv[1:]
from applications.resumes import child
child._shut_doors()
try:
    {}
except (OSError, MemoryError, ValueError) as error:
    os._exit(7)
os._exit(0)
"""


@pytest.mark.parametrize("name", ESCAPES)
def test_nothing_is_in_reach(name: str) -> None:
    done = subprocess.run(  # noqa: S603  # our own program
        [
            sys.executable,
            "-I",
            "-S",
            "-c",
            PROGRAM.format(ESCAPES[name]),
            str(settings.BASE_DIR),
        ],
        check=False,
        timeout=60,
        env={},
        capture_output=True,
    )
    assert done.returncode == 7, done.stderr


@pytest.fixture
def instead(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Another program in the place of the child."""
    program = tmp_path / "child.py"
    monkeypatch.setattr(child, "__file__", str(program))
    return program


def refused() -> Problem:
    with TemporaryFile() as file:
        file.write(PDF)
        file.flush()
        with pytest.raises(Problem) as problem:
            examine(file, name="cv.pdf", declared="")
    return problem.value


# Whatever a child does, the file is refused.
BEHAVIOUR = {
    "dies": "import os; os.kill(os.getpid(), 11)",
    "fails": "raise SystemExit(1)",
    "is silent": "pass",
    "speaks no JSON": "print('hello')",
    "says a list": "print([])",
    "says deep things": "print('[' * 100_000)",
    "says another kind": 'print(\'{"kind": "exe", "text": ""}\')',
    "says no text": 'print(\'{"kind": "pdf", "text": 1}\')',
    "talks for ever": "import os\nwhile True: os.write(1, b'x' * 65536)",
    "hangs": "import time; time.sleep(60)",
    "is quiet and hangs": "import os, time; os.close(1); time.sleep(60)",
    "is stopped": "import os; os.kill(os.getpid(), 19)",
}


@pytest.mark.parametrize("name", BEHAVIOUR)
def test_whatever_a_child_does_we_live(
    name: str, instead: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(examining, "WALL_CLOCK", 2.0)
    instead.write_text(BEHAVIOUR[name], encoding="utf-8")
    before = our_children()
    problem = refused()
    assert (problem.code, problem.status) == ("unsafe_file", 415)
    # Not waitpid(-1): the test process may have children of other tests.
    assert our_children() <= before


def our_children() -> set[int]:
    """Return the processes whose parent we are, the dead that nobody fetched too."""
    found = set()
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            # The name stands in brackets, and may have brackets and spaces of its own.
            _state, parent, *_ = path.read_text().rpartition(")")[2].split()
            if int(parent) == os.getpid():
                found.add(int(path.parent.name))
    return found


def test_a_child_that_cannot_begin_is_our_fault(instead: Path) -> None:
    instead.write_text(f"raise SystemExit({child.NOT_OURS})", encoding="utf-8")
    assert isinstance(refused(), Unavailable)


def test_a_child_knows_nothing_of_us(instead: Path, tmp_path: Path) -> None:
    """It has no environment, three files, and begins at the root."""
    told = tmp_path / "told"
    instead.write_text(
        "import os\n"
        f"with open({str(told)!r}, 'w') as f:\n"
        "    own = f.fileno()\n"
        "    fds = sorted(int(n) for n in os.listdir('/proc/self/fd'))\n"
        "    alone = os.getsid(0) == os.getpid()\n"
        "    print(dict(os.environ), os.getcwd(), fds, own, alone,"
        " file=f)\n",
        encoding="utf-8",
    )
    with Path("/etc/passwd").open("rb") as ours:
        assert ours.fileno() > 2
        refused()
    said = told.read_text(encoding="utf-8")
    environment, rest = said.split("}", 1)
    assert set(re.findall(r"'(\w+)':", environment)) <= {"LC_CTYPE"}
    # 3 is the file that it writes to here, 4 the folder that it reads.
    assert rest.strip() == "/ [0, 1, 2, 3, 4] 3 True"


def test_cpu_time_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    program = PROGRAM.replace("child._shut", "child.SECONDS = 1; child._shut")
    begun = time.process_time()
    done = subprocess.run(  # noqa: S603  # our own program
        [
            sys.executable,
            "-I",
            "-S",
            "-c",
            program.format("\n    while True: pass"),
            str(settings.BASE_DIR),
        ],
        check=False,
        timeout=60,
        env={},
    )
    assert done.returncode < 0
    assert time.process_time() >= begun


SLOW = """
import sys
sys.path += sys.argv[1:]
from applications.resumes import pdf
pdf.SECONDS = 0.2
kind, text = pdf.read(sys.stdin.buffer.read())
print(kind, "first" in text, "last" in text)
"""


def test_text_is_looked_for_for_a_while(tmp_path: Path) -> None:
    long = b"BT /F1 9 Tf " + b"1 0 0 1 0 0 Tm (x) Tj " * 100_000 + b"ET"
    first, last = resume_pdfs.shown(b"first"), resume_pdfs.shown(b"last")
    raw = resume_pdfs.build(resume_pdfs.pages(first, long, last))
    done = subprocess.run(  # noqa: S603  # our own program
        [sys.executable, "-I", "-S", "-c", SLOW, *examining._places()],  # noqa: SLF001  # what the child gets
        input=raw,
        check=True,
        timeout=60,
        env={},
        capture_output=True,
    )
    assert done.stdout.split() == [b"pdf", b"True", b"False"]
