"""A feed lists what search finds, each job once, and any reader can read it."""

from datetime import timedelta
from typing import Any

import feedparser
import pytest
from django.utils import timezone

from conftest import Api, Cast, sign_in
from jobs.models import HiddenCompany, Job
from jobs.tests.factory import BERLIN, new_job
from search.feeds import reading
from search.tests.reading_feeds import (
    ATOM,
    FEEDS,
    INDEED,
    RSS,
    fetch,
    found_by_search,
    ids_in,
    items_of,
    listed,
    parsed,
    said,
)

PARIS = {
    "city": "Paris",
    "region": "Île-de-France",
    "country": "FR",
    "latitude": 48.85341,
    "longitude": 2.3488,
}
QUERIES = [
    "",
    "q=welder",
    "q=welder+-senior",
    'q="senior+welder"',
    "q=weld*",
    "q=nothing+like+it",
    "workplace=remote",
    "workplace__not=remote",
    "employment_type=part_time,contract&country=DE",
    "skills__all=Python,Docker",
    "company=globex",
    "company__not=globex&q=senior",
    "city=Paris",
    "near=Berlin,DE&radius_km=50",
    "salary_min=60000&salary_currency=EUR",
    "salary_min=60000&salary_currency=EUR&include_unspecified_salary=true",
    "applicant_country=FR",
    "posted_within=48h",
    "published_before=2020-01-01",
    "category=",
]


@pytest.fixture
def board(cast: Cast) -> None:
    """Put a board together on which every filter keeps some jobs and drops others."""
    now = timezone.now()
    for number in range(23):
        remote = number % 5 == 0
        new_job(
            cast.globex if number % 3 == 0 else cast.acme,
            title=f"{'Senior' if number % 4 == 0 else 'Junior'} welder {number}",
            workplace="remote" if remote else "onsite",
            locations=[] if remote else [PARIS if number % 2 else BERLIN],
            applicant_countries=["FR", "BE"] if remote else [],
            employment_type=("full_time", "part_time", "contract")[number % 3],
            skills=["Python", "Docker"][: number % 3],
            salary={
                "min": 40_000 + 2_000 * number,
                "max": 45_000 + 2_000 * number,
                "currency": "EUR",
                "period": "year",
            }
            if number % 2
            else None,
            published_at=now - timedelta(hours=6 * (number // 2)),
        )
    for status in ("draft", "pending", "rejected", "frozen", "closed", "expired"):
        new_job(cast.acme, status)


@pytest.fixture(params=[2, 500])
def batch(request: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read in steps of two, across jobs of the same instant, and all at once."""
    monkeypatch.setattr(reading, "BATCH", request.param)


@pytest.mark.parametrize("query", QUERIES)
def test_it_lists_what_search_finds(board: None, batch: None, query: str):
    found = found_by_search(query)
    assert len(set(found)) == len(found)
    for path in FEEDS:
        assert listed(f"{path}?{query}") == found


def test_the_filters_keep_some_and_drop_others(board: None):
    kept = [len(found_by_search(query)) for query in QUERIES]
    assert kept.count(23) == 4, kept
    assert len(set(kept)) > 8


def test_without_filters_it_lists_every_live_job(board: None, batch: None):
    live = set(map(str, Job.objects.live().values_list("pk", flat=True)))
    for path in FEEDS:
        ids = listed(path)
        assert set(ids) == live
        assert len(ids) == len(live)


@pytest.mark.parametrize("path", FEEDS)
def test_a_hidden_company_is_left_out_for_whoever_hides_it(cast: Cast, path: str):
    shown, hidden = str(new_job(cast.acme).pk), str(new_job(cast.globex).pk)
    HiddenCompany.objects.create(user=cast.dana, company=cast.globex)
    assert listed(path, sign_in(cast.dana)) == [shown]
    assert set(listed(path, sign_in(cast.eve))) == {shown, hidden}
    assert set(listed(path)) == {shown, hidden}


@pytest.mark.parametrize("path", [RSS, ATOM])
def test_a_feed_reader_understands_it(cast: Cast, path: str, settings: Any):
    settings.PUBLIC_URL = "https://board.example.org"
    job = new_job(
        cast.acme,
        title="Welder (m/w/d), R&D",
        description="<p>You <strong>weld</strong> &amp; cut.</p>",
        category="engineering",
        salary={"min": 50_000, "max": 60_000, "currency": "EUR", "period": "year"},
    )
    read = feedparser.parse(fetch(f"{path}?q=weld&workplace=onsite"))
    assert not read.bozo, read
    assert read.version == {RSS: "rss20", ATOM: "atom10"}[path]
    feed_links = {each.rel: each.href for each in read.feed.links}
    assert feed_links == {
        "alternate": "https://board.example.org/",
        "self": f"https://board.example.org{path}?q=weld&workplace=onsite",
    }
    (entry,) = read.entries
    assert entry.title == "Welder (m/w/d), R&D"
    assert entry.id == f"urn:uuid:{job.pk}"
    assert entry.link == f"https://board.example.org/api/v1/jobs/{job.pk}/"
    assert entry.author == "Acme"
    assert entry.published_parsed[:6] == job.published_at.timetuple()[:6]
    assert [tag.label or tag.term for tag in entry.tags] == ["Engineering"]
    text = entry.content[0].value if "content" in entry else entry.summary
    assert "You <strong>weld</strong> &amp; cut." in text
    assert "Acme · Berlin, Germany · Full time · 50,000 - 60,000 EUR per year" in text


def test_rss_has_what_validators_ask_for(cast: Cast):
    new_job(cast.acme)
    raw = fetch(RSS)
    channel = parsed(raw).find("channel")
    assert channel is not None
    names = [each.tag for each in channel]
    assert names[:3] == ["title", "link", "description"]
    (item,) = items_of(RSS, raw)
    guid = item.find("guid")
    assert guid is not None
    assert guid.attrib == {"isPermaLink": "false"}
    assert said(item, "pubDate").endswith(" GMT")


def test_atom_has_what_the_rfc_asks_for(cast: Cast):
    job = new_job(cast.acme, language="de-AT")
    Job.objects.filter(pk=job.pk).update(
        updated_at=job.published_at + timedelta(hours=1)
    )
    raw = fetch(ATOM)
    feed, (entry,) = parsed(raw), items_of(ATOM, raw)
    a = "{http://www.w3.org/2005/Atom}"
    for element in (feed, entry):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{a}{name}")) == 1, name
    assert said(feed, f"{a}updated") == said(entry, f"{a}published")
    assert said(entry, f"{a}updated") > said(entry, f"{a}published")
    assert entry.attrib["{http://www.w3.org/XML/1998/namespace}lang"] == "de-AT"


def test_indeed_is_told_all_that_is_known(cast: Cast, settings: Any):
    settings.FRONTEND_URL = "https://jobs.example.org"
    job = new_job(
        cast.acme,
        title="Welder",
        external_id="W-17",
        description="<p>Weld &amp; cut</p>",
        workplace="hybrid",
        locations=[PARIS, BERLIN],
        employment_type="part_time",
        experience_level="senior",
        category="engineering",
        salary={"min": 20, "max": None, "currency": "EUR", "period": "hour"},
    )
    (item,) = items_of(INDEED, fetch(INDEED))
    ends = job.expires_at
    assert ends is not None
    assert {each.tag: each.text for each in item} == {
        "title": "Welder",
        "date": f"{job.published_at:%Y-%m-%dT%H:%M:%SZ}",
        "referencenumber": str(job.pk),
        "requisitionid": "W-17",
        "url": f"https://jobs.example.org/jobs/{job.pk}",
        "company": "Acme",
        "city": "Paris",
        "state": "Île-de-France",
        "country": "FR",
        "description": "<p>Weld &amp; cut</p>",
        "salary": "From 20 EUR per hour",
        "jobtype": "parttime",
        "category": "Engineering",
        "experience": "Senior",
        "remotetype": "Hybrid remote",
        "expirationdate": f"{ends:%Y-%m-%d}",
    }


def test_indeed_is_told_where_a_remote_job_is_open_to(cast: Cast):
    new_job(
        cast.acme, workplace="remote", locations=[], applicant_countries=["FR", "BE"]
    )
    (item,) = items_of(INDEED, fetch(INDEED))
    told = {each.tag: each.text for each in item}
    assert (told["country"], told["remotetype"]) == ("FR", "Fully remote")
    assert not {"city", "state", "salary", "category"} & set(told)


@pytest.mark.parametrize("path", FEEDS)
def test_links_lead_to_the_front_end_where_there_is_one(
    cast: Cast, path: str, settings: Any
):
    settings.FRONTEND_URL = "https://jobs.example.org/board"
    job = new_job(cast.acme)
    raw = fetch(path)
    assert f"https://jobs.example.org/board/jobs/{job.pk}".encode() in raw
    assert b"/api/v1/jobs/" not in raw


@pytest.mark.parametrize("path", FEEDS)
def test_an_empty_feed_is_a_feed(db: None, path: str):
    raw = fetch(path)
    assert ids_in(path, raw) == []
    if path != INDEED:
        assert not feedparser.parse(raw).bozo


@pytest.mark.parametrize("path", FEEDS)
def test_queries_do_not_grow_with_jobs(
    cast: Cast, path: str, django_assert_max_num_queries: Any
):
    api = Api()
    for _ in range(30):
        new_job(cast.acme)
    with django_assert_max_num_queries(4):
        assert len(listed(path, api)) == 30
