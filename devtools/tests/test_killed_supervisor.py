import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from devtools.identity import Identity
from devtools.paths import ROOT
from devtools.state import (
    MARK,
    end_leftovers,
    identity_entry,
    read_state,
    supervisor_of,
    write_state,
)

# A supervisor in small: a part, and a grandchild that leaves its session.
PROGRAM = """
import json, os, pathlib, sys, time
from devtools.identity import Identity
from devtools.parts import Part
from devtools.state import identity_entry, write_state
from devtools.supervisor import Supervisor
home = pathlib.Path(sys.argv[1])
supervisor = Supervisor(home)
supervisor.start(Part("web", ("/bin/sleep", "60"), dict(os.environ), cwd=home))
who, stop = supervisor.leaders()["web"]
write_state(home / "state.json", {
    "supervisor": identity_entry(Identity.of(os.getpid())),
    "leaders": {"web": identity_entry(who) | {"stop": int(stop)}},
})
time.sleep(60)
"""


@pytest.fixture
def killed(tmp_path: Path) -> Iterator[tuple[dict, Identity]]:
    """The state that a supervisor left when it was killed, and its part."""
    process = subprocess.Popen([sys.executable, "-c", PROGRAM, str(tmp_path)], cwd=ROOT)
    path = tmp_path / "state.json"
    deadline = time.monotonic() + 10
    while not (state := read_state(path)):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert supervisor_of(state) is not None
    entry = state["leaders"]["web"]
    part = Identity(entry["pid"], entry["started"])
    assert part.is_alive()
    process.kill()
    process.wait()
    yield state, part
    part.send(signal.SIGKILL)


def wait_for_end(who: Identity) -> bool:
    deadline = time.monotonic() + 5
    while who.is_alive() and time.monotonic() < deadline:
        time.sleep(0.02)
    return not who.is_alive()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children")
def test_its_parts_end_with_it(killed):
    state, part = killed
    assert supervisor_of(state) is None
    assert wait_for_end(part)


def test_what_survived_it_is_ended(sleeper, tmp_path: Path):
    who = Identity.of(sleeper.pid)
    assert who
    state = {"leaders": {"web": identity_entry(who) | {"stop": int(signal.SIGTERM)}}}
    assert end_leftovers(state) == ["web"]
    assert sleeper.wait(5) == -signal.SIGTERM


def test_descendants_that_no_list_names_are_ended():
    stray = subprocess.Popen(["/bin/sleep", "60"], env={MARK: "stray-test"})
    who = Identity.of(stray.pid)
    assert who
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline and not end_leftovers({"mark": "stray-test"}):
        time.sleep(0.02)  # until exec gave it its environment
    assert stray.wait(5) == -signal.SIGTERM


def test_a_stranger_with_a_noted_pid_is_left_alone(sleeper):
    entry = {"pid": sleeper.pid, "started": "before the reboot", "stop": 9}
    assert end_leftovers({"leaders": {"web": entry}}) == []
    assert sleeper.poll() is None


def test_the_state_file_is_its_owners_alone(tmp_path: Path):
    path = tmp_path / "state.json"
    write_state(path, {"api": "http://127.0.0.1:8000"})
    assert path.stat().st_mode & 0o777 == 0o600
    assert json.loads(path.read_text())["api"] == "http://127.0.0.1:8000"
    assert [x.name for x in tmp_path.iterdir()] == ["state.json"]


def test_a_state_file_that_is_no_json_is_no_state(tmp_path: Path):
    path = tmp_path / "state.json"
    path.write_text("{")
    assert read_state(path) == {}
    assert supervisor_of({}) is None
