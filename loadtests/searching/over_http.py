"""Over HTTP: the mixed log beside a bare view and a textbook board, and deep pages."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from loadtests.searching.lines import Line
from loadtests.searching.queries import SHARES, Query
from loadtests.searching.serving import CONNECTIONS, Seen, Served, drive
from loadtests.searching.walking import Walker

BARE, TEXTBOOK = "/bare/", "/textbook/jobs/"
ROUNDS, WARM = 5, 3.0
LARGE, TEXTBOOK_ADS = 1_000_000, 100_000
PACE, TAIL = 0.5, 10.0
TIMES_TEXTBOOK = 20.0
GROWTH = 1.5


@dataclass
class Mixed:
    """What the mixed log came to on a board of one size."""

    ads: int
    queries: list[Query]
    paths: list[str]
    ours: Seen = field(default_factory=Seen)
    bare: Seen = field(default_factory=Seen)
    crowd: Seen = field(default_factory=Seen)

    @property
    def failed(self) -> int:
        """How many answers were those of a server that failed."""
        return self.ours.failed + self.bare.failed


def prepare(port: int, queries: Sequence[Query], ads: int) -> Mixed:
    """Walk to the later pages that are asked for."""
    walker = Walker(port)
    found = [walker.found(each) for each in queries]
    return Mixed(ads, [query for query, _ in found], [path for _, path in found])


def run_mixed(mixed: Mixed, board: Served, others: Served, seconds: float) -> None:
    """Ask the board and the bare view in turns."""
    drive(board, mixed.paths, max(WARM, 2 * seconds))
    drive(others, [BARE], WARM)
    for number in range(ROUNDS):
        begin = number * len(mixed.paths) // ROUNDS
        mixed.ours.add(drive(board, mixed.paths, seconds, begin=begin))
        mixed.bare.add(drive(others, [BARE], seconds))
    mixed.crowd = drive(others, [BARE], seconds, connections=2 * CONNECTIONS)


def mixed_lines(mixed: Mixed) -> Iterator[Line]:
    """Yield P1, and what the client itself took."""
    ours, bare, crowd, ads = mixed.ours, mixed.bare, mixed.crowd, mixed.ads
    judged = ads >= LARGE
    yield Line(
        "P1",
        ads,
        "mixed log beside the bare view",
        f"{ours.pace:.0f}/s",
        f"{bare.pace:.0f}/s",
        ours.pace / bare.pace,
        least=PACE if judged else None,
    )
    yield _times("P1", ads, "p50", ours.at(0.5), bare.at(0.5))
    yield _times(
        "P1", ads, "p99", ours.at(0.99), bare.at(0.99), most=TAIL if judged else None
    )
    yield Line(
        "P1",
        ads,
        "CPU of a request, web and PostgreSQL",
        f"{ours.share(ours.web)} + {ours.share(ours.database)} ms",
        f"{bare.share(bare.web)} + {bare.share(bare.database)} ms",
        bare.cost / ours.cost,
    )
    yield Line("P1", ads, "answers", f"{len(ours.answers):,}", f"{len(bare.answers):,}")
    yield Line("P1", ads, "of them 5xx", f"{mixed.failed}", "", mixed.failed, most=0)
    yield Line("P1", ads, "of them 4xx", f"{ours.refused}", "", ours.refused, most=0)
    busy = (ours.cpu / ours.seconds, bare.cpu / bare.seconds)
    yield Line("", ads, "the client's share of a core", *(f"{x:.0%}" for x in busy))
    yield Line("", ads, "bare view, twice the connections", "", f"{crowd.pace:.0f}/s")


def kinds(mixed: Mixed) -> Iterator[Sequence[str]]:
    """Yield for each kind of query how long it took, and its part of all the time."""
    total = sum(took for _, _, took in mixed.ours.answers)
    groups = {
        kind: {n for n, each in enumerate(mixed.queries) if each.kind == kind}
        for kind in SHARES
    }
    groups["page 2 to 50"] = {
        n for n, each in enumerate(mixed.queries) if each.page > 1
    }
    for name, among in groups.items():
        some = [took for which, _, took in mixed.ours.answers if which in among]
        yield (
            f"{mixed.ads:,}",
            name,
            f"{len(some) / len(mixed.ours.answers):.0%}",
            f"{mixed.ours.at(0.5, among):.1f}",
            f"{mixed.ours.at(0.9, among):.1f}",
            f"{mixed.ours.at(0.99, among):.1f}",
            f"{sum(some) / total:.0%}",
        )


KINDS_HEAD = ("live ads", "kind", "share", "p50 ms", "p90 ms", "p99 ms", "of the time")


def textbook_lines(mixed: Mixed, others: Served, seconds: float) -> Iterator[Line]:
    """Yield P2: the same log on a textbook board."""
    paths = [
        f"{TEXTBOOK}?{urlencode({**each.parameters, 'page': each.page})}"
        for each in mixed.queries
    ]
    theirs, ours, ads = drive(others, paths, seconds), mixed.ours, mixed.ads
    judged = TIMES_TEXTBOOK if ads >= TEXTBOOK_ADS else None
    yield Line(
        "P2",
        ads,
        "mixed log beside a textbook board",
        f"{ours.pace:.0f}/s",
        f"{theirs.pace:.2f}/s",
        ours.pace / theirs.pace,
        least=judged,
    )
    yield _times("P2", ads, "p50", ours.at(0.5), theirs.at(0.5), theirs_first=True)
    yield _times(
        "P2",
        ads,
        "p99",
        ours.at(0.99),
        theirs.at(0.99),
        theirs_first=True,
        least=judged,
    )
    answers = f"{len(theirs.answers):,}, {theirs.failed} of them 5xx"
    yield Line("P2", ads, "answers", f"{len(ours.answers):,}", answers)


def growth_lines(smallest: Mixed, largest: Mixed) -> Iterator[Line]:
    """Yield P6: how much slower the mixed log is on the largest board."""
    judged = GROWTH if largest.ads >= LARGE else None
    for name, share in (("p50", 0.5), ("p99", 0.99)):
        small, large = smallest.ours.at(share), largest.ours.at(share)
        yield Line(
            "P6",
            largest.ads,
            f"{name} of the mixed log, beside {smallest.ads:,} ads",
            f"{large:.1f} ms",
            f"{small:.1f} ms",
            large / small,
            most=judged,
        )


def _times(
    goal: str,
    ads: int,
    what: str,
    ours: float,
    theirs: float,
    *,
    theirs_first: bool = False,
    least: float | None = None,
    most: float | None = None,
) -> Line:
    ratio = theirs / ours if theirs_first else ours / theirs
    return Line(
        goal, ads, what, f"{ours:.1f} ms", f"{theirs:.1f} ms", ratio, least, most
    )
