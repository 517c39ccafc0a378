"""Feeds are as strict as search, and take what narrows and nothing else."""

from typing import Any

import pytest

from conftest import Api, Cast
from jobs.tests.factory import new_job
from kernel.tests.expect import problem_in
from search.feeds.filters import FeedFilter
from search.filters import SearchFilter
from search.tests.reading_feeds import FEEDS, RSS, SEARCH, SITEMAP, body_of

ONLY_PAGES = {"sort", "facets", "facet_size", "explain"}
NO_PARAMETER = [*ONLY_PAGES, "page_size", "cursor", "format", "limit", "Q"]
REFUSED = {
    "workplace=moon": ("workplace", "invalid_choice"),
    "workplace=remote&salary_min=1": ("salary_currency", "required"),
    "near=nowhere at all": ("near", "unknown_place"),
    "radius_km=5": ("radius_km", "without_effect"),
    "q=a&q=b": ("q", "repeated_parameter"),
    "q=%00": ("q", "null_character"),
    "posted_within=soon": ("posted_within", "invalid"),
    "q=" + "+".join(f"word{n}" for n in range(40)): ("q", "too_many_words"),
}


def errors_of(path: str) -> list[tuple[str, str]]:
    problem = problem_in(Api().get(path), 400, "invalid_request")
    return [(each["parameter"], each["code"]) for each in problem["errors"]]


def test_every_filter_of_search_is_one_of_feeds():
    assert set(FeedFilter.base_filters) == set(SearchFilter.base_filters) - ONLY_PAGES


@pytest.mark.parametrize("path", FEEDS)
def test_what_only_shapes_pages_is_unknown(db: None, path: str):
    for name in NO_PARAMETER:
        assert errors_of(f"{path}?{name}=1") == [(name, "unknown_parameter")]


@pytest.mark.parametrize("query", REFUSED)
@pytest.mark.parametrize("path", FEEDS)
def test_what_search_refuses_they_refuse(db: None, path: str, query: str):
    assert errors_of(f"{path}?{query}") == [REFUSED[query]]
    assert errors_of(f"{SEARCH}?{query}") == [REFUSED[query]]


@pytest.mark.parametrize("path", [SITEMAP, "/sitemap-0.xml"])
def test_the_sitemap_takes_nothing(cast: Cast, path: str):
    new_job(cast.acme)
    assert errors_of(f"{path}?q=x") == [("q", "unknown_parameter")]
    body_of(Api().get(path))


@pytest.mark.parametrize(
    ("path", "media_type"),
    [(FEEDS[0], "rss+xml"), (FEEDS[1], "atom+xml"), (FEEDS[2], "xml")],
)
def test_what_is_accepted(db: None, path: str, media_type: str):
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    own = f"application/{media_type}"
    for accepted in ("*/*", own, "application/xml", "text/xml", browser):
        answer = Api().get(path, Accept=accepted)
        body_of(answer)
        assert answer["Content-Type"] == f"{own}; charset=utf-8"
    problem_in(Api().get(path, Accept="image/png"), 406, "not_acceptable")


@pytest.mark.parametrize("path", [*FEEDS, SITEMAP, "/sitemap-0.xml"])
def test_they_are_only_read(db: None, path: str):
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        problem_in(Api().request(method, path), 405, "method_not_allowed")


def test_answers_are_for_whoever_asks(cast: Cast, settings: Any):
    answer = Api().get(RSS)
    body_of(answer)
    assert answer["Cache-Control"] == "no-cache"
    assert "Authorization" in answer["Vary"]
    assert answer["X-Content-Type-Options"] == "nosniff"
