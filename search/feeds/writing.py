"""A feed from its first byte to its last, a batch at a time."""

from collections.abc import Iterable, Iterator

import orjson

from search.feeds.formats import Channel, Format
from search.feeds.markup import encoded
from search.feeds.postings import Posting
from search.feeds.reading import Row


def write_feed(
    written: Format, channel: Channel, batches: Iterable[list[Row]]
) -> Iterator[bytes]:
    """Yield a feed of the jobs that come."""

    def item(row: Row) -> str:
        address = channel.job_address(row.job_id)
        return written.item(Posting(orjson.loads(row.card), row.description, address))

    yield encoded(written.head(channel))
    for rows in batches:
        yield encoded("".join(map(item, rows)))
    yield encoded(written.tail)
