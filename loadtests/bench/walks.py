"""Walk all pages under every sort while jobs are added and closed (R8).

`--clients 4` walk for `--seconds 60` through the demo board, whatever the order and the
size of a page, while `--rate 100` jobs a second are added or closed, half of each, past
the API and in the rows that triggers watch. What stayed published and unedited from
before a walk's first page until after its last must be in it exactly once, and nothing
may be in it twice.
"""

import argparse
import asyncio
import json
import random
import sys
import threading
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

from loadtests.harness.board import Board
from loadtests.harness.client import Client
from loadtests.harness.outcome import report

STACK_ENV = {"DEMO_JOBS": "3000"}
SEARCH = "/api/v1/search/jobs/"
WALKS: dict[str, dict[str, str]] = {
    "newest": {"sort": "newest"},
    "deadline": {"sort": "deadline"},
    "salary": {"sort": "salary"},
    "distance": {"near": "52.5,13.4", "radius_km": "1000", "sort": "distance"},
    "relevance": {"q": "manager"},
    "two words": {"q": "senior engineer"},
    "words by pay": {"q": "manager OR engineer", "sort": "salary"},
    "filtered": {"workplace": "remote,hybrid", "sort": "deadline"},
}
SIZES = (20, 50, 100)
TICK, STILL = 0.1, 8
OK = 200
ENOUGH = 0.9
"""Of the changes that were asked for: with fewer the walks were not disturbed."""
LIVE = "SELECT job_id::text FROM search_document"
COLUMNS = """
SELECT column_name FROM information_schema.columns
WHERE table_name = 'jobs_job' AND is_generated = 'NEVER'
"""
CHANGED = {
    "id": "new.id",
    "external_id": "''",
    "external_key": "NULL",
    "allows_duplicate": "true",
    "status": "'published'",
    "closed_at": "NULL",
    "published_at": "now() - new.age * interval '1 hour'",
    "expires_at": "now() + new.rest * interval '1 hour'",
}
ADD = """
INSERT INTO jobs_job ({names}) SELECT {values} FROM jobs_job AS j
JOIN unnest(%s::uuid[], %s::uuid[], %s::float8[], %s::float8[])
  AS new(id, like_id, age, rest) ON j.id = new.like_id
"""
CLOSE = """
UPDATE jobs_job SET status = 'closed', closed_at = now(), updated_at = now()
WHERE id = ANY (%s::uuid[]) AND status = 'published'
"""


class Churn:
    """Adds copies of jobs and closes jobs at a steady pace, in a thread of its own."""

    def __init__(self, board: Board, rate: int) -> None:
        self._board, self._each = board, max(1, round(rate * TICK / 2))
        self._random = random.Random(8)  # no secrets
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self.added = self.closed = 0
        self.seconds = 0.0
        self.like: dict[str, str] = {}
        """The job of the first board that each job is, or is a copy of."""
        self._live: list[str] = []
        with board.database() as connection:
            names = [row[0] for row in connection.execute(COLUMNS)]
            self._live = [row[0] for row in connection.execute(LIVE)]
        self.like = {each: each for each in self._live}
        self._add = ADD.format(
            names=", ".join(names),
            values=", ".join(CHANGED.get(name, f"j.{name}") for name in names),
        )
        self._first = list(self._live)

    def start(self) -> None:
        """Begin to change the board."""
        self._thread.start()

    def stop(self) -> None:
        """Change nothing any more."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        began = due = time.monotonic()
        with self._board.database() as connection:
            while not self._stop.is_set():
                self._change(connection)
                due += TICK
                time.sleep(max(0.0, due - time.monotonic()))
        self.seconds = time.monotonic() - began

    def _change(self, connection: Any) -> None:
        rng, each = self._random, self._each
        new = [str(uuid.UUID(int=rng.getrandbits(128), version=4)) for _ in range(each)]
        models = rng.choices(self._first, k=each)
        self.like.update(zip(new, models, strict=True))
        ages = [rng.choice((0.0, 0.0, 1.0, rng.uniform(0, 900))) for _ in new]
        rests = [rng.choice((24.0, 24.0, rng.uniform(1, 900))) for _ in new]
        connection.execute(self._add, [new, models, ages, rests])
        self._live += new
        rng.shuffle(gone := rng.sample(range(len(self._live)), each))
        closing = [self._live[at] for at in gone]
        self.closed += connection.execute(CLOSE, [closing]).rowcount
        left = set(closing)
        self._live = [one for one in self._live if one not in left]
        self.added += each


@dataclass
class Seen:
    """What came of the walks."""

    walks: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    jobs: int = 0
    stayed: int = 0
    faults: list[dict[str, Any]] = field(default_factory=list)


class Walker:
    """One client that walks until the time is over."""

    def __init__(self, board: Board, churn: Churn, seen: Seen) -> None:
        self._board, self._churn, self._seen = board, churn, seen

    async def walked(self, client: Client, asked: dict[str, str], size: int) -> Any:
        """Return the ids on all pages in order, and what the first page said."""
        path = f"{SEARCH}?{urlencode({**asked, 'page_size': size})}"
        met: list[str] = []
        first: dict[str, Any] = {}
        while path:
            answer = await client.request("GET", path)
            if answer.status != OK:
                raise SystemExit(f"{answer.status} {path}: {answer.body[:300]!r}")
            self._seen.seconds.append(answer.seconds)
            said = json.loads(answer.body)
            first = first or said
            met += [each["id"] for each in said["results"]]
            parts = urlsplit(said["next"] or "")
            path = f"{parts.path}?{parts.query}" if parts.path else ""
        return met, first

    async def run(self, number: int, until: float, fits: dict[str, set[str]]) -> None:
        """Walk one way after another."""
        names = list(WALKS)
        async with Client(self._board.port, timeout=60) as client:
            while time.monotonic() < until:
                name, size = names[number % len(names)], SIZES[number % len(SIZES)]
                number += 1
                before = await asyncio.to_thread(live, self._board)
                met, _ = await self.walked(client, WALKS[name], size)
                after = await asyncio.to_thread(live, self._board)
                self._judge(name, met, before & after, fits[name])

    def _judge(
        self, name: str, met: list[str], stayed: set[str], fits: set[str]
    ) -> None:
        like, seen = self._churn.like, self._seen
        expected = {each for each in stayed if like[each] in fits}
        counted = Counter(met)
        missing = expected - counted.keys()
        twice = [each for each, times in counted.items() if times > 1]
        seen.walks[name] += 1
        seen.jobs += len(met)
        seen.stayed += len(expected)
        if missing or twice:
            fault = {"walk": name, "missing": len(missing), "twice": len(twice)}
            seen.faults.append({**fault, "such": sorted(missing)[:2] + twice[:2]})


def wait_for_demo(board: Board) -> None:
    """Wait until the demo jobs, which come by and by, are all there."""
    before, still = -1, 0
    while still < STILL:
        found = len(live(board))
        still = still + 1 if found == before and found else 0
        before = found
        time.sleep(1)


def live(board: Board) -> set[str]:
    """Return the jobs that are on the board at this moment."""
    with board.database() as connection:
        return {row[0] for row in connection.execute(LIVE)}


async def matching(walker: Walker, board: Board) -> dict[str, set[str]]:
    """Return what each search finds on the idle board, in full and in part."""
    found = {}
    async with Client(board.port, timeout=60) as client:
        for name, asked in WALKS.items():
            met, first = await walker.walked(client, asked, 100)
            if len(set(met)) != len(met) or len(met) < first["total"]["value"]:
                raise SystemExit(f"{name}: {len(met)} on the idle board are not all")
            if first["broadened"]:
                raise SystemExit(f"{name} finds too little to be told apart")
            found[name] = set(met)
    return found


async def run(options: argparse.Namespace) -> int:
    """Walk the idle board, then the one that changes."""
    board, seen = Board(), Seen()
    wait_for_demo(board)
    churn = Churn(board, options.rate)
    walker = Walker(board, churn, seen)
    fits = await matching(walker, board)
    seen.seconds.clear()
    size = len(churn.like)
    churn.start()
    try:
        until = time.monotonic() + options.seconds
        each = [walker.run(at, until, fits) for at in range(options.clients)]
        await asyncio.gather(*each)
    finally:
        churn.stop()
    rate = (churn.added + churn.closed) / churn.seconds
    return report(
        "R8",
        n=sum(seen.walks.values()),
        bad=len(seen.faults) + (rate < ENOUGH * options.rate),
        seconds=seen.seconds,
        walks=dict(seen.walks),
        pages=len(seen.seconds),
        jobs_seen=seen.jobs,
        jobs_that_stayed=seen.stayed,
        board=size,
        added=churn.added,
        closed=churn.closed,
        changes_per_s=round(rate, 1),
        idle_finds={name: len(ids) for name, ids in fits.items()},
        faults=seen.faults[:5],
    )


def main() -> int:
    """Run the bench."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--rate", type=int, default=100)
    return asyncio.run(run(parser.parse_args()))


if __name__ == "__main__":
    sys.exit(main())
