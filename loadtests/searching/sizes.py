"""How much room the board's ads take."""

from collections.abc import Iterator, Sequence

from django.db import connection

TABLES = ("jobs_job", "search_document", "search_sample", "search_title_word")
SIZES_HEAD = (
    "live ads",
    "table",
    "rows MB",
    "out of line MB",
    "indexes MB",
    "KB an ad",
)
_SQL = """
SELECT pg_relation_size(c.oid), pg_table_size(c.oid) - pg_relation_size(c.oid),
  pg_indexes_size(c.oid)
FROM pg_class c WHERE c.oid = %s::regclass
"""
_WORDS = "SELECT pg_relation_size('search_document_words')"


def sizes(ads: int) -> Iterator[Sequence[str]]:
    """Yield what each table takes, and the index of words by itself."""
    with connection.cursor() as cursor:
        for name in TABLES:
            cursor.execute(_SQL, [name])
            found = cursor.fetchone()
            told = [f"{size / 2**20:,.1f}" for size in found]
            yield f"{ads:,}", name, *told, f"{sum(found) / 2**10 / ads:.2f}"
        cursor.execute(_WORDS)
        size = cursor.fetchone()[0]
        told = ["", "", f"{size / 2**20:,.1f}"]
        yield (
            f"{ads:,}",
            "its index of words alone",
            *told,
            f"{size / 2**10 / ads:.2f}",
        )
