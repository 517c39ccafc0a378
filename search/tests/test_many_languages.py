"""Boards on which many languages meet: a word finds its own, and not its double."""

import pytest

from conftest import Api, Cast
from jobs.tests.factory import new_job
from search.services.counting import count_words
from search.tests.searching import search

ADS = (
    *((f"Electrician {number}", "en") for number in range(6)),
    ("Lead engineer", "en"),
    ("Back-end Developer", "en"),
    ("Electricista", "es"),
    ("Bäcker", "de"),
    ("Leiterin", "de"),
)


@pytest.fixture
def board(cast: Cast) -> None:
    for title, language in ADS:
        new_job(cast.acme, title=title, language=language)
    count_words(always=True)


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("bäcker", {"Bäcker"}),
        ("leader", set()),
        ("electricista", {"Electricista"}),
        ("electrician", {f"Electrician {number}" for number in range(6)}),
        # What only Spanish makes of this error is in Spanish ads, and nowhere else.
        ("electrican", {"Electricista"}),
    ],
)
def test_a_stem_of_one_language_finds_no_word_of_another(
    board: None, anonymous: Api, q: str, found: set[str]
) -> None:
    answer = search(anonymous, q=q)
    full = {row["title"] for row in answer["results"] if row["match"]["full"]}
    assert full == found


@pytest.mark.parametrize("q", ["nur*", "a*", "zzz*", "pyth* OR dev*", "*", "&", "💥"])
def test_beginnings_and_signs_alone_are_asked_for_by_relevance(
    board: None, anonymous: Api, q: str
) -> None:
    assert not search(anonymous, q=q)["next"]


@pytest.mark.parametrize(
    ("near", "status"),
    [("Paris, FR", 200), ("Paris, Texas", 200), ("Paris, XX", 400), ("Paris, Oz", 400)],
)
def test_an_area_that_nobody_knows_is_not_ignored(
    cast: Cast, anonymous: Api, near: str, status: int
) -> None:
    asked = near.replace(" ", "%20")
    answer = anonymous.get(f"/api/v1/search/jobs/?near={asked}")
    assert answer.status_code == status, answer.content
