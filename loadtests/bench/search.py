"""Search at 10,000, 100,000 and 1,000,000 live ads, beside others (P1 to P6).

    ./dev bench search --ads 10000,100000 [--only P1,P3] [--seconds 10] [--keep]

One board grows from size to size. P1 is the mixed log over HTTP beside a bare view,
P2 beside a textbook board, P3 and P4 beside tantivy, P5 deep pages, P6 the growth.
docs/benchmarks/ says what is compared, and how. The worker, the relay and the scheduler
of the board run as they always do. With `--keep` the result goes to docs/benchmarks/.
"""

import argparse
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobboard.settings")
django.setup()

from loadtests.corpus.growing import grow  # noqa: E402
from loadtests.harness.board import Board  # noqa: E402
from loadtests.searching.bm25 import indexed  # noqa: E402
from loadtests.searching.depth import depth_lines  # noqa: E402
from loadtests.searching.in_database import faceted, top_twenty  # noqa: E402
from loadtests.searching.lines import HEAD, Line, surroundings, table  # noqa: E402
from loadtests.searching.over_http import (  # noqa: E402
    KINDS_HEAD,
    TEXTBOOK_ADS,
    Mixed,
    growth_lines,
    kinds,
    mixed_lines,
    prepare,
    run_mixed,
    textbook_lines,
)
from loadtests.searching.queries import Words, mixed  # noqa: E402
from loadtests.searching.serving import Served, baselines  # noqa: E402
from loadtests.searching.sizes import SIZES_HEAD, sizes  # noqa: E402

STACK_ENV = {"DEMO_JOBS": "0"}
ALL = ("P1", "P2", "P3", "P4", "P5", "P6")
QUERIES = 2_000
TEXTBOOK_SECONDS = 9
KEPT = Path(__file__).parents[2] / "docs" / "benchmarks" / "search.md"


class Bench:
    """One run over all sizes, and what came of it."""

    def __init__(self, options: argparse.Namespace) -> None:
        self._only, self._seconds = options.only, options.seconds
        self._board, self._words = Board(), Words()
        self._mixed: list[Mixed] = []
        self.lines: list[Line] = []
        self.kinds: list[tuple[str, ...]] = []
        self.sizes: list[tuple[str, ...]] = []

    def measure(self, ads: int) -> None:
        """Grow to a size, and measure there."""
        print(f"\n{ads:,} live ads", flush=True)
        grow(ads)
        self.sizes += [tuple(row) for row in sizes(ads)]
        for line in self._lines(ads):
            print("  " + " | ".join(filter(None, line.cells())), flush=True)
            self.lines.append(line)

    def compare_sizes(self) -> None:
        """Compare the mixed log at the largest size with that at the smallest."""
        if "P6" in self._only and len(self._mixed) > 1:
            self.lines += growth_lines(self._mixed[0], self._mixed[-1])

    def _lines(self, ads: int) -> Iterator[Line]:
        if self._only & {"P1", "P2", "P6"}:
            yield from self._over_http(ads)
        if self._only & {"P3", "P4"}:
            with indexed() as bm25:
                if "P3" in self._only:
                    yield from top_twenty(self._words, bm25, ads)
                if "P4" in self._only:
                    yield from faceted(self._words, bm25, ads)
        if "P5" in self._only:
            yield from depth_lines(self._board.port, self._words, ads)

    def _over_http(self, ads: int) -> Iterator[Line]:
        board = Served(self._board.port, self._board.leader("web"))
        found = prepare(board.port, mixed(self._words, QUERIES), ads)
        self._mixed.append(found)
        with baselines() as others:
            run_mixed(found, board, others, self._seconds)
            yield from mixed_lines(found)
            self.kinds += [tuple(row) for row in kinds(found)]
            if "P2" in self._only and ads == TEXTBOOK_ADS:
                seconds = TEXTBOOK_SECONDS * self._seconds
                yield from textbook_lines(found, others, seconds)

    def told(self) -> str:
        """Return everything, in Markdown."""
        parts = ["\n".join(f"- {each}" for each in surroundings())]
        parts.append(table(HEAD, [line.cells() for line in self.lines]))
        if self.kinds:
            parts.append("The mixed log by kind:")
            parts.append(table(KINDS_HEAD, self.kinds))
        parts.append("On disk:")
        parts.append(table(SIZES_HEAD, self.sizes))
        return "\n\n".join(parts)


def main() -> int:
    """Run the bench."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ads", default="10000,100000,1000000")
    parser.add_argument("--only", default=",".join(ALL))
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--keep", action="store_true")
    options = parser.parse_args()
    options.only = set(options.only.split(","))
    bench = Bench(options)
    for ads in sorted(map(int, options.ads.split(","))):
        bench.measure(ads)
    bench.compare_sizes()
    told = bench.told()
    print(f"\n{told}", flush=True)
    if options.keep:
        KEPT.write_text(f"# Search, measured\n\n`./dev bench search`\n\n{told}\n")
    return int(any(line.is_missed for line in bench.lines))


if __name__ == "__main__":
    sys.exit(main())
