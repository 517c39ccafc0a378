"""R1: every command that was accepted has its effect, once, whatever is killed.

Commands are recorded by clients that write each one to a history file after its
commit. Meanwhile relay, worker, scheduler, broker and the clients themselves are
killed with -9, at random with a seed. In the end the history is compared with
the effects: nothing is missing, nothing is there twice.

    ./dev bench nothing_lost            # on the board that BOARD_STATUS describes
    python -m loadtests.bench.nothing_lost --broker redis|amqp    # parts of its own

The second form needs DATABASE_URL to name a database of its own, and an installed
redis-server or RabbitMQ, of which it starts one beside the machine's.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from tempfile import mkdtemp

import psycopg

from loadtests.bench.parts import Parts
from loadtests.harness.outcome import report

CLIENTS = 4


def main() -> int:
    """Run, kill, drain, compare; exit 1 when anything was lost or doubled."""
    options = arguments()
    folder = Path(mkdtemp(prefix="nothing-lost-"))
    dice = random.Random(options.seed)
    parts = Parts(folder, options.broker)
    with parts.running():
        parts.begin()
        clients = [
            Client(n, folder, options.commands // CLIENTS) for n in range(CLIENTS)
        ]
        kills = harm(parts, clients, dice, options.kills)
        for client in clients:
            client.finish()
        took = drain(parts.database_url, options.drain)
        history = [line for client in clients for line in client.history()]
        return compare(parts.database_url, history, kills, took, options)


def arguments() -> argparse.Namespace:
    """Read the options."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--broker", choices=["redis", "amqp", "board"], default=None)
    parser.add_argument("--commands", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--drain", type=float, default=180)
    parser.add_argument("--seed", type=int, default=20261121)
    options = parser.parse_args()
    default = "board" if os.environ.get("BOARD_STATUS") else "redis"
    options.broker = options.broker or default
    return options


class Client:
    """A process that records commands until its share is in its history."""

    def __init__(self, number: int, folder: Path, share: int) -> None:
        self.path = folder / f"history-{number}"
        self.share = share
        self.path.touch()
        self.start()

    def start(self) -> None:
        """Start the process, for what is left of its share."""
        left = self.share - len(self.history())
        self.process = subprocess.Popen(  # noqa: S603  # our own program
            [
                sys.executable,
                "-m",
                "loadtests.bench.recorder",
                str(self.path),
                str(left),
            ]
        )

    def is_done(self) -> bool:
        """Say whether the share is recorded."""
        return len(self.history()) >= self.share

    def history(self) -> list[str]:
        """Return the commands that were accepted; a torn last line was not."""
        lines = self.path.read_text().splitlines(keepends=True)
        return [line.strip() for line in lines if line.endswith("\n")]

    def kill(self) -> None:
        """Kill the process and start another in its place."""
        self.process.kill()
        self.process.wait()
        text = self.path.read_bytes()
        self.path.write_bytes(text[: text.rfind(b"\n") + 1])
        self.start()

    def finish(self) -> None:
        """Wait until the share is recorded, starting anew what has ended early."""
        while not self.is_done():
            if self.process.poll() is not None:
                self.start()
            time.sleep(0.1)
        self.process.wait()


def harm(
    parts: Parts, clients: list[Client], dice: random.Random, kills: int
) -> dict[str, int]:
    """Kill parts in a random order, each about as often as the others."""
    done: dict[str, int] = {}
    victims = [*parts.victims, "client"]
    deck = (victims * (kills // len(victims) + 1))[:kills]
    dice.shuffle(deck)
    for victim in deck:
        time.sleep(dice.uniform(0.5, 2.5))
        if victim == "client":
            dice.choice(clients).kill()
        else:
            parts.kill(victim)
        done[victim] = done.get(victim, 0) + 1
    return done


def drain(url: str, seconds: float) -> float:
    """Wait until everything recorded is delivered; return how long that took."""
    started = time.monotonic()
    sql = (
        "SELECT (SELECT count(*) FROM events_event WHERE position IS NULL)"
        " + (SELECT count(*) FROM events_delivery"
        " WHERE state IN ('waiting', 'handed', 'running'))"
    )
    while time.monotonic() - started < seconds:
        with psycopg.connect(url, autocommit=True) as connection:
            row = connection.execute(sql).fetchone()
        if row == (0,):
            break
        time.sleep(0.25)
    return time.monotonic() - started


def compare(
    url: str,
    history: list[str],
    kills: dict[str, int],
    took: float,
    options: argparse.Namespace,
) -> int:
    """Compare what was accepted with what happened."""
    with psycopg.connect(url, autocommit=True) as connection:
        rows = connection.execute(
            "SELECT event::text, count(*) FROM events_probe GROUP BY event"
        ).fetchall()
        repeated = connection.execute(
            "SELECT count(*) FROM events_delivery WHERE attempts > 1"
        ).fetchone()
        slots = connection.execute(
            "SELECT count(*), count(DISTINCT (name, slot_at)) FROM events_slot"
            " WHERE outcome = 'fired'"
        ).fetchone()
    effects = dict(rows)
    lost = [event for event in history if event not in effects]
    twice = [event for event, count in effects.items() if count > 1]
    return report(
        "R1",
        n=len(history),
        bad=len(lost) + len(twice) + (len(history) < options.commands),
        seconds=[],
        lost=len(lost),
        twice=len(twice),
        kills=kills,
        runs_repeated=repeated[0] if repeated else None,
        slots_fired=slots,
        drained_s=round(took, 1),
        broker=options.broker,
        seed=options.seed,
    )


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    sys.exit(main())
