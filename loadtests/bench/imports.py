"""Import a file of sample ads while others search (P7): ads a second, memory, p99.

`--rows 100000` ads in one file, one in a hundred of them bad, into one company of the
demo board; then the same file again, which must change nothing. Meanwhile two clients
search and list at a steady pace, as they did before on the idle board.
"""

import argparse
import asyncio
import contextlib
import json
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

from jobs.samples.ads import ad
from jobs.samples.companies import company
from loadtests.harness.board import Board
from loadtests.harness.client import Answer, Client
from loadtests.harness.outcome import percentile, report
from loadtests.harness.people import Person, login_of

IMPORTS = "/api/v1/jobs/imports/"
READS = (
    "/api/v1/search/jobs/?q=engineer",
    "/api/v1/jobs/",
    "/api/v1/search/jobs/?q=nurse+night",
    "/api/v1/search/jobs/?q=manager&country=DE",
    "/api/v1/jobs/?employment_type=part_time",
    "/api/v1/search/jobs/",
)
SEED, COMPANIES = 7, 200
BAD_EVERY = 100
IDLE_SECONDS, PAUSE = 20, 0.05
FLOOR, MOST_SLOWER = 2000, 2.0
ACCEPTED, OK = 202, 200
BOUNDARY = "bench-of-imports"
LONGEST = 3600


def rows(count: int) -> Iterator[dict[str, Any]]:
    """Yield bodies of ads; every hundredth has no title or a pay in no currency."""
    employers = [company(number, seed=SEED) for number in range(COMPANIES)]
    for number in range(count):
        body = ad(number, seed=SEED, company=employers[number % COMPANIES]).body
        body["external_id"] = f"B-{number}"
        if number % BAD_EVERY == BAD_EVERY - 1:
            body |= {"title": ""} if number % 2 else {"language": "klingon-on-earth"}
        yield body


def write_form(path: Path, count: int) -> int:
    """Write the form that hands the file in; return how large the file in it is."""
    head = (
        f"--{BOUNDARY}\r\nContent-Disposition: form-data; name=file;"
        ' filename="ads.jsonl"\r\n\r\n'
    )
    with path.open("wb") as form:
        form.write(head.encode())
        for body in rows(count):
            form.write(json.dumps(body, ensure_ascii=False).encode() + b"\n")
        size = form.tell() - len(head)
        form.write(f"\r\n--{BOUNDARY}--\r\n".encode())
    return size


class Readers:
    """Clients that read at a steady pace and remember how long it took."""

    def __init__(self, port: int) -> None:
        self._port = port
        self.seconds: list[float] = []
        self.failed = 0
        self._is_going = False

    @contextlib.asynccontextmanager
    async def going(self) -> AsyncIterator[None]:
        """Read as long as the context lasts.

        Readers are told to stop and not cancelled: `wait_for` of Python 3.11 may lose a
        cancellation, and they would read for ever.
        """
        self._is_going = True
        tasks = [asyncio.create_task(self._read(number)) for number in range(2)]
        try:
            yield
        finally:
            self._is_going = False
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _read(self, number: int) -> None:
        count, due = number * 3, time.monotonic()
        async with Client(self._port, timeout=30) as client:
            while self._is_going:
                due = max(due + PAUSE, time.monotonic() - PAUSE)
                await asyncio.sleep(max(0.0, due - time.monotonic()))
                answer = await client.request("GET", READS[count % len(READS)])
                self.seconds.append(answer.seconds)
                self.failed += answer.status != OK
                count += 1


class Watcher:
    """Watches an import to its end, and the memory of whoever works on it."""

    def __init__(self, board: Board, person: Person) -> None:
        self._board = board
        self._person = person
        self.peak = 0.0

    async def finish(self, path: str) -> tuple[dict[str, Any], float]:
        """Wait for the end; return what is said then, and how many seconds it took."""
        began = signed_in = time.monotonic()
        while True:
            self.peak = max(self.peak, self.memory())
            if time.monotonic() - signed_in > 300:  # noqa: PLR2004  # half a token's life
                await self._person.refresh()
                signed_in = time.monotonic()
            said = loads(await self._person.call("GET", path), OK)
            if said["finished_at"] is not None:
                return said, time.monotonic() - began
            if time.monotonic() - began > LONGEST:
                raise SystemExit(f"not done after {LONGEST} s: {said['progress']} %")
            await asyncio.sleep(0.5)

    def memory(self) -> float:
        """Return the resident megabytes of the largest worker process."""
        found = [0.0]
        for pid in self._board.pids("worker"):
            with contextlib.suppress(OSError):
                pages = Path(f"/proc/{pid}/statm").read_text().split()[1]
                found.append(int(pages) * 4096 / 2**20)
        return max(found)


def loads(answer: Answer, status: int) -> dict[str, Any]:
    """Return what an answer says, if it is the one that was hoped for."""
    if answer.status != status:
        raise SystemExit(f"{answer.status}: {answer.body[:500]!r}")
    said: dict[str, Any] = json.loads(answer.body)
    return said


async def hand_in(board: Board, person: Person, form: Path) -> tuple[str, float]:
    """Send the form; return where the import is, and how long sending took."""
    headers = {
        "Authorization": f"Bearer {person.tokens['access']}",
        "Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
    }
    began = time.monotonic()
    async with Client(board.port, timeout=600) as client:
        raw = await asyncio.to_thread(form.read_bytes)
        said = loads(await client.request("POST", IMPORTS, headers, raw), ACCEPTED)
    return f"{IMPORTS}{said['id']}/", time.monotonic() - began


async def verified_owner(board: Board) -> Person:
    """Return an owner whose company publishes without review."""
    owner, admin = (Person(board, login_of(*who)) for who in (OWNER, ADMIN))
    await owner.sign_in()
    await admin.sign_in()
    company_id = owner.tokens["user"]["company"]
    await admin.call("POST", f"/api/v1/companies/{company_id}/verify/")
    return owner


OWNER, ADMIN = ("employer", "owner"), ("admin", None)


async def once(board: Board, form: Path, count: int, size: int, idle: float) -> int:
    """Import the file, and say how that went; return the exit code it deserves."""
    person = await verified_owner(board)
    watcher, readers = Watcher(board, person), Readers(board.port)
    before = watcher.memory()
    async with readers.going():
        path, sending = await hand_in(board, person, form)
        said, took = await watcher.finish(path)
    slower = percentile(readers.seconds, 0.99) / idle
    counts = said["counts"]
    taken = counts["created"] + counts["unchanged"]
    expected = count // BAD_EVERY
    first = counts["created"] > 0
    problems = [
        said["status"] != "done",
        abs(counts["failed"] - expected) > count // 1000,
        first and count / took < FLOOR,
        first and slower > MOST_SLOWER,
        readers.failed > 0,
    ]
    return report(
        "P7" if first else "P7-again",
        n=count,
        bad=sum(problems),
        seconds=readers.seconds,
        rows_per_s=round(count / took),
        took_s=round(took, 1),
        counts=counts,
        taken=taken,
        errors_total=said["errors_total"],
        errors_shown=len(said["errors"]),
        file_mb=round(size / 2**20, 1),
        sending_s=round(sending, 1),
        worker_mb={"before": round(before), "peak": round(watcher.peak)},
        reads={"n": len(readers.seconds), "failed": readers.failed},
        idle_p99=round(idle * 1000, 1),
        p99_ratio=round(slower, 2),
    )


async def run(options: argparse.Namespace) -> int:
    """Measure the idle board, then import twice."""
    board = Board()
    with tempfile.TemporaryDirectory() as folder:
        form = Path(folder) / "form"
        size = write_form(form, options.rows)
        readers = Readers(board.port)
        async with readers.going():
            await asyncio.sleep(IDLE_SECONDS)
        idle = percentile(readers.seconds, 0.99)
        return max(
            [await once(board, form, options.rows, size, idle) for _ in range(2)]
        )


def main() -> int:
    """Run the bench."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    return asyncio.run(run(parser.parse_args()))


if __name__ == "__main__":
    sys.exit(main())
