"""Consumers that misbehave; each notes its run in a file before it does so."""

import os
import signal
import time
from pathlib import Path

from events.models import Delivery, Probe
from events.registry import consumer


def note(delivery: Delivery) -> None:
    with Path(os.environ["LAB_RUNS"]).open("a") as file:
        file.write(f"{delivery.event_id} {os.getpid()} {time.time()}\n")


def effect(delivery: Delivery) -> None:
    Probe.objects.create(
        event=delivery.event_id, recorded_at=delivery.event.recorded_at
    )


@consumer("lab.good", kinds=["lab.good"])
def do_well(delivery: Delivery) -> None:
    """Do what it should."""
    note(delivery)
    effect(delivery)


@consumer("lab.poison", kinds=["lab.poison"])
def kill_worker(delivery: Delivery) -> None:
    """Kill the process it runs in."""
    note(delivery)
    os.kill(os.getpid(), signal.SIGKILL)


@consumer("lab.stuck", kinds=["lab.stuck"], seconds=1)
def hang(delivery: Delivery) -> None:
    """Never come back."""
    note(delivery)
    effect(delivery)
    while True:
        time.sleep(60)


@consumer("lab.sleepy", kinds=["lab.sleepy"])
def sleep_first(delivery: Delivery) -> None:
    """Take its time."""
    note(delivery)
    effect(delivery)
    time.sleep(delivery.event.payload.get("seconds", 1))


@consumer("lab.failing", kinds=["lab.failing"])
def fail(delivery: Delivery) -> None:
    """Raise an error with a text that must not be kept."""
    note(delivery)
    effect(delivery)
    message = "dana@example.org"
    raise RuntimeError(message)
