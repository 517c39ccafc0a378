"""How much dearer a page is deep in a walk than near its beginning (P5)."""

import time
from collections.abc import Iterator

from loadtests.harness.outcome import percentile
from loadtests.searching.in_database import word_in
from loadtests.searching.lines import Line
from loadtests.searching.queries import Parameters, Words
from loadtests.searching.walking import SIZE, Walker, first

DEEP = 5_000
OF_ALL = 0.8
"""On a smaller board the page at so much of what there is stands for it."""
SHARE = 0.15
TIMES = 60
PATIENCE = 180.0
"""Where a walk takes so many seconds, the page that it has come to stands for it."""
MOST = 1.2


def depth_lines(port: int, words: Words, ads: int) -> Iterator[Line]:
    """Yield P5 for each sort, walked to over HTTP by the links of the answers."""
    walker = Walker(port)
    for sort, parameters in _walks(word_in(SHARE, words, ads)).items():
        asked = {**parameters, "sort": sort}
        found = walker.get(first(asked))["total"]["value"]
        deep = min(DEEP, int(found * OF_ALL) // SIZE)
        began = time.monotonic()
        second, _ = walker.page(asked, 2)
        last, reached = walker.page(asked, deep, patience=PATIENCE)
        took = time.monotonic() - began
        if second is None or last is None:
            raise SystemExit(f"{asked}: no page {deep} of {found} ads")
        near, far = _alternately(walker, [second, last])
        yield Line(
            "P5",
            ads,
            f"{sort}: page {reached:,} beside page 2, walked in {took:.0f} s",
            f"{far:.1f} ms",
            f"{near:.1f} ms",
            far / near,
            most=MOST if reached == DEEP or took > PATIENCE else None,
        )


def _walks(word: str) -> dict[str, Parameters]:
    """Return what is asked for under each sort: enough for a walk of 5,000 pages."""
    return {
        "relevance": {"q": word},
        "newest": {},
        "salary": {},
        "deadline": {},
        "distance": {"near": "50.11,8.68", "radius_km": "500"},
    }


def _alternately(walker: Walker, paths: list[str]) -> list[float]:
    """Return the medians of the milliseconds that pages take, asked for in turns."""
    took: list[list[float]] = [[] for _ in paths]
    for _ in range(TIMES):
        for seconds, path in zip(took, paths, strict=True):
            began = time.perf_counter()
            walker.get(path)
            seconds.append(time.perf_counter() - began)
    return [1000 * percentile(seconds, 0.5) for seconds in took]
