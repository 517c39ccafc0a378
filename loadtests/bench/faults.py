"""Harm the database and the cache under load, and count what clients notice.

Rows F1, F2 and F9 to F14 of the fault matrix. The load is about half of what the
board can do; every acknowledged write must be there at the end.
Arguments: the rows to run, all without any.
"""

import asyncio
import sys
import time
from collections import Counter
from dataclasses import dataclass

from loadtests.harness.board import Board
from loadtests.harness.faults import FAULTS, Fault
from loadtests.harness.load import Load, Seen
from loadtests.harness.outcome import percentile, report

STACK_ENV = {
    "DJANGO_SETTINGS_MODULE": "kernel.tests.settings",
    # High enough never to refuse, and still counted for every request.
    "RATE_LIMITS": "100000",
}
CALM_BEFORE, CALM_AFTER = 1.5, 4.0
UNAVAILABLE = 503


@dataclass
class Result:
    """What clients noticed of one fault."""

    fault: Fault
    history: list[Seen]
    back_at: float
    lost: int

    @property
    def failures(self) -> list[Seen]:
        return [seen for seen in self.history if seen.failed]

    @property
    def slowest(self) -> float:
        return max(seen.seconds for seen in self.history)

    @property
    def recovery(self) -> float:
        """Seconds from the part's return to the last failure's answer."""
        ends = [seen.ended for seen in self.failures]
        return max(0.0, max(ends, default=0.0) - self.back_at)

    def complaints(self) -> list[str]:
        """Say which goals were missed."""
        fault, found = self.fault, []
        if len(self.failures) > fault.most_failures:
            found.append(f"{len(self.failures)} failures, goal {fault.most_failures}")
        rude = [s for s in self.failures if s.status != UNAVAILABLE or not s.waits]
        if rude:
            found.append(f"{len(rude)} not 503 with Retry-After, as {rude[0].why!r}")
        if self.slowest > fault.slowest:
            found.append(f"slowest {self.slowest:.2f} s, goal {fault.slowest} s")
        usual = percentile([seen.seconds for seen in self.failures], 0.9)
        if usual > fault.usual:
            found.append(f"a tenth of the refusals took {usual:.1f} s or more")
        if self.recovery > fault.recovery:
            found.append(f"back after {self.recovery:.1f} s, goal {fault.recovery} s")
        if self.lost:
            found.append(f"{self.lost} acknowledged writes lost")
        return found


async def endure(board: Board, load: Load, fault: Fault) -> Result:
    """Run one fault under load."""
    back_at = 0.0

    async def harm() -> None:
        nonlocal back_at
        await asyncio.sleep(CALM_BEFORE)
        await asyncio.to_thread(fault.harm, board)
        back_at = time.monotonic()
        await asyncio.sleep(CALM_AFTER + fault.recovery)

    await load.during(harm())
    return Result(fault, load.history, back_at, lost_writes(board, load.history))


def lost_writes(board: Board, history: list[Seen]) -> int:
    """Count the acknowledged notes that the database does not have."""
    ids = [seen.written for seen in history if seen.written]
    with board.database() as connection:
        row = connection.execute(
            "SELECT count(*) FROM probe_note WHERE id = ANY(%s::uuid[])", [ids]
        ).fetchone()
    return len(ids) - (row[0] if row else 0)


def show(result: Result) -> None:
    """Print one row of the table."""
    statuses = dict(Counter(s.status for s in result.failures))
    complaints = result.complaints()
    print(
        f"{result.fault.name:<5}{len(result.history):>7}{len(result.failures):>7}"
        f"{result.slowest:>9.2f}{result.recovery:>9.2f}{result.lost:>6}  "
        f"{statuses or ''!s:<16} {result.fault.what}",
        flush=True,
    )
    for seen in result.failures[:3]:
        kind = "write" if seen.writes else "read"
        print(f"     {kind} after {seen.seconds:.2f} s: {seen.status} {seen.why}")
    for complaint in complaints:
        print(f"     MISSED: {complaint}", flush=True)


async def main(names: list[str]) -> int:
    """Run the faults that were asked for."""
    board = Board()
    load = Load(board.port)
    rate = await load.calibrate()
    print(f"capacity about {rate:.0f} requests/s; the load is half of that")
    print("row  requests failed  slowest  recovery lost  statuses")
    results = []
    for fault in FAULTS:
        if names and fault.name not in names:
            continue
        for _ in range(fault.times):
            results.append(await endure(board, load, fault))
            show(results[-1])
    return report(
        "faults",
        n=sum(len(result.history) for result in results),
        bad=sum(bool(result.complaints()) for result in results),
        seconds=[seen.seconds for result in results for seen in result.history],
        missed=sorted({r.fault.name for r in results if r.complaints()}),
        lost=sum(result.lost for result in results),
        capacity=round(rate),
    )


if __name__ == "__main__":
    sys.exit(asyncio.run(main(sys.argv[1:])))
