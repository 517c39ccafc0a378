"""Feeds as their readers see them: fetched, parsed, and the jobs that they list."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from typing import Any

from django.http import HttpResponse

from conftest import Api

RSS, ATOM, INDEED = "/feeds/jobs.rss", "/feeds/jobs.atom", "/feeds/jobs.xml"
FEEDS = (RSS, ATOM, INDEED)
SITEMAP = "/sitemap.xml"
SEARCH = "/api/v1/search/jobs/"
A = "{http://www.w3.org/2005/Atom}"
S = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
_NO_DTD = re.compile(rb"(<\?xml [^<>]*\?>\n)?<[a-z]")


def body_of(response: HttpResponse) -> bytes:
    """Read an answer to its end, streamed or not."""
    assert response.status_code == 200, response.getvalue()
    return response.getvalue()


def fetch(path: str, api: Api | None = None) -> bytes:
    """Fetch a feed as anybody, or as somebody."""
    return body_of((api or Api()).get(path))


def parsed(raw: bytes) -> ET.Element:
    """Parse a feed; what has no DTD can define no entities to blow up."""
    assert _NO_DTD.match(raw)
    return ET.fromstring(raw)  # noqa: S314  # of our own making, see above


def items_of(path: str, raw: bytes) -> list[ET.Element]:
    """Return the elements that are jobs."""
    root = parsed(raw)
    channel = root.find("channel")
    if channel is not None:
        return channel.findall("item")
    return root.findall(f"{A}entry" if "atom" in path else "job")


_IDS: dict[str, Callable[[ET.Element], str]] = {
    RSS: lambda item: said(item, "guid").removeprefix("urn:uuid:"),
    ATOM: lambda entry: said(entry, f"{A}id").removeprefix("urn:uuid:"),
    INDEED: lambda job: said(job, "referencenumber"),
}


def ids_in(path: str, raw: bytes) -> list[str]:
    """Return the ids of the jobs in the order in which they stand."""
    return [_IDS[path.partition("?")[0]](each) for each in items_of(path, raw)]


def listed(path: str, api: Api | None = None) -> list[str]:
    """Return the ids of the jobs that a feed lists."""
    return ids_in(path, fetch(path, api))


def said(element: ET.Element, name: str) -> str:
    """Return the text of a member."""
    found = element.find(name)
    assert found is not None, name
    return found.text or ""


def found_by_search(query: str, api: Api | None = None) -> list[str]:
    """Walk a search to its end."""
    ids: list[str] = []
    path: Any = f"{SEARCH}?{query}&sort=newest&page_size=7"
    while path:
        page = (api or Api()).get(path)
        assert page.status_code == 200, page.content
        ids += [each["id"] for each in page.json()["results"]]
        path = page.json()["next"]
    return ids
