"""Walks through a search: pages that fit together, whatever happens between them."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Company
from conftest import Api, Cast, new_company
from jobs.tests.factory import new_job
from search.tests.boards import seeded
from search.tests.searching import get, ids, pages, url_of, walked
from search.tests.walking import SORTS, Board, first_url, walk

pytestmark = pytest.mark.django_db


@pytest.fixture
def board(cast: Cast) -> Board:
    """Put some jobs on the board."""
    made = Board(cast.acme, seeded(11))
    made.publish(24)
    return made


def found_by(sort: str) -> set[str]:
    """Return all that a search finds, read in one page."""
    answer = get(Api(), first_url(sort, 100))
    assert answer["next"] is None
    return set(ids(answer))


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("size", [3, 24])
def test_pages_have_everything_once_and_are_the_same_both_ways(
    board: Board, sort: str, size: int
):
    api = Api()
    forth = list(pages(api, first_url(sort, size)))
    met = [ids(answer) for answer in forth]
    whole = get(api, first_url(sort, 100))
    assert [each for page in met for each in page] == ids(whole)
    assert all(len(page) == size for page in met[:-1])
    assert {(one["total"]["value"], one["broadened"]) for one in forth} == {
        (whole["total"]["value"], whole["broadened"])
    }
    assert forth[0]["previous"] is forth[-1]["next"] is None
    back = list(pages(api, forth[-1]["previous"], link="previous"))
    assert [ids(answer) for answer in back] == met[-2::-1]
    again = [ids(get(api, answer["next"])) for answer in back]
    assert again == met[:0:-1]


def key_of(sort: str, card: dict[str, Any]) -> Any:
    """Return what a card is to be sorted by."""
    pay, at = card["salary"], card["published_at"]
    if sort == "newest":
        return at
    if sort == "deadline":
        return card["expires_at"]
    if sort == "distance":
        return card["distance_km"]
    if pay is None:
        return (0, 0, at)
    yearly = pay["max"] if pay["max"] is not None else pay["min"]
    yearly *= {"year": 1, "month": 12}[pay["period"]]
    return (1, yearly / {"EUR": 1, "USD": 1.035}[pay["currency"]])


@pytest.mark.parametrize("sort", ["newest", "deadline", "salary", "distance"])
def test_each_sort_is_what_it_says(board: Board, sort: str):
    answer = get(Api(), first_url(sort, 100))
    keys = [key_of(sort, card) for card in answer["results"]]
    assert keys == sorted(keys, reverse=sort in {"newest", "salary"})
    assert max(Counter(keys).values()) > 1, "ties"
    wanted = {
        each
        for each, job in board.live.items()
        if sort != "distance" or any(place["latitude"] for place in job.locations)
    }
    assert set(ids(answer)) == wanted


@pytest.mark.parametrize("sort", SORTS)
def test_what_stays_is_seen_once_while_others_come_and_go(board: Board, sort: str):
    before = found_by(sort)
    forth = walk(Api(), first_url(sort, 2), board.churn)
    met = [each for page in forth for each in page]
    stayed = before & board.live.keys()
    assert len(stayed) > 2
    assert stayed <= set(met)
    assert max(Counter(met).values()) == 1


@pytest.mark.parametrize("sort", SORTS)
def test_and_on_the_way_back(board: Board, sort: str):
    last = list(pages(Api(), first_url(sort, 3)))[-1]
    before = found_by(sort) - set(ids(last))
    back = list(walk(Api(), last["previous"], board.churn, link="previous"))
    met = [each for page in back for each in page]
    stayed = before & board.live.keys()
    assert len(stayed) > 2
    assert stayed <= set(met)
    assert max(Counter(met).values()) == 1


def test_a_walk_stays_broadened_when_full_matches_come(board: Board):
    before = found_by("broadened")

    def add(page: list[str]) -> None:
        for _ in range(4):
            new_job(board.company, title="Night nurse manager")

    met = list(walk(Api(), first_url("broadened", 5), add))
    assert len(met) > 3
    seen = Counter(each for page in met for each in page)
    assert before <= seen.keys()
    assert max(seen.values()) == 1
    assert get(Api(), first_url("broadened", 4))["broadened"] is False


def test_a_walk_stays_what_it_was_when_full_matches_go(cast: Cast):
    jobs = [new_job(cast.acme, title="Night nurse") for _ in range(22)]
    part = str(new_job(cast.acme, title="Nurse").pk)
    board = Board(cast.acme, seeded(1), live={str(each.pk): each for each in jobs})
    url = url_of({"q": "night nurse", "page_size": 10})
    met = list(walk(Api(), url, lambda page: board.close(*page[:4])))
    assert [len(page) for page in met] == [10, 10, 2]
    assert part not in {each for page in met for each in page}
    assert get(Api(), url_of({"q": "night nurse"}))["broadened"] is True


def set_suspended(company: Company, *, suspended: bool) -> None:
    company.suspended_at = timezone.now() if suspended else None
    company.save()


@pytest.mark.parametrize("sort", SORTS)
def test_a_company_suspended_amid_a_walk(board: Board, sort: str):
    other = new_company("Initech")
    gone = Board(other, seeded(12))
    gone.publish(12)
    wanted = found_by(sort)
    met: list[list[str]] = []
    steps = {2: True, 4: False}

    def between(page: list[str]) -> None:
        met.append(page)
        if len(met) in steps:
            set_suspended(other, suspended=steps[len(met)])

    list(walk(Api(), first_url(sort, 3), between))
    seen = Counter(each for page in met for each in page)
    assert max(seen.values()) == 1
    assert wanted & board.live.keys() <= seen.keys()
    frozen = {each for page in met[2:4] for each in page}
    assert not frozen & gone.live.keys()


def test_an_empty_page_leads_back(board: Board):
    url = first_url("newest", 10)
    first = get(Api(), url)
    rest = set(board.live) - set(ids(first))
    board.close(*rest)
    empty = get(Api(), first["next"])
    assert (ids(empty), empty["next"]) == ([], None)
    back = get(Api(), empty["previous"])
    assert ids(back) == ids(first)
    second = get(Api(), back["next"])
    board.publish(1)
    assert ids(second) == []


def test_a_page_before_which_all_is_gone_leads_on(board: Board):
    first, second, *_ = pages(Api(), first_url("deadline", 10))
    board.close(*ids(first))
    empty = get(Api(), second["previous"])
    assert (ids(empty), empty["previous"]) == ([], None)
    assert ids(get(Api(), empty["next"])) == ids(second)


def test_the_size_of_a_page_may_change(board: Board):
    whole = walked(Api(), **SORTS["salary"])
    met: list[str] = []
    url, sizes = first_url("salary", 5), iter((1, 7, 100, 3, 9))
    while url:
        answer = get(Api(), url)
        met += ids(answer)
        size = next(sizes, 5)
        url = answer["next"] and resized(answer["next"], size)
        if size == 7:
            none = get(Api(), resized(answer["next"], 0))
            assert ids(none) == []
            assert none["next"] is none["previous"] is None
    assert met == whole


def resized(url: str, size: int) -> str:
    before, _, rest = url.partition("page_size=")
    return f"{before}page_size={size}&{rest.partition('&')[2]}"


def test_time_bounds_stand_still_while_one_walks(
    board: Board, monkeypatch: pytest.MonkeyPatch
):
    for _ in range(6):
        new_job(board.company, published_at=board.now - timedelta(hours=20))
    asked = {"posted_within": "24h", "page_size": 4}
    wanted = walked(Api(), posted_within="24h")
    answer = get(Api(), url_of(asked))
    met = ids(answer)
    later = board.now + timedelta(hours=7)
    monkeypatch.setattr(timezone, "now", lambda: later)
    met += [each for page in pages(Api(), answer["next"]) for each in ids(page)]
    assert met == wanted
    assert len(walked(Api(), posted_within="24h")) < len(wanted)
