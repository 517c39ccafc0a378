"""Whatever narrows a search is named, with the address of the search without it."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from conftest import Api, Cast
from search.tests.boards import new_board
from search.tests.searching import get, search, url_of

pytestmark = pytest.mark.django_db


def sent(**parameters: Any) -> dict[str, list[str]]:
    """Return parameters as they stand in an address."""
    return {
        name: [str(each) for each in (value if isinstance(value, list) else [value])]
        for name, value in parameters.items()
    }


AT_LEAST = {"salary_min": 50000, "salary_currency": "EUR"}
AT_MOST = {"salary_max": 90000, "salary_currency": "EUR"}
PAY = AT_LEAST | AT_MOST
WITH_UNKNOWN = {"include_unspecified_salary": "true"}
APPLIED: list[tuple[dict[str, Any], list[tuple[str, str, str, dict[str, Any]]]]] = [
    ({}, []),
    ({"sort": "newest", "page_size": 5, "facets": "city", "explain": "true"}, []),
    ({"q": ""}, []),
    ({"q": "false"}, [("q", "false", "false", {})]),
    (
        {**AT_LEAST, "include_unspecified_salary": "false"},
        [("salary_min", "50000", "50000 EUR", {})],
    ),
    ({"q": " nurse ", "sort": "relevance"}, [("q", "nurse", "nurse", {})]),
    (
        {"q": "nurse", "sort": "newest", "page_size": 3},
        [("q", "nurse", "nurse", {"sort": "newest", "page_size": 3})],
    ),
    (
        {"workplace": "remote,onsite", "page_size": 5},
        [
            ("workplace", "remote", "Remote", {"workplace": "onsite", "page_size": 5}),
            ("workplace", "onsite", "Onsite", {"workplace": "remote", "page_size": 5}),
        ],
    ),
    (
        {"employment_type": ["full_time", "full_time"]},
        [("employment_type", "full_time", "Full time", {})],
    ),
    (
        {"category": "legal", "experience_level": "lead"},
        [
            ("category", "legal", "Law and compliance", {"experience_level": "lead"}),
            ("experience_level", "lead", "Lead", {"category": "legal"}),
        ],
    ),
    ({"country__not": "DE"}, [("country__not", "DE", "Germany", {})]),
    ({"applicant_country": "CH"}, [("applicant_country", "CH", "Switzerland", {})]),
    ({"language": "EN-gb"}, [("language", "EN-gb", "English", {})]),
    (
        {"skills__all": "c++,KITE surfing"},
        [
            ("skills__all", "c++", "c++", {"skills__all": "KITE surfing"}),
            ("skills__all", "KITE surfing", "KITE surfing", {"skills__all": "c++"}),
        ],
    ),
    (
        {"city": ["Washington, D.C.", "Berlin"]},
        [
            ("city", "Washington, D.C.", "Washington, D.C.", {"city": "Berlin"}),
            ("city", "Berlin", "Berlin", {"city": "Washington, D.C."}),
        ],
    ),
    ({"company": "acme"}, [("company", "acme", "Acme", {})]),
    ({"company__not": "nobody"}, [("company__not", "nobody", "nobody", {})]),
    (
        {"near": "52.50,13.4", "radius_km": 60, "sort": "distance"},
        [
            ("near", "52.50,13.4", "52.5, 13.4", {}),
            ("radius_km", "60", "60 km", {"near": "52.50,13.4", "sort": "distance"}),
        ],
    ),
    (
        {"near": "Potsdam", "sort": "deadline"},
        [("near", "Potsdam", "Potsdam, Brandenburg, DE", {"sort": "deadline"})],
    ),
    (
        PAY | WITH_UNKNOWN,
        [
            ("salary_min", "50000", "50000 EUR", AT_MOST | WITH_UNKNOWN),
            ("salary_max", "90000", "90000 EUR", AT_LEAST | WITH_UNKNOWN),
            ("include_unspecified_salary", "true", "true", PAY),
        ],
    ),
    (
        AT_MOST | {"sort": "salary"},
        [("salary_max", "90000", "90000 EUR", {"sort": "salary"})],
    ),
    (
        {"posted_within": "7d", "published_before": "2030-01-01"},
        [
            ("posted_within", "7d", "7d", {"published_before": "2030-01-01"}),
            ("published_before", "2030-01-01", "2030-01-01", {"posted_within": "7d"}),
        ],
    ),
]


def test_each_thing_that_narrows_can_be_taken_away(cast: Cast, anonymous: Api):
    new_board(cast, 40, seed=6)
    for asked, expected in APPLIED:
        shown = search(anonymous, **asked)["applied"]
        met = [(each["parameter"], each["value"], each["label"]) for each in shown]
        assert met == [part[:3] for part in expected], asked
        for each, (*_, left) in zip(shown, expected, strict=True):
            parts = urlsplit(each["remove_url"])
            assert parse_qs(parts.query) == sent(**left), (asked, each)
            assert each["remove_url"].startswith("http")
        if shown:
            get(anonymous, shown[0]["remove_url"])


def test_it_is_taken_away_from_the_first_page(cast: Cast, anonymous: Api):
    new_board(cast, 40, seed=6)
    first = search(anonymous, workplace="onsite", page_size=2)
    [applied] = get(anonymous, first["next"])["applied"]
    assert applied["remove_url"].endswith(url_of({"page_size": 2}))
