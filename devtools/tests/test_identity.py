import os
import signal
import subprocess

from devtools.identity import Identity, carriers, family, processes_by_parent


def test_a_live_process_is_itself(sleeper: subprocess.Popen[bytes]):
    who = Identity.of(sleeper.pid)
    assert who is not None
    assert who.is_alive()


def test_a_pid_that_was_used_again_is_not_signalled(sleeper: subprocess.Popen[bytes]):
    earlier = Identity(sleeper.pid, "another moment")
    assert not earlier.is_alive()
    assert not earlier.send(signal.SIGKILL)
    assert sleeper.poll() is None


def test_a_zombie_is_not_alive(sleeper: subprocess.Popen[bytes]):
    who = Identity.of(sleeper.pid)
    assert who is not None
    assert who.send(signal.SIGKILL)
    os.waitid(os.P_PID, sleeper.pid, os.WEXITED | os.WNOWAIT)
    assert not who.is_alive()
    assert not who.send(signal.SIGTERM)


def test_nobody_has_an_impossible_pid():
    assert Identity.of(0) is None
    assert Identity.of(2**31 - 1) is None


def test_a_family_is_found_through_its_parents(sleeper: subprocess.Popen[bytes]):
    members = family(os.getpid(), processes_by_parent())
    assert members[0] == os.getpid()
    assert sleeper.pid in members


def test_descendants_are_found_by_what_they_carry():
    mark = f"DEVTOOLS_TEST_MARK=m{os.getpid()}"
    name, _, value = mark.partition("=")
    process = subprocess.Popen(["/bin/sleep", "60"], env={name: value})
    try:
        # exec replaces the environment a moment after fork.
        while [who.pid for who in carriers(mark)] != [process.pid]:
            assert process.poll() is None
    finally:
        process.kill()
        process.wait()
