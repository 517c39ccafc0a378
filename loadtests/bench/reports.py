"""Export a company's applications while others read (P8): seconds, memory, p95.

`--rows 1000000` applications of one company of the demo board, with their steps; then
the list as CSV and as XLSX and the figures as JSON. Meanwhile two clients read at a
steady pace, as they did before on the idle board. Fails where the worker grows by more
than 80 MB, or where the 95th percentile of reads is over 1.5 times the idle one.
"""

import argparse
import asyncio
import json
import sys
import time
from typing import Any

from loadtests.bench.imports import Readers, loads
from loadtests.harness.board import Board
from loadtests.harness.outcome import percentile, report
from loadtests.harness.people import Person, login_of
from loadtests.reporting import company_with, memory_of, settle

REPORTS = "/api/v1/reports/"
ACCEPTED, OK = 202, 200
IDLE_SECONDS = 20
MOST_GROWN, MOST_SLOWER = 80.0, 1.5
LISTS = (("applications", "csv"), ("applications", "xlsx"))
FIGURES = ("pipeline_funnel", "time_to_hire", "responsiveness")
LONGEST = 1200
TOKEN_SECONDS = 300


class Watcher:
    """Asks for a report and watches it to its end, and the memory of the worker."""

    def __init__(self, board: Board, person: Person) -> None:
        self._board = board
        self._person = person
        self._signed_in = time.monotonic()
        self.peak = 0.0

    async def build(self, kind: str, form: str) -> tuple[dict[str, Any], float]:
        """Have a report built; return what is said of it, and its seconds."""
        body = {
            "kind": kind,
            "format": form,
            "period": {"from": "2020-01-01", "to": "2035-12-31"},
        }
        began = time.monotonic()
        asked = loads(await self._person.call("POST", REPORTS, body), ACCEPTED)
        progress = set()
        while True:
            self.peak = max(self.peak, memory_of(self._board))
            if time.monotonic() - self._signed_in > TOKEN_SECONDS:
                await self._person.refresh()
                self._signed_in = time.monotonic()
            path = f"{REPORTS}{asked['id']}/"
            said = loads(await self._person.call("GET", path), OK)
            progress.add(said["progress"])
            if said["status"] not in {"queued", "running"}:
                took = time.monotonic() - began
                return {**said, "looks": sorted(progress)}, took
            if time.monotonic() - began > LONGEST:
                raise SystemExit(f"not ready after {LONGEST} s: {said}")
            await asyncio.sleep(0.25)


async def one(
    board: Board, person: Person, kind: str, form: str, *, rows: int, idle: float
) -> int:
    """Build one report under load, say how that went, and return the exit code."""
    await settle()
    watcher, readers = Watcher(board, person), Readers(board.port)
    before = memory_of(board)
    async with readers.going():
        said, took = await watcher.build(kind, form)
    slower = percentile(readers.seconds, 0.95) / idle
    grown = watcher.peak - before
    is_list = kind == "applications"
    problems = [
        said["status"] != "ready",
        is_list and said["rows"] != rows,
        grown > MOST_GROWN,
        # Of a report that is over at once there are too few reads for a percentile.
        is_list and slower > MOST_SLOWER,
        readers.failed > 0,
    ]
    return report(
        "P8" if is_list else "P8-figures",
        n=rows,
        bad=sum(problems),
        seconds=readers.seconds,
        kind=kind,
        format=form,
        took_s=round(took, 1),
        file_mb=round((said["size"] or 0) / 2**20, 1),
        worker_mb={"before": round(before), "peak": round(watcher.peak)},
        grown_mb=round(grown, 1),
        progress_seen=len(said["looks"]),
        reads={"n": len(readers.seconds), "failed": readers.failed},
        idle_p95=round(idle * 1000, 1),
        p95_ratio=round(slower, 2),
    )


async def run(options: argparse.Namespace) -> int:
    """Fill the board, measure it idle, then build one report after the other."""
    board = Board()
    person = Person(board, login_of("employer", "owner"))
    await person.sign_in()
    began = time.monotonic()
    rows = company_with(board, person.tokens["user"]["company"], options.rows)
    filled = {"id": "P8-fill", "rows": rows, "s": round(time.monotonic() - began, 1)}
    print(json.dumps(filled), flush=True)
    # Once without looking: what a worker loads for its first report stays loaded.
    await Watcher(board, person).build("time_to_hire", "pdf")
    readers = Readers(board.port)
    async with readers.going():
        await asyncio.sleep(IDLE_SECONDS)
    idle = percentile(readers.seconds, 0.95)
    worst = 0
    for kind, form in (*LISTS, *((kind, "json") for kind in FIGURES)):
        code = await one(board, person, kind, form, rows=rows, idle=idle)
        worst = max(worst, code)
    return worst


def main() -> int:
    """Run the bench."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    return asyncio.run(run(parser.parse_args()))


if __name__ == "__main__":
    sys.exit(main())
