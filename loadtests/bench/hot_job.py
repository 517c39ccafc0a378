"""Let 50 people a second apply for one job, all at once, while others go about theirs.

Three kinds of time take turns: the others alone; the others while the crowd apply for a
job each of their own; the others while all of it apply for the same one. What a hot job
costs the others is the third against the second, for a board that has more to do is
slower in any case.
"""

import argparse
import asyncio
import itertools
import sys
import time
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

from loadtests.bench._applying import apply, open_jobs, signed_in, wrongly_received
from loadtests.harness.board import Board
from loadtests.harness.client import Answer, Client, NoAnswer
from loadtests.harness.outcome import percentile, report

STACK_ENV = {"RATE_LIMITS": "off", "DEMO_JOBS": "900"}
MOST_CONNECTIONS = 100
BROWSING, ELSEWHERE = 10, 4
"""Requests a second of those who read, and of those who apply for other jobs."""
KINDS = ("alone", "spread", "hot")
MOST_SLOWER = 1.5
CREATED = 201
READS = (
    "/api/v1/search/jobs/?q=manager",
    "/api/v1/jobs/?page_size=20",
    "/api/v1/search/jobs/?q=nurse&employment_type=full_time",
    "/api/v1/categories/",
)


Sending = Callable[[Client], Coroutine[Any, Any, Answer]]


def _connections(board: Board) -> "asyncio.Queue[Client]":
    free: asyncio.Queue[Client] = asyncio.Queue()
    for _ in range(MOST_CONNECTIONS):
        free.put_nowait(Client(board.port, timeout=60))
    return free


class Scene:
    """Who takes part, which jobs there are, and what was answered in each time."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.board, self.options = Board(), options
        each_time = options.crowd * options.seconds
        self.crowd = signed_in(each_time)
        elsewhere = ELSEWHERE * options.seconds * options.rounds * len(KINDS)
        jobs = open_jobs(600)
        self.hot, self.others = jobs[: options.rounds], jobs[options.rounds :]
        people = signed_in(-(-elsewhere // 100))
        pairs = itertools.product(self.others[:100], people)
        self.pairs: Iterator[tuple[str, str]] = iter(list(pairs))
        # Nobody waits for a connection that the crowd has.
        self.clients = {part: _connections(self.board) for part in ("crowd", "others")}
        self.seconds: dict[str, list[float]] = {}
        self.faults: Counter[str] = Counter()
        self.sent: Counter[str] = Counter()

    async def ask(self, name: str, status: int, sending: Sending) -> bool:
        """Send a request on a free connection, and remember how long it took."""
        free = self.clients["crowd" if name.endswith("crowd") else "others"]
        begun = time.perf_counter()
        client = await free.get()
        try:
            answer = await sending(client)
        except NoAnswer as error:
            self.faults[f"{name}: {error}"] += 1
            return False
        finally:
            free.put_nowait(client)
        self.seconds.setdefault(name, []).append(time.perf_counter() - begun)
        if answer.status != status:
            self.faults[f"{name}: {answer.status} {answer.body[:150]!r}"] += 1
        return answer.status == status

    async def read(self, kind: str, number: int) -> None:
        """Read something."""
        path = READS[number % len(READS)]
        await self.ask(f"{kind} read", 200, lambda client: client.request("GET", path))

    async def apply(self, name: str, token: str, job: str) -> None:
        """Apply, as one of the crowd or as somebody else."""
        done = await self.ask(name, CREATED, lambda client: apply(client, token, job))
        self.sent[job] += done

    async def during(self, kind: str, number: int) -> None:
        """Let one time pass, with a crowd at the beginning of each of its seconds."""
        begun = time.monotonic()
        tasks: list[asyncio.Task[None]] = []
        for second in range(self.options.seconds):
            if kind != "alone":
                tasks += self._crowd(kind, number, second)
            for part in range(BROWSING):
                due = begun + second + part / BROWSING
                await asyncio.sleep(max(0.0, due - time.monotonic()))
                tasks.append(asyncio.create_task(self.read(kind, part + second)))
                if part * ELSEWHERE % BROWSING < ELSEWHERE:
                    job, token = next(self.pairs)
                    sending = self.apply(f"{kind} apply", token, job)
                    tasks.append(asyncio.create_task(sending))
        await asyncio.gather(*tasks)

    def _crowd(self, kind: str, number: int, second: int) -> list[asyncio.Task[None]]:
        tasks = []
        free = self.others[100:]
        for place in range(self.options.crowd):
            who = second * self.options.crowd + place
            job = self.hot[number]
            if kind == "spread":
                job = free[(who + number) % len(free)]
            sending = self.apply(f"{kind} crowd", self.crowd[who], job)
            tasks.append(asyncio.create_task(sending))
        return tasks


async def run(scene: Scene) -> int:
    """Let all kinds of time pass in turns, and report."""
    options = scene.options
    for number in range(options.rounds):
        for kind in KINDS:
            await scene.during(kind, number)
            await asyncio.sleep(2)
    with scene.board.database() as connection:
        wrong = wrongly_received(connection, scene.sent)
        wrong += any(scene.sent[job] != len(scene.crowd) for job in scene.hot)
    figures = {name: shown(taken) for name, taken in sorted(scene.seconds.items())}
    ratios = against(figures, "hot", "spread")
    slower = [name for name in ratios if "p50" in name and ratios[name] > MOST_SLOWER]
    return report(
        "hot_job",
        n=sum(len(taken) for taken in scene.seconds.values()),
        bad=sum(scene.faults.values()) + wrong + len(slower),
        seconds=scene.seconds["hot crowd"],
        hot_against_spread=ratios,
        figures=figures,
        applied=[scene.sent[job] for job in scene.hot],
        wrong_in_database=wrong,
        faults=dict(scene.faults.most_common(5)),
    )


def shown(taken: list[float]) -> dict[str, float]:
    """Return how many there were and how long they took, in milliseconds."""
    shares = {"p50": 0.5, "p99": 0.99}
    told = {name: percentile(taken, share) for name, share in shares.items()}
    return {"n": len(taken), **{name: round(s * 1000, 1) for name, s in told.items()}}


def against(
    figures: dict[str, dict[str, float]], one: str, other: str
) -> dict[str, float]:
    """Return what one kind of time took, in times what another did."""
    return {
        f"{what} {share}": round(
            figures[f"{one} {what}"][share] / figures[f"{other} {what}"][share], 2
        )
        for what in ("read", "apply", "crowd")
        for share in ("p50", "p99")
    }


def main() -> int:
    """Run the bench."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--crowd", type=int, default=50)
    parser.add_argument("--seconds", type=int, default=15)
    parser.add_argument("--rounds", type=int, default=3)
    return asyncio.run(run(Scene(parser.parse_args())))


if __name__ == "__main__":
    sys.exit(main())
