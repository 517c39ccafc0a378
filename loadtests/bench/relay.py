"""The relay: events a second, delay from commit to effect, and brokers that misbehave.

    ./dev bench relay                                            # on the board
    python -m loadtests.bench.relay --broker redis|amqp --faults  # parts of its own

Delay is taken at a steady 20 events/s. Throughput is that of a backlog: recorded,
sequenced, handed over and delivered all at once, on the same cores. With --faults the
broker is frozen, stopped and (RabbitMQ) put into memory alarm for 15 s each: recording
must not notice, and the first event afterwards must come through by itself.
"""

import argparse
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import mkdtemp

import psycopg

from loadtests.bench.nothing_lost import Client, drain
from loadtests.bench.parts import Parts
from loadtests.harness.outcome import percentile, report

FAULT_SECONDS = 15
SLOWEST_RECOVERY = 30
STEADY = 400
# Not the wrapper on the path: it changes to a user who has another cookie.
RABBITMQCTL = "/usr/lib/rabbitmq/bin/rabbitmqctl"
FIRST_SECONDS = 60


def main() -> int:
    """Measure, harm if asked to, and exit 1 where something was lost or hung."""
    parser = argparse.ArgumentParser()
    default = "board" if os.environ.get("BOARD_STATUS") else "redis"
    parser.add_argument("--broker", choices=["redis", "amqp", "board"], default=default)
    parser.add_argument("--events", type=int, default=5_000)
    parser.add_argument("--faults", nargs="*", help="frozen, stopped, alarm; or all")
    options = parser.parse_args()
    folder = Path(mkdtemp(prefix="relay-"))
    parts = Parts(folder, options.broker)
    with parts.running():
        parts.begin()
        wait_for_chain(parts, folder)
        bad = steady(parts, folder, options.broker)
        bad += backlog(parts, folder, options)
        for name, harm, mend in faults(parts) if options.faults is not None else []:
            if not options.faults or name in options.faults:
                bad += fault(parts, folder, name, harm, mend)
    return 1 if bad else 0


def record(folder: Path, name: int, count: int, pause: float = 0) -> float:
    """Record events with one client and return the seconds it took."""
    os.environ["RECORDER_PAUSE"] = str(pause)
    started = time.monotonic()
    Client(name, folder, count).finish()
    return time.monotonic() - started


def wait_for_chain(parts: Parts, folder: Path) -> None:
    """Return when a first event has come through."""
    record(folder, 100, 1)
    if drain(parts.database_url, FIRST_SECONDS) >= FIRST_SECONDS:
        raise SystemExit("nothing comes through the chain")


def delays(parts: Parts) -> list[float]:
    """Return the seconds from just before the commit to the effect, and forget them."""
    sql = "SELECT extract(epoch FROM delivered_at - recorded_at) FROM events_probe"
    with psycopg.connect(parts.database_url, autocommit=True) as connection:
        found = [float(row[0]) for row in connection.execute(sql).fetchall()]
        connection.execute("TRUNCATE events_probe")
    return found


def steady(parts: Parts, folder: Path, broker: str) -> int:
    """Measure the delay at a steady rate."""
    delays(parts)
    record(folder, 101, STEADY, pause=0.05)
    drain(parts.database_url, 60)
    found = delays(parts)
    missing = max(0, STEADY - len(found))
    return report("relay-delay", n=STEADY, bad=missing, seconds=found, broker=broker)


def backlog(parts: Parts, folder: Path, options: argparse.Namespace) -> int:
    """Measure how fast a backlog is worked off."""
    record_seconds = record(folder, 102, options.events)
    rest = drain(parts.database_url, 300)
    found = delays(parts)
    return report(
        "relay-backlog",
        n=options.events,
        bad=max(0, options.events - len(found)),
        seconds=found,
        recorded_per_s=round(options.events / record_seconds),
        delivered_per_s=round(len(found) / (record_seconds + rest)),
        broker=options.broker,
    )


Harm = Callable[[], object]


def faults(parts: Parts) -> list[tuple[str, Harm, Harm]]:
    """Return what can be done to this broker, and how it is undone."""
    name = "redis" if parts.broker == "redis" else "rabbitmq"

    def send(number: signal.Signals) -> None:
        os.killpg(parts.processes[name].pid, number)

    found: list[tuple[str, Harm, Harm]] = [
        ("frozen", lambda: send(signal.SIGSTOP), lambda: send(signal.SIGCONT)),
        ("stopped", lambda: parts.hold(name), lambda: parts.release(name)),
    ]
    if name == "rabbitmq":
        found.append(("alarm", lambda: watermark("0.00001"), lambda: watermark("0.4")))
    return found


def watermark(share: str) -> None:
    """Set the share of memory above which our RabbitMQ blocks publishers."""
    subprocess.run(  # noqa: S603  # a constant command
        [
            RABBITMQCTL,
            "-n",
            "bench@localhost",
            "set_vm_memory_high_watermark",
            share,
        ],
        check=True,
        capture_output=True,
    )


def fault(parts: Parts, folder: Path, name: str, harm: Harm, mend: Harm) -> int:
    """Harm the broker, record meanwhile, mend it and see everything come through."""
    base = int(time.monotonic() * 10)
    calm = record(folder, base, 200)
    drain(parts.database_url, 60)
    delays(parts)
    harm()
    started = time.monotonic()
    during = record(folder, base + 1, 200)
    time.sleep(max(0.0, FAULT_SECONDS - (time.monotonic() - started)))
    mend()
    recovered = drain(parts.database_url, 120)
    found = delays(parts)
    return report(
        f"relay-broker-{name}",
        n=200,
        bad=max(0, 200 - len(found)) + (recovered > SLOWEST_RECOVERY),
        seconds=found,
        recording_s={"calm": round(calm, 2), "during": round(during, 2)},
        recovered_s=round(recovered, 1),
        delay_max_s=round(percentile(found, 1), 1),
        broker=parts.broker,
    )


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the parts end too
    sys.exit(main())
