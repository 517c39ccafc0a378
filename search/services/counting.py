"""Counting words: it guides the engine to the cheapest way, and weighs words.

Nothing is right or wrong by these counts: they are taken now and then, and from a
sample of the board where that is large.
"""

from django.db import connection, transaction
from django.utils import timezone

from search.engine.pages import MOST_EXACT, SAMPLED
from search.engine.vocabulary import forget_board
from search.models import BoardSize, WordCount

LARGE = 4 * MOST_EXACT
LEAST = 2
_CHANGED = 0.05
_COUNTED = "^(:(t|l|e|w|x|g|n|k|c|a):?|[^:])"
"""Words, and the marks that a guess is made of: neither buckets nor companies."""
_INSERT = """
INSERT INTO search_wordcount (word, documents)
SELECT left(word, 255), sum(ndoc * %s) FROM ts_stat(%s)
WHERE ndoc >= %s AND word ~ %s GROUP BY 1
"""
_A_DAY = """
SELECT coalesce(count(*) FILTER (
  WHERE newest > search_micros(now() - interval '7 days')
) / 7.0 / nullif(count(*), 0), 0) FROM {table}
"""


def count_words(*, always: bool = False) -> bool:
    """Count words again if the board has changed enough; tell whether it was done."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM search_document")
        documents = cursor.fetchone()[0]
    last = BoardSize.objects.order_by("-counted_at").first()
    same = last and abs(documents - last.documents) <= last.documents * _CHANGED
    if same and not always:
        return False
    _count(documents)
    forget_board()
    return True


@transaction.atomic
def _count(documents: int) -> None:
    large = documents > LARGE
    table = "search_sample" if large else "search_document"
    WordCount.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '10min'")
        cursor.execute(
            _INSERT,
            [
                SAMPLED if large else 1,
                f"SELECT words FROM {table}",  # noqa: S608  # one of two names
                LEAST if large else 1,
                _COUNTED,
            ],
        )
        cursor.execute(_A_DAY.format(table=table))
        a_day = float(cursor.fetchone()[0])
    BoardSize.objects.all().delete()
    BoardSize.objects.create(
        documents=documents, a_day=a_day, counted_at=timezone.now()
    )
