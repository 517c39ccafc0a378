"""Relevance on a labelled set: nDCG@10 and empty pages beside BM25, on the same texts.

`--data DIR` names a folder with `corpus_documents.tsv` (id, title and perhaps a text),
`queries.tsv` (id, text) and `annotations.tsv` (query, 0, document, relevance). The
documents become jobs of the board, published in a random order; each query is one
search over HTTP. BM25 is tantivy's: any word, title times three, English stemming.
"""

import argparse
import csv
import math
import random
import sys
import urllib.parse
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import tantivy

from loadtests.bench._people import call
from loadtests.harness.outcome import report

# Django is ready only now.
from accounts.models import Company  # isort: skip
from django.utils import timezone  # isort: skip
from jobs.samples.ads import Sample  # isort: skip
from jobs.services.stocking import Stock, stock_jobs  # isort: skip
from search.services.counting import count_words  # isort: skip

STACK_ENV = {"DEMO_JOBS": "0"}
AT = 10
GAIN_FLOOR, EMPTY_CEILING = 1.10, 0.8
SEARCH = "/api/v1/search/jobs/"
BATCH = 2_000
DAYS = 25.0
OK = 200
PLACE = {"city": "Berlin", "region": "", "country": "DE"}
NOT_A_WORD = str.maketrans(dict.fromkeys("+-&|!(){}[]^\"~*?:\\/<>=,;.'`@#$%", " "))
csv.field_size_limit(sys.maxsize)


class Document(NamedTuple):
    """One text that can be found."""

    id: str
    title: str
    text: str


class Labelled(NamedTuple):
    """Documents, queries, and how relevant which document is to which query."""

    documents: list[Document]
    queries: dict[str, str]
    gains: dict[str, dict[str, int]]


class Score(NamedTuple):
    """What the first pages of all queries came to."""

    ndcg: float
    empty: float


def read(folder: Path) -> Labelled:
    """Read a labelled set."""
    documents = [
        Document(row[0], row[1], row[2] if len(row) > len(("id", "title")) else "")
        for row in _rows(folder / "corpus_documents.tsv")
    ]
    gains: dict[str, dict[str, int]] = defaultdict(dict)
    for query, _, document, relevance in _rows(folder / "annotations.tsv"):
        gains[query][document] = int(relevance)
    queries = {row[0]: row[1] for row in _rows(folder / "queries.tsv")}
    known = {
        query: text for query, text in queries.items() if any(gains[query].values())
    }
    return Labelled(documents, known, dict(gains))


def _rows(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


def publish(documents: Sequence[Document], language: str) -> None:
    """Put documents on the board as open jobs, in a random order of time."""
    company = Company.objects.create(name="Bench", slug="bench-of-relevance")
    rng = random.Random(1)
    stocks = [
        Stock(_sample(number, document, language, rng.random() * DAYS), company.pk)
        for number, document in enumerate(documents)
    ]
    for start in range(0, len(stocks), BATCH):
        stock_jobs(stocks[start : start + BATCH], now=timezone.now())
    count_words(always=True)


def _sample(number: int, document: Document, language: str, days_ago: float) -> Sample:
    body = {
        "title": document.title,
        "description": "",
        "employment_type": "full_time",
        "workplace": "onsite",
        "locations": [PLACE],
        "applicant_countries": [],
        "experience_level": None,
        "category": None,
        "skills": [],
        "language": language,
        "salary": None,
        "positions": 1,
        "questions": [],
        "apply": {"method": "internal"},
        # External ids are compared without case, those of a set need not be.
        "external_id": str(number),
        "allow_duplicate": True,
    }
    return Sample(body, document.text, days_ago, DAYS)


def search(labelled: Labelled) -> tuple[dict[str, list[str]], list[float]]:
    """Return the first page of each query over HTTP, and how long each took."""
    found: dict[str, list[str]] = {}
    seconds: list[float] = []
    for query, text in labelled.queries.items():
        asked = urllib.parse.urlencode({"q": text, "page_size": AT})
        status, said, took = call("GET", f"{SEARCH}?{asked}")
        if status != OK:
            raise SystemExit(f"{text!r} was answered by {status}: {said}")
        numbers = [int(each["external_id"]) for each in said["results"]]
        found[query] = [labelled.documents[number].id for number in numbers]
        seconds.append(took)
    return found, seconds


def bm25(labelled: Labelled) -> dict[str, list[str]]:
    """Return the first page of each query by BM25 over any of its words."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw")
    builder.add_text_field("title", tokenizer_name="en_stem")
    builder.add_text_field("text", tokenizer_name="en_stem")
    index = tantivy.Index(builder.build())
    writer = index.writer(50_000_000, 1)
    for document in labelled.documents:
        writer.add_document(tantivy.Document(**document._asdict()))
    writer.commit()
    index.reload()
    searcher = index.searcher()
    found = {}
    for query, text in labelled.queries.items():
        words = text.translate(NOT_A_WORD).lower()
        parsed = index.parse_query(
            words, ["title", "text"], field_boosts={"title": 3.0}
        )
        hits = searcher.search(parsed, AT).hits
        found[query] = [searcher.doc(address)["id"][0] for _, address in hits]
    return found


def score(found: Mapping[str, Sequence[str]], labelled: Labelled) -> Score:
    """Return the mean nDCG and the share of pages without anything relevant."""
    values = [_ndcg(page, labelled.gains[query]) for query, page in found.items()]
    return Score(sum(values) / len(values), values.count(0.0) / len(values))


def _ndcg(page: Sequence[str], gains: Mapping[str, int]) -> float:
    best = sorted(gains.values(), reverse=True)[:AT]
    return _discounted(gains.get(each, 0) for each in page) / _discounted(best)


def _discounted(gains: Iterable[int]) -> float:
    return sum(gain / math.log2(rank) for rank, gain in enumerate(gains, start=2))


def _language(folder: Path) -> str:
    ending = folder.resolve().name.rpartition("_")[2]
    return ending if len(ending) == len("en") and ending.isalpha() else "en"


def main() -> int:
    """Measure one set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, metavar="DIR")
    parser.add_argument("--language", help="of the texts; else the folder's ending, en")
    options = parser.parse_args()
    labelled = read(options.data)
    publish(labelled.documents, options.language or _language(options.data))
    found, seconds = search(labelled)
    ours, theirs = score(found, labelled), score(bm25(labelled), labelled)
    for name, each in (("this board", ours), ("BM25", theirs)):
        print(f"{name:<12} nDCG@10 {each.ndcg:.3f}   empty {each.empty:.1%}")
    bad = (ours.ndcg < GAIN_FLOOR * theirs.ndcg) + (
        ours.empty > EMPTY_CEILING * theirs.empty
    )
    return report(
        "relevance",
        n=len(found),
        bad=bad,
        seconds=seconds,
        documents=len(labelled.documents),
        ndcg=round(ours.ndcg, 4),
        ndcg_bm25=round(theirs.ndcg, 4),
        empty=round(ours.empty, 4),
        empty_bm25=round(theirs.empty, 4),
    )


if __name__ == "__main__":
    sys.exit(main())
