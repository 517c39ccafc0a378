"""Whatever people type, a feed stays well-formed and says what they typed."""

import re
from typing import Any

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Cast
from jobs.models import Job
from jobs.tests.factory import new_job
from search.feeds.markup import attribute, cdata, encoded, text
from search.tests.reading_feeds import (
    ATOM,
    FEEDS,
    INDEED,
    RSS,
    A,
    fetch,
    items_of,
    listed,
    parsed,
    said,
)

HOSTILE = [
    "]]>",
    "a]]]]>b<![CDATA[c]]>",
    "]]\x01>",
    "]\x02]\uffff>",
    "<!-- --> <?xml ?> <!DOCTYPE x [<!ENTITY y 'z'>]> &y;",
    "</title></item></channel></rss>",
    "</job></source>",
    "&amp; &lt; &#0; &#x1F; &nbsp; &",
    "\"quotes\" and 'more'",
    "\x01\x02\x08\x0b\x0c\x0e\x1f\x7f\x85",
    "\ufffe\uffff\ufdd0",
    "\u202eright to left\u2066",
    "\U0001f600 \U0010ffff",
    "tab\tline\nreturn\r\nend",
    "e\u0301" * 20,
]
DROPPED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
TITLES = {RSS: "title", ATOM: f"{A}title", INDEED: "title"}
TEXTS = {RSS: "description", ATOM: f"{A}content", INDEED: "description"}


def as_read(value: str) -> str:
    """Return a text as an XML parser gives it back."""
    return DROPPED.sub("", value).replace("\r\n", "\n").replace("\r", "\n")


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("path", FEEDS)
def test_every_text_comes_through(cast: Cast, path: str, hostile: str):
    """Past the gates: rows may come through other doors than the API."""
    type(cast.acme).objects.filter(pk=cast.acme.pk).update(name=hostile)
    job = new_job(cast.acme)
    Job.objects.filter(pk=job.pk).update(
        title=hostile,
        description=f"<p>{hostile}</p>",
        external_id=hostile,
        category=hostile,
        language="en",
        locations=[{**job.locations[0], "city": hostile, "region": hostile}],
    )
    (item,) = items_of(path, fetch(path))
    assert said(item, TITLES[path]) == as_read(hostile)
    assert f"<p>{as_read(hostile)}</p>" in said(item, TEXTS[path])
    if path != INDEED:
        assert not feedparser.parse(fetch(path)).bozo


@pytest.mark.parametrize("path", FEEDS)
def test_facts_cannot_be_markup_in_the_text(cast: Cast, path: str):
    name = "<img src=x onerror=alert(1)>"
    type(cast.acme).objects.filter(pk=cast.acme.pk).update(name=name)
    new_job(cast.acme)
    (item,) = items_of(path, fetch(path))
    assert "<img" not in said(item, TEXTS[path])


@pytest.mark.parametrize(
    "query", ["q=%22%3E%3Cscript%3E", "q=']]>", "q=<!--%01%EF%BF%BF"]
)
@pytest.mark.parametrize("path", FEEDS)
def test_what_is_asked_cannot_break_out(cast: Cast, path: str, query: str):
    new_job(cast.acme)
    raw = fetch(f"{path}?{query}")
    assert b"<script" not in raw
    assert listed(f"{path}?{query}") == []


any_text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))


@given(any_text, any_text, any_text)
def test_all_three_ways_to_write_a_text(inside: str, value: str, section: str):
    raw = encoded(
        f'<a b="{attribute(value)}"><c>{text(inside)}</c><d>{cdata(section)}</d></a>'
    )
    read: Any = parsed(raw)
    assert said(read, "c") == as_read(inside)
    assert said(read, "d") == as_read(section)
    assert read.attrib["b"] == DROPPED.sub("", value)
