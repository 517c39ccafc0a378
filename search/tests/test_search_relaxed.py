"""A search that finds little says what would find more, and that is what it finds."""

from typing import Any

import pytest
from django.utils import timezone

from conftest import Api, Cast, new_company, sign_in
from jobs.models import HiddenCompany
from jobs.tests.factory import new_job
from search.tests import naive
from search.tests.boards import PLACES, Board, new_board
from search.tests.searching import get, ids, search

pytestmark = pytest.mark.django_db
Asked = dict[str, list[str]]
PAY: Asked = {"salary_min": ["400000"], "salary_currency": ["EUR"]}
EMPTY: list[Asked] = [
    {"country": ["JP"]},
    {"country": ["JP"], "workplace": ["remote"]},
    {"country": ["JP"], "city": ["Tokyo"]},
    {"country": ["JP"], "city": ["Berlin"], "workplace": ["onsite"]},
    {"category": ["legal"], "employment_type": ["full_time", "contract"]},
    {"skills": ["x"], "skills__not": ["python"], "workplace": ["hybrid"]},
    {"skills__all": ["Python", "C++", "Node.js", "Kubernetes"], "country": ["DE"]},
    {"company": ["nobody"], "workplace": ["remote"]},
    {"company": ["hooli"], "company__not": ["acme"]},
    {"near": ["-30,-120"], "radius_km": ["5"], "workplace": ["remote"]},
    {"near": ["-30,-120"], "radius_km": ["5"], "sort": ["distance"]},
    {"near": ["-30,-120"], "country": ["DE"], "sort": ["deadline"]},
    {**PAY, "country": ["GL"], "workplace": ["remote"], "language": ["zh"]},
    {**PAY, "include_unspecified_salary": ["true"], "country": ["JP"]},
    {
        "salary_min": ["7000000"],
        "salary_max": ["8000000"],
        "salary_currency": ["EUR"],
        "workplace": ["remote"],
    },
    {"posted_within": ["1h"], "country": ["AQ"]},
    {"published_before": ["2001-01-01T00:00:00+00:00"], "workplace": ["remote"]},
    {"published_after": ["2199-01-01T00:00:00+00:00"], "posted_within": ["24h"]},
]
"""Searches that find nothing, some only if two filters go, some never."""
GO_ALONG = {"radius_km", "sort", "salary_currency", "include_unspecified_salary"}
"""Parameters that make no sense by themselves, or do not filter."""


def expected(board: Board, asked: Asked, hidden: Any = ()) -> int:
    return len(naive.found(board.jobs, asked, timezone.now(), hidden))


def without(asked: Asked, names: list[str]) -> Asked:
    return {name: values for name, values in asked.items() if name not in names}


def test_what_it_says_is_what_its_address_answers(cast: Cast, anonymous: Api):
    board = new_board(cast, 150, seed=8)
    dana, seen = sign_in(cast.dana), set()
    for asked in EMPTY:
        for api, hidden in ((anonymous, ()), (dana, (board.hidden.pk,))):
            answer = search(api, **asked, page_size=3)
            if expected(board, asked, hidden):
                assert answer["relax"] == []
                continue
            assert answer["total"]["value"] == 0
            names = asked.keys() - GO_ALONG
            offers = {
                name: expected(board, less(asked, name), hidden) for name in names
            }
            shown = {each["remove"][0]: each["total"] for each in answer["relax"]}
            if any(offers.values()):
                assert shown == {name: each for name, each in offers.items() if each}
            else:
                gone = [*offers, *GO_ALONG] if len(offers) > 1 else [*asked]
                total = expected(board, without(asked, gone), hidden)
                assert [*shown.values()] == [total] * (len(offers) > 1)
            totals = [each["total"] for each in answer["relax"]]
            assert totals == sorted(totals, reverse=True)
            for each in answer["relax"]:
                assert each["relation"] == "exact"
                wider = get(api, each["url"])
                assert wider["total"] == {"value": each["total"], "relation": "exact"}
                assert wider["results"]
                left = without(asked, each["remove"])
                assert expected(board, left, hidden) == each["total"]
                seen.add(len(each["remove"]))
    assert seen >= {1, 2, 3}


def less(asked: Asked, name: str) -> Asked:
    """Return a search without a filter and what goes with it."""
    left = without(asked, [name])
    if name == "near":
        left = without(left, ["radius_km", "sort"])
    if not {"salary_min", "salary_max"} & left.keys():
        left = without(left, ["salary_currency", "include_unspecified_salary"])
    return left


def test_words_are_never_dropped(cast: Cast, anonymous: Api):
    new_job(cast.acme, title="Night nurse", workplace="remote")
    new_job(cast.acme, title="Welder", locations=[PLACES[2]])
    for q in ("nurse", '"night nurse"', "nurse -welder", "nur*"):
        answer = search(anonymous, q=q, country="CH")
        assert [(each["remove"], each["total"]) for each in answer["relax"]] == [
            (["country"], 1)
        ], q
        assert "q=" in answer["relax"][0]["url"]
    assert search(anonymous, q="plumber", country="CH")["relax"] == []
    assert search(anonymous, q="plumber")["relax"] == []


def test_nothing_is_relaxed_where_something_is_found(cast: Cast, anonymous: Api):
    new_job(cast.acme, title="Night nurse")
    new_job(cast.acme, title="Nurse manager")
    new_job(cast.acme, title="Night nurse manager", locations=[PLACES[2]])
    assert search(anonymous, q="nurse", country="DE")["relax"] == []
    answer = search(anonymous, q="night nurse manager", country="DE")
    assert (answer["total"]["value"], answer["relax"]) == (0, [])
    assert len(answer["results"]) == 2
    empty = search(anonymous, q="nurse", country="JP", page_size=0)
    assert [each["total"] for each in empty["relax"]] == [3]


def test_with_few_full_matches_partial_ones_follow(cast: Cast, anonymous: Api):
    part = [new_job(cast.acme, title="Nurse").pk for _ in range(5)]
    new_job(cast.acme, title="Welder")
    for number, more in ((0, 1), (1, 18), (19, 1), (20, 5), (25, 0)):
        answer = search(anonymous, q="night nurse", page_size=100)
        full = [each["match"]["full"] for each in answer["results"]]
        is_broadened = number < 20
        assert answer["broadened"] is is_broadened
        assert full == [True] * number + [False] * 5 * is_broadened
        assert answer["total"] == {"value": number, "relation": "exact"}
        if is_broadened:
            assert set(ids(answer)[number:]) == {str(each) for each in part}
        for _ in range(more):
            new_job(cast.acme, title="Night nurse")


NEVER = (
    {"q": '"night nurse"'},
    {"q": "night nurse", "sort": "newest"},
    {"q": "night nurse", "sort": "salary"},
    {"q": "night -nurse"},
    {"q": "nigh* nurs*"},
    {"q": "night nurse", "country": "JP"},
    {"q": "(night nurse) -manager -nurse"},
)


def test_only_plain_words_are_relaxed(cast: Cast, anonymous: Api):
    for _ in range(3):
        new_job(cast.acme, title="Nurse of the morning")
    for asked in NEVER:
        answer = search(anonymous, **asked)
        assert answer["results"] == [], asked
    assert len(search(anonymous, q="night nurse")["results"]) == 3
    kept = search(anonymous, q="night nurse -morning")
    assert kept["results"] == []
    there = search(anonymous, q="night nurse", country="DE")
    assert len(there["results"]) == 3
    new_job(cast.acme, title="Porter by night")
    assert all(not each["match"]["full"] for each in there["results"])


MEANT: list[tuple[str, str | None]] = [
    ("pyhton", "python"),
    ("Pyhton develper", "python developer"),
    ("pyhton -senior", "python -senior"),
    ("python", None),
    ("python developer", None),
    ("xyzzyplugh", None),
    ("py", None),
    ('"night nurze"', None),
]


def test_what_was_probably_meant(cast: Cast, anonymous: Api):
    for title in ("Python developer", "Senior Python developer", "Night nurse"):
        new_job(cast.acme, title=title)
    for q, meant in MEANT:
        answer = search(anonymous, q=q, workplace="onsite", page_size=1)
        said = answer["did_you_mean"]
        assert (said and said["q"]) == meant, (q, said)
        if said is None:
            continue
        then = get(anonymous, said["url"])
        assert then["total"]["value"] > answer["total"]["value"]
        assert then["total"] == search(anonymous, q=meant, workplace="onsite")["total"]
        assert "workplace=onsite" in said["url"]
        assert "cursor=" not in said["url"]
        assert then["did_you_mean"] is None
    first = search(anonymous, q="pyhton", page_size=1)
    assert get(anonymous, first["next"])["did_you_mean"] is None


def test_nothing_is_meant_that_finds_no_more(cast: Cast, anonymous: Api):
    hidden = new_company("Initech")
    new_job(hidden, title="Python developer")
    HiddenCompany.objects.create(user=cast.dana, company=hidden)
    assert search(anonymous, q="pyhton")["did_you_mean"]["q"] == "python"
    assert search(sign_in(cast.dana), q="pyhton")["did_you_mean"] is None
    assert search(anonymous, q="pyhton", country="JP")["did_you_mean"] is None
    for _ in range(20):
        new_job(cast.acme, title="Pyhton keeper")
    assert search(anonymous, q="pyhton")["did_you_mean"] is None
