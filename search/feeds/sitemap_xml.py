"""How the sitemap is written."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from uuid import UUID

from search.feeds.formats import DECLARATION
from search.feeds.markup import encoded, rfc3339, text
from search.feeds.sitemaps import Url

MEDIA_TYPE = "application/xml"
_NAMES = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_HEAD = f"{DECLARATION}<urlset {_NAMES}>\n"
_TAIL = "</urlset>\n"


def index(addresses: Mapping[str, datetime | None]) -> str:
    """Return the index of the parts at these addresses, with when each has changed."""
    listed = "".join(
        _entry("sitemap", address, since) for address, since in addresses.items()
    )
    return f"{DECLARATION}<sitemapindex {_NAMES}>\n{listed}</sitemapindex>\n"


def pages(
    batches: Iterable[list[Url]], address: Callable[[UUID | str], str]
) -> Iterator[bytes]:
    """Yield a part from its first byte to its last."""
    yield encoded(_HEAD)
    for rows in batches:
        listed = (_entry("url", address(each.job_id), each.updated_at) for each in rows)
        yield encoded("".join(listed))
    yield encoded(_TAIL)


def _entry(name: str, address: str, since: datetime | None) -> str:
    changed = f"<lastmod>{rfc3339(since)}</lastmod>" if since else ""
    return f"<{name}><loc>{text(address)}</loc>{changed}</{name}>\n"
