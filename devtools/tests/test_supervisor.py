import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from devtools.identity import Identity
from devtools.parts import Part
from devtools.spawning import adopt_orphans
from devtools.supervisor import Supervisor, backoff

MakePart = Callable[..., Part]
FOREVER = "import time; time.sleep(60)"
WITH_CHILD = (
    "import subprocess, time, pathlib;"
    "child = subprocess.Popen(['/bin/sleep', '60'], start_new_session={apart});"
    "pathlib.Path('child').write_text(str(child.pid)); time.sleep(60)"
)


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[Supervisor]:
    supervisor = Supervisor(tmp_path)
    yield supervisor
    supervisor.stop(supervisor.names(), 0)
    adopt_orphans(adopt=False)


def tick_until(supervisor: Supervisor, condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        supervisor.tick()
        time.sleep(0.01)


def test_the_first_death_costs_no_wait_and_the_longest_wait_is_half_a_minute():
    assert [backoff(n) for n in range(5)] == [0, 0.5, 1, 2, 4]
    assert backoff(1000) == 30


def test_a_killed_part_is_started_again(
    supervisor: Supervisor, make_part: MakePart, capsys
):
    supervisor.start(make_part("web", FOREVER))
    first = supervisor.pid("web")
    assert first
    os.kill(first, signal.SIGKILL)
    tick_until(supervisor, lambda: supervisor.pid("web") not in {first, None})
    assert "! web ended (SIGKILL" in capsys.readouterr().out


def test_a_part_that_keeps_dying_is_started_ever_more_slowly(
    supervisor: Supervisor, make_part: MakePart, tmp_path: Path
):
    code = "import time; open('starts', 'a').write(f'{time.time()}\\n'); 1/0"
    supervisor.start(make_part("web", code))
    starts = tmp_path / "starts"
    tick_until(
        supervisor,
        lambda: starts.exists() and len(starts.read_text().splitlines()) == 4,
    )
    moments = [float(line) for line in starts.read_text().splitlines()]
    assert moments[2] - moments[1] >= 0.5
    assert moments[3] - moments[2] >= 1
    assert "ZeroDivisionError" in (tmp_path / "web.log").read_text()


@pytest.mark.parametrize("apart", [False, True])
def test_what_a_dead_part_leaves_is_ended(
    supervisor: Supervisor, make_part: MakePart, tmp_path: Path, *, apart: bool
):
    supervisor.start(make_part("web", WITH_CHILD.format(apart=apart)))
    note = tmp_path / "child"
    tick_until(supervisor, lambda: note.exists() and note.read_text())
    child = Identity.of(int(note.read_text()))
    assert child
    first = supervisor.pid("web")
    assert first
    os.kill(first, signal.SIGKILL)
    tick_until(supervisor, lambda: supervisor.pid("web") not in {first, None})
    assert not child.is_alive()


def test_a_part_that_ignores_the_request_is_made_to_end(
    supervisor: Supervisor, make_part: MakePart, tmp_path: Path
):
    code = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        "open('deaf', 'w').close(); time.sleep(60)"
    )
    supervisor.start(make_part("web", code))
    tick_until(supervisor, (tmp_path / "deaf").exists)
    who = Identity.of(supervisor.pid("web") or 0)
    assert who
    supervisor.stop(["web"], 0.2)
    assert not who.is_alive()
    assert supervisor.names() == []


def test_a_frozen_part_ends_too(supervisor: Supervisor, make_part: MakePart):
    supervisor.start(make_part("web", FOREVER))
    pid = supervisor.pid("web")
    assert pid
    os.kill(pid, signal.SIGSTOP)
    began = time.monotonic()
    supervisor.stop(["web"], 5)
    assert time.monotonic() - began < 4


def test_a_part_prepares_each_of_its_starts(
    supervisor: Supervisor, make_part: MakePart
):
    prepared: list[int] = []
    part = make_part("web", FOREVER, before_start=lambda: prepared.append(1))
    supervisor.start(part)
    first = supervisor.pid("web")
    assert first
    os.kill(first, signal.SIGKILL)
    tick_until(supervisor, lambda: supervisor.pid("web") not in {first, None})
    assert len(prepared) == 2
