"""The same ads in tantivy: title and text by BM25, and what facets are counted of."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from typing import Any

import tantivy
from django.db import connection, transaction

FIELDS = ["title", "body"]
FACETS = {
    "employment_type": "employment_type",
    "workplace": "workplace",
    "category": "category",
    "country": "countries",
    "skills": "skills",
}
"""The five facets of a page, and the columns they are in."""
FACET_SIZE = 20
_HEAP, _THREADS = 512_000_000, 2
_AT_ONCE = 2_000


class Bm25:
    """An index in this process, with nothing between it and who asks."""

    def __init__(self, index: tantivy.Index) -> None:
        index.reload()
        self._index = index
        self._searcher = index.searcher()
        self._facets = {
            name: {"terms": {"field": name, "size": FACET_SIZE}} for name in FACETS
        }

    def parse(self, words: str) -> tantivy.Query:
        """Return a query for words in title and text."""
        return self._index.parse_query(words, FIELDS)

    def top(self, query: tantivy.Query, *, count: bool) -> int:
        """Look the best twenty up; return how many there are, if they are counted."""
        return self._searcher.search(query, 20, count=count).count or 0

    def facets(self, query: tantivy.Query) -> dict[str, Any]:
        """Count what matches, and by five facets."""
        self._searcher.search(query, 1, count=True)
        found: dict[str, Any] = self._searcher.aggregate(query, self._facets)
        return found

    @property
    def segments(self) -> int:
        """How many parts the index is in."""
        return int(self._searcher.num_segments)


@contextmanager
def indexed() -> Iterator[Bm25]:
    """Give an index of all ads that the search has, on disk as ours is."""
    began = time.monotonic()
    builder = tantivy.SchemaBuilder()
    for name in FIELDS:
        builder.add_text_field(name, tokenizer_name="en_stem")
    for name in FACETS:
        builder.add_text_field(name, fast=True, tokenizer_name="raw")
    with TemporaryDirectory() as folder:
        index = tantivy.Index(builder.build(), path=folder)
        writer = index.writer(_HEAP, _THREADS)
        for row in _ads():
            writer.add_document(tantivy.Document(**row))
        writer.commit()
        writer.wait_merging_threads()
        found = Bm25(index)
        took = time.monotonic() - began
        print(f"  tantivy: {took:.1f} s, {found.segments} segments", flush=True)
        yield found


def _ads() -> Iterator[dict[str, Any]]:
    """Yield the fields of each ad; a cursor of the server keeps none of them back."""
    columns = ", ".join(f"j.{column}" for column in FACETS.values())
    sql = (
        f"SELECT j.title, j.description_text, {columns} FROM search_document d"  # noqa: S608  # of constants
        " JOIN jobs_job j ON j.id = d.job_id"
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute(f"DECLARE ads NO SCROLL CURSOR FOR {sql}")
        while True:
            cursor.execute(f"FETCH {_AT_ONCE} FROM ads")
            rows = cursor.fetchall()
            for row in rows:
                yield dict(zip([*FIELDS, *FACETS], row, strict=True))
            if not rows:
                return
