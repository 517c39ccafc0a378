"""Without HTTP, in one process: our pages and facets beside tantivy's (P3, P4)."""

import time
from collections.abc import Callable, Iterator
from typing import Any

from accounts.actor import nobody
from loadtests.harness.outcome import percentile
from loadtests.searching.bm25 import FACET_SIZE, FACETS, Bm25
from loadtests.searching.lines import Line
from loadtests.searching.queries import Words
from search.engine import pages
from search.engine.asking import Answer, ask
from search.engine.facets import count_facets
from search.engine.pages import Place
from search.engine.question import Question
from search.engine.vocabulary import current_board

EACH, TIMES = 12, 15
CANDIDATES = 40
WORST, SUMMED = 4.0, 0.5
FACETED, FACETS_SHARE = 0.5, 0.15
LARGE = 1_000_000
"""The goals against tantivy are for boards of this size."""
SIZE = 20


def top_twenty(words: Words, bm25: Bm25, ads: int) -> Iterator[Line]:
    """Yield P3: the best twenty for common, medium and rare words."""
    ours_all = theirs_all = counted_all = 0.0
    judged = ads >= LARGE
    for name in ("common", "medium", "rare"):
        some = _spread(getattr(words, name), EACH)
        ours = sum(_page(word) for word in some)
        queries = [bm25.parse(word) for word in some]
        theirs = sum(_took(lambda q=q: bm25.top(q, count=False)) for q in queries)
        counted_all += sum(_took(lambda q=q: bm25.top(q, count=True)) for q in queries)
        ours_all, theirs_all = ours_all + ours, theirs_all + theirs
        yield Line(
            "P3",
            ads,
            f"top 20, {name} words",
            f"{ours / EACH:.2f} ms",
            f"{theirs / EACH:.2f} ms",
            ours / theirs,
            most=WORST if judged else None,
        )
    yield Line(
        "P3",
        ads,
        "top 20, all of them",
        f"{ours_all:.1f} ms",
        f"{theirs_all:.1f} ms ({counted_all:.1f} with their number)",
        ours_all / theirs_all,
        most=SUMMED if judged else None,
    )


def faceted(words: Words, bm25: Bm25, ads: int) -> Iterator[Line]:
    """Yield P4: a page with five facets for a common word."""
    word = word_in(FACETS_SHARE, words, ads)
    asked = Question(
        q=word, sort="relevance", facets=tuple(FACETS), facet_size=FACET_SIZE
    )
    query = bm25.parse(word)

    def ours() -> Any:
        return count_facets(_ask(asked))

    def theirs() -> Any:
        return bm25.facets(query)

    mine, other = _took(ours), _took(theirs)
    yield Line(
        "P4",
        ads,
        f"page with 5 facets, `{word}` ({bm25.top(query, count=True):,} ads)",
        f"{mine:.2f} ms",
        f"{other:.2f} ms",
        mine / other,
        most=FACETED if ads >= LARGE else None,
    )


def word_in(share: float, words: Words, ads: int) -> str:
    """Return the word that a search finds in nearest to such a share of the ads.

    With its other forms a word is in more ads than it is by itself.
    """
    likely = [w for w in words.common if 0.5 * share < words.shares[w] < 1.1 * share]

    def distance(word: str) -> float:
        value, _ = _ask(Question(q=word, sort="relevance")).start.total
        return abs(value / ads - share)

    return min(_spread(likely, CANDIDATES), key=distance)


def _ask(question: Question) -> Answer:
    return ask(question, nobody(), None, size=SIZE)


def _page(word: str) -> float:
    """Return the milliseconds of a first page: its rows with cards, best first.

    The plan is made before, as tantivy's query is; the total is another statement.
    """
    answer = _ask(Question(q=word, sort="relevance"))
    a_day = current_board().a_day
    return _took(
        lambda: pages.read_page(
            answer.run, answer.bounds, Place(), wanted=SIZE, a_day=a_day
        )
    )


def _took(call: Callable[[], Any]) -> float:
    """Return the median of the milliseconds that a call takes."""
    took = []
    for _ in range(TIMES):
        began = time.perf_counter()
        call()
        took.append(time.perf_counter() - began)
    return 1000 * percentile(took, 0.5)


def _spread(words: list[str], count: int) -> list[str]:
    """Return so many of the words, from all over the list."""
    return words[:: max(len(words) // count, 1)][:count]
