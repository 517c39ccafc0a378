"""Hold a limit of 10 against 60 requests at once: exactly 10 may pass.

Eight processes send, for each key anew and with invented X-Forwarded-For fields:
anonymous (by address, counted in Valkey) and signed in (durable, in PostgreSQL),
with Valkey up, frozen and killed. A store that comes or goes in the middle of a
window may let its own 10 through, so a round never spans such a change.
"""

import asyncio
import contextlib
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from ipaddress import IPv4Address
from itertools import count

from loadtests.harness.board import Board, wait_until
from loadtests.harness.client import Answer, Client, NoAnswer
from loadtests.harness.outcome import report

STACK_ENV = {"DJANGO_SETTINGS_MODULE": "kernel.tests.settings", "RATE_LIMITS": "on"}
PROCESSES = 8
AT_ONCE = 60
LIMIT = 10
ROUNDS = 20
FIRST_ADDRESS = IPv4Address("127.1.0.1")
PASSED, REFUSED = 200, 429
_numbers = count()


@dataclass(frozen=True)
class Share:
    """What one process sends in a round."""

    port: int
    requests: int
    starts_at: float
    source: str
    bearer: str


def send(share: Share) -> list[tuple[int, bool, float]]:
    """Send a process's share at the agreed moment: status, says when, seconds."""
    return asyncio.run(_send(share))


async def _send(share: Share) -> list[tuple[int, bool, float]]:
    clients = [Client(share.port, source=share.source) for _ in range(share.requests)]
    try:
        await asyncio.sleep(max(0.0, share.starts_at - time.time()))
        answers = await asyncio.gather(
            *(_ask(client, share, n) for n, client in enumerate(clients))
        )
    finally:
        for client in clients:
            client.close()
    return [
        (each.status, each.header("retry-after") is not None, each.seconds)
        for each in answers
    ]


async def _ask(client: Client, share: Share, number: int) -> Answer:
    forged = f"198.51.100.{number}"
    headers = {
        "X-Forwarded-For": forged,
        "X-Real-IP": forged,
        "Forwarded": f"for={forged}",
        "Connection": "close",
    }
    if share.bearer:
        headers["Authorization"] = f"Bearer {share.bearer}"
    try:
        return await client.request("GET", "/api/v1/limited/", headers)
    except NoAnswer:
        return Answer(0, (), b"", 0.0)


@dataclass
class Tally:
    """What the rounds of one kind came to."""

    passed: list[int]
    rude: int
    seconds: list[float]

    @property
    def bad(self) -> int:
        """Count the rounds that did not let exactly the limit through."""
        return sum(each != LIMIT for each in self.passed) + self.rude


def rounds(pool: ProcessPoolExecutor, port: int, *, signed_in: bool) -> Tally:
    """Run every round of one kind, each under a key that nobody has used."""
    tally = Tally([], 0, [])
    for _ in range(ROUNDS):
        number = next(_numbers)
        source = str(FIRST_ADDRESS + number)
        bearer = f"limits-{number}" if signed_in else ""
        starts_at = time.time() + 0.15
        sizes = [AT_ONCE // PROCESSES + (n < AT_ONCE % PROCESSES) for n in range(8)]
        shares = [Share(port, n, starts_at, source, bearer) for n in sizes]
        seen = [each for part in pool.map(send, shares) for each in part]
        tally.passed.append(sum(status == PASSED for status, _, _ in seen))
        tally.rude += sum(
            status != PASSED and not (status == REFUSED and says_when)
            for status, says_when, _ in seen
        )
        tally.seconds += [seconds for _, _, seconds in seen]
    return tally


@contextlib.contextmanager
def killed(board: Board) -> Iterator[None]:
    """Keep Valkey from coming back: each new one is stopped at birth."""
    board.signal("valkey", signal.SIGKILL)
    wait_until(board.redis_answers)
    with board.frozen("valkey"):
        # Its port takes connections and answers none, as a dying one's does.
        yield


@contextlib.contextmanager
def settled(board: Board, port: int) -> Iterator[None]:
    """Let every worker notice that Valkey is away, before a round begins."""
    with board.frozen("valkey"):
        client_share = Share(port, AT_ONCE, time.time(), "127.2.0.1", "")
        send(client_share)
        yield


def main() -> int:
    """Run all kinds."""
    board = Board()
    port, tallies = board.port, {}
    with ProcessPoolExecutor(PROCESSES) as pool:
        for signed_in in (False, True):
            who = "signed in" if signed_in else "anonymous"
            tallies[f"{who}, Valkey up"] = rounds(pool, port, signed_in=signed_in)
            with settled(board, port):
                tallies[f"{who}, Valkey frozen"] = rounds(
                    pool, port, signed_in=signed_in
                )
            wait_until(board.redis_answers)
            time.sleep(3)
        with killed(board):
            tallies["anonymous, Valkey killed"] = rounds(pool, port, signed_in=False)
    for name, tally in tallies.items():
        print(f"{name:<28} passed of {AT_ONCE}: {dict(Counter(tally.passed))}")
    seconds = [each for tally in tallies.values() for each in tally.seconds]
    return report(
        "limits",
        n=len(seconds),
        bad=sum(tally.bad for tally in tallies.values()),
        seconds=seconds,
        most_passed=max(max(tally.passed) for tally in tallies.values()),
    )


if __name__ == "__main__":
    sys.exit(main())
