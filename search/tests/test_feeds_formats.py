"""What feeds write is pinned, together with the version that clients' copies bear."""

import hashlib
import re
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings

from jobs.terms import EmploymentType
from search.feeds import sitemap_xml
from search.feeds.atom import ATOM
from search.feeds.formats import VERSION, Channel
from search.feeds.indeed import INDEED, JOB_TYPES
from search.feeds.postings import Posting, pay, places
from search.feeds.rss import RSS
from search.feeds.sitemaps import Url

AT = datetime(2026, 5, 1, 12, 30, tzinfo=UTC)
ID = "0190b0c8-7b1a-7000-8000-000000000000"
CARD: dict[str, Any] = {
    "id": ID,
    "external_id": "W-1",
    "company": {"id": ID, "name": "Acme & Co", "slug": "acme", "verified": True},
    "title": "Welder <1>",
    "employment_type": "full_time",
    "workplace": "hybrid",
    "locations": [
        {"city": "Berlin", "region": "BE", "country": "DE"},
        {"city": None, "region": None, "country": "FR"},
    ],
    "applicant_countries": [],
    "experience_level": "mid",
    "category": "engineering",
    "language": "en",
    "salary": {"min": 50000, "max": 60000, "currency": "EUR", "period": "year"},
    "published_at": "2026-05-01T12:00:00.000001Z",
    "expires_at": "2026-06-01T00:00:00.000000Z",
    "updated_at": "2026-05-02T12:00:00.900000Z",
}
WRITTEN = {1: "91d75ccf741d45ef"}
"""The digest of all that is written, by version: raise that with the digest."""


def a_job() -> Posting:
    return Posting(CARD, "<p>You weld.</p>", f"https://board.example.org/jobs/{ID}")


def everything() -> bytes:
    """Return what every format writes of the same job."""
    job = a_job()
    channel = Channel("https://b.org/feeds/x?q=1&r=2", "https://b.org", str, AT)
    text = "".join(
        each.head(channel) + each.item(job) + each.tail for each in (RSS, ATOM, INDEED)
    )
    pages = sitemap_xml.pages(
        [[Url(UUID(ID), AT)]], lambda job_id: f"https://b/{job_id}"
    )
    return text.encode() + b"".join(pages)


def test_the_version_is_raised_with_what_is_written():
    digest = hashlib.sha256(everything()).hexdigest()[:16]
    assert {VERSION: digest} == {VERSION: WRITTEN.get(VERSION)}


@pytest.mark.parametrize(
    ("least", "most", "said"),
    [
        (50000, 60000, "50,000 - 60,000 EUR per month"),
        (50000, 50000, "50,000 EUR per month"),
        (12.5, None, "From 12.50 EUR per month"),
        (None, 100, "Up to 100 EUR per month"),
        (None, None, ""),
        (0, 0, "0 EUR per month"),
        (
            10**12,
            10**12 + 0.5,
            "1,000,000,000,000 - 1,000,000,000,000.50 EUR per month",
        ),
    ],
)
def test_pay_in_words(least: Any, most: Any, said: str):
    salary = {"min": least, "max": most, "currency": "EUR", "period": "month"}
    assert pay(salary) == said


def test_no_pay_is_not_spoken_of():
    assert pay(None) == ""


@pytest.mark.parametrize(
    ("workplace", "cities", "countries", "said"),
    [
        ("onsite", ["Berlin"], [], "Berlin, Germany"),
        ("hybrid", ["Berlin", "Bonn"], [], "Berlin, Germany; Bonn, Germany (hybrid)"),
        (
            "onsite",
            ["A", "B", "C", "D", "E"],
            [],
            "A, Germany; B, Germany; C, Germany; 2 more",
        ),
        ("remote", [], ["FR", "DE"], "Remote (France, Germany)"),
        ("remote", ["Berlin"], [], "Remote (Berlin, Germany)"),
        ("remote", [], [], "Remote"),
        ("onsite", [None], ["XX"], "Germany"),
    ],
)
def test_places_in_words(
    workplace: str, cities: list[str | None], countries: list[str], said: str
):
    card = {
        "workplace": workplace,
        "locations": [{"city": each, "country": "DE"} for each in cities],
        "applicant_countries": countries,
    }
    assert places(card) == said


def test_indeed_has_a_name_for_every_type_of_employment():
    assert set(JOB_TYPES) == set(EmploymentType)


def test_the_page_tells_of_every_element_that_indeed_gets():
    page = (settings.BASE_DIR / "docs" / "feeds.md").read_text(encoding="utf-8")
    told = re.findall(r"<([a-z]+)><!", INDEED.item(a_job()))
    assert len(told) == 16
    assert [name for name in told if f"`{name}`" not in page] == []
