"""Real workers that are killed, hang and are poisoned, on each broker."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress

import pytest
from django.conf import settings
from django.db import connection

from events.models import Delivery, DeliveryState, Event, Probe, Slot

pytestmark = pytest.mark.django_db(transaction=True)
RABBITMQ = "amqp://guest:guest@127.0.0.1:5672//"


def rabbitmq_answers():
    with suppress(OSError), socket.create_connection(("127.0.0.1", 5672), 1):
        return True
    return False


BROKERS = [
    "redis",
    pytest.param(
        "amqp",
        marks=[
            pytest.mark.services,
            pytest.mark.skipif(
                not rabbitmq_answers(), reason="nothing answers on 127.0.0.1:5672"
            ),
        ],
    ),
]


class Stack:
    """A relay and a worker with the lab, on the test's own database."""

    def __init__(self, url, runs, **environment):
        self.runs_path = runs
        database = connection.settings_dict
        location = (
            f"postgresql://{database['USER']}:{database['PASSWORD']}@/"
            f"{database['NAME']}?host={database['HOST']}&port={database['PORT']}"
        )
        self.environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "events.tests.settings",
            "DEBUG": "on",
            "DATABASE_URL": location,
            "CELERY_BROKER_URL": url,
            "LAB_RUNS": str(runs),
            **environment,
        }
        self.relay = self.start("manage.py", "relay")
        self.start_worker()

    def start_worker(self):
        self.worker = self.start("-m", "celery", "-A", "jobboard", "--quiet", "worker")

    def start(self, *arguments):
        with self.runs_path.with_suffix(".log").open("a") as log:
            return subprocess.Popen(  # noqa: S603  # our own programs
                [sys.executable, *arguments],
                cwd=settings.BASE_DIR,
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def said(self):
        return self.runs_path.with_suffix(".log").read_text()

    def runs(self):
        lines = self.runs_path.read_text().splitlines()
        return [line.split() for line in lines]

    def kill_worker(self):
        os.killpg(self.worker.pid, signal.SIGKILL)
        self.worker.wait(10)

    def stop(self):
        for process in (self.relay, self.worker):
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(10)


@pytest.fixture(params=BROKERS)
def stack(request, tmp_path, broker_database):
    """Bring up a relay and a worker on one of the brokers."""
    runs = tmp_path / "runs"
    runs.touch()
    running = Stack(broker_database if request.param == "redis" else RABBITMQ, runs)
    yield running
    running.stop()


def record(way, count=1, **payload):
    """Record what only the stack's processes know, past the registry."""
    return [
        Event.objects.create(
            kind=f"lab.{way}",
            actor="system",
            subject="system",
            audience=[],
            payload=payload,
        ).pk
        for _ in range(count)
    ]


def wait_for(is_so, seconds=60):
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def states(way):
    found = Delivery.objects.filter(consumer=f"lab.{way}")
    return Counter(found.values_list("state", flat=True))


def test_a_poison_is_run_five_times_and_its_neighbours_are_served(stack):
    record("poison")
    good = record("good", 100)

    def all_settled():
        Delivery.objects.filter(state="waiting").update(due_at="2000-01-01T00:00:00Z")
        return states("poison")["dead"] == 1 and states("good")["delivered"] == 100

    wait_for(all_settled, 90)
    runs = Counter(event for event, *_ in stack.runs())
    [count] = [n for event, n in runs.items() if event not in map(str, good)]
    assert count <= 5
    assert Probe.objects.count() == 100
    assert Delivery.objects.dead().get().last_error.startswith("the process died")


def test_a_killed_worker_loses_nothing_and_repeats_no_effect(stack):
    record("good", 150)
    wait_for(lambda: states("good")["delivered"] > 20)
    stack.kill_worker()
    assert states("good")["delivered"] < 150
    stack.start_worker()
    wait_for(lambda: states("good")["delivered"] == 150)
    assert Probe.objects.count() == 150


def test_a_killed_child_is_replaced_and_its_run_repeated_within_seconds(stack):
    record("sleepy", seconds=4)
    wait_for(lambda: len(stack.runs()) == 1)
    os.kill(int(stack.runs()[0][1]), signal.SIGKILL)
    # Long before the broker would hand it out again by itself, after 15 minutes.
    wait_for(lambda: len(stack.runs()) == 2)
    wait_for(lambda: states("sleepy")["delivered"] == 1)
    assert Probe.objects.count() == 1


def test_a_stuck_one_is_ended_by_its_time_limit_and_leaves_no_effect(stack):
    record("stuck")
    wait_for(lambda: states("stuck")["waiting"] == 1 and stack.runs(), 40)
    delivery = Delivery.objects.get(consumer="lab.stuck")
    assert delivery.attempts == 1
    assert "SoftTimeLimitExceeded" in delivery.last_error
    assert not Probe.objects.exists()


def test_sigterm_lets_running_work_finish(stack):
    record("sleepy", seconds=2)
    wait_for(lambda: len(stack.runs()) == 1)
    stack.worker.send_signal(signal.SIGTERM)
    stack.worker.wait(30)
    assert states("sleepy") == {DeliveryState.DELIVERED: 1}
    assert Probe.objects.count() == 1


def test_the_log_of_a_worker_tells_no_personal_text(stack):
    record("failing")
    wait_for(lambda: states("failing")["waiting"] == 1 and stack.runs())
    assert "dana@example.org" not in stack.said()


@pytest.mark.parametrize("level", ["INFO", "WARNING"])
def test_every_process_logs_json_from_the_level_that_was_asked_for(
    tmp_path, broker_database, level
):
    runs = tmp_path / "runs"
    runs.touch()
    stack = Stack(broker_database, runs, LOG_LEVEL=level, PYTHONWARNINGS="ignore")
    beat = stack.start("-m", "celery", "-A", "jobboard", "--quiet", "beat")
    try:
        record("failing")
        record("good", 3)
        wait_for(lambda: states("good")["delivered"] == 3)
        wait_for(lambda: "delivery_failed" in stack.said())
        wait_for(Slot.objects.exists)
    finally:
        stack.stop()
        beat.kill()
        beat.wait(10)
    lines = [json.loads(line) for line in stack.said().splitlines()]
    assert "info" not in {line["level"] for line in lines} or level == "INFO"
    loggers = {line["logger"] for line in lines}
    assert not loggers & {"celery.worker.strategy", "celery.app.trace"}
    assert "celery.beat" in loggers or level == "WARNING"
