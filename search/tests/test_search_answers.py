"""What an answer says of its jobs: why they match, and what is marked in them."""

import re
from html import unescape
from typing import Any

import pytest
from django.db import connection

from conftest import Api, Cast
from jobs.models import Job
from jobs.tests.factory import new_job
from kernel.tests.expect import problem_in
from search.rates import PER_EURO
from search.tests.boards import new_board
from search.tests.searching import ids, refused, search, url_of

pytestmark = pytest.mark.django_db


def test_a_page_without_results_still_says_all_else(cast: Cast, anonymous: Api):
    jobs = [new_job(cast.acme, title="Night nurse") for _ in range(3)]
    asked = {"q": "nurse", "workplace": jobs[0].workplace, "facets": "company"}
    whole, none = search(anonymous, **asked), search(anonymous, **asked, page_size=0)
    assert len(whole["results"]) == none["total"]["value"] == 3
    assert [whole["next"], none["next"], none["previous"]] == [None] * 3
    assert [each["count"] for each in none["facets"]["company"]] == [3]
    assert none["results"] == []
    same = ("total", "did_you_mean", "broadened", "relax")
    assert {each: none[each] for each in same} == {each: whole[each] for each in same}
    assert len(none["applied"]) == 2
    everything = search(anonymous, page_size=0)
    assert everything["total"] == {"value": 3, "relation": "exact"}
    assert everything["next"] is None


MATCHES = {
    "Nurse": ("title", ["title"]),
    "Night nurse manager": ("title", ["title"]),
    "Carer skilled": ("head", ["skills", "description"]),
    "Carer said": ("text", ["description"]),
}


def test_why_a_job_matches(cast: Cast, anonymous: Api):
    for title in MATCHES:
        said = "You nurse people." if title.startswith("Carer") else "You care."
        skills = ["Nurse training"] if title == "Carer skilled" else []
        new_job(cast.acme, title=title, skills=skills, description=f"<p>{said}</p>")
    new_job(cast.acme, title="Welder")
    found = search(anonymous, q="nurse")["results"]
    assert len(found) == len(MATCHES)
    for each in found:
        name, fields = MATCHES[each["title"]]
        assert each["match"]["full"] is True
        assert each["match"]["class"].startswith(name)
        assert each["match"]["fields"] == fields
    assert [each["title"] for each in found[2:]] == ["Carer skilled", "Carer said"]
    plain = search(anonymous)["results"]
    assert {str(each["match"]) for each in plain} == {
        str({"full": True, "class": "all", "fields": []})
    }
    placed = search(anonymous, q="berlin acme")["results"][0]
    assert placed["match"]["fields"] == ["company_and_place"]


EXPLAINED: list[dict[str, Any]] = [
    {"q": "nurse"},
    {"q": "night nurse manager"},
    {"q": '"night nurse" -senior'},
    {"q": "nurs*", "sort": "salary"},
    {"q": "python", "workplace": "remote", "sort": "deadline"},
    {"country": "DE", "sort": "newest"},
    {"near": "52.5,13.4", "radius_km": 100, "sort": "distance"},
    {},
]


def satisfies(job_id: str, *queries: str | None) -> bool:
    """Tell whether the document of a job satisfies conditions of the index."""
    asked = [each for each in queries if each is not None]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT bool_and(d.words @@ each::tsquery) FROM search_document AS d,"
            " unnest(%s::text[]) AS each WHERE d.job_id = %s",
            [asked or ["':all'"], job_id],
        )
        return bool(cursor.fetchone()[0])


@pytest.mark.parametrize("asked", EXPLAINED)
def test_each_result_is_explained(cast: Cast, anonymous: Api, asked: dict[str, Any]):
    new_board(cast, 60, seed=7)
    answer = search(anonymous, **asked, explain="true", page_size=30)
    plain = search(anonymous, **asked, explain="false", page_size=30)
    assert ids(plain) == ids(answer)
    assert not any("explain" in each for each in plain["results"])
    assert answer["results"]
    places = []
    for each in answer["results"]:
        why = each["explain"]
        assert why["class"] == each["match"]["class"]
        assert why["full"] == each["match"]["full"]
        assert satisfies(each["id"], why["condition"], why["filters"])
        words = {word.rstrip("*") for word in why["words"]}
        assert words == set(re.findall(r"[a-z]+", asked.get("q", "")))
        assert is_index_of_documents(why["index"])
        unpaid = asked.get("sort") == "salary" and not is_compared(each["salary"])
        order = asked.get("sort", "newest")
        assert why["order"] == ("newest" if unpaid else order)
        places.append((unpaid, why["place_of_class"], -why["key"]))
    assert places == sorted(places), "the key is what it is sorted by"


def is_compared(salary: dict[str, Any] | None) -> bool:
    return salary is not None and salary["currency"] in PER_EURO


def is_index_of_documents(name: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM pg_indexes WHERE indexname = %s"
            " AND tablename = 'search_document'",
            [name],
        )
        return cursor.fetchone() is not None


EVIL = (
    "<script>alert(1)</script> nurse",
    "nurse</mark><img src=x onerror=alert(1)>",
    "<mark>nurse</mark> & \"friends\" 'x'",
    "&lt;b&gt; nurse &amp;",
    "<nurse>",
    "nurse\u202e<i>",
)
TAG = re.compile(r"</?mark>")


@pytest.mark.parametrize("text", EVIL)
def test_marks_are_the_only_markup(cast: Cast, anonymous: Api, text: str):
    job = new_job(cast.acme, title=text)
    Job.objects.filter(pk=job.pk).update(description_text=f"One {text} and more")
    for q in ("nurse", "nurs*", '"nurse"', "nurse script mark img b", "nurse OR x"):
        [each] = search(anonymous, q=q)["results"]
        shown = each["highlights"]
        assert "<mark>nurse</mark>" in shown["title"]
        assert "<mark>nurse</mark>" in shown["snippet"]
        for marked in shown.values():
            bare = TAG.sub("", marked)
            assert not set("<>\"'") & set(bare.replace("&#x27;", "")), marked
            assert len(TAG.findall(marked)) % 2 == 0
        assert unescape(TAG.sub("", shown["title"])) == text
    [each] = search(anonymous)["results"]
    assert unescape(each["highlights"]["title"]) == text
    assert "<" not in each["highlights"]["title"] + each["highlights"]["snippet"]


PAY = {"salary_min": 50000, "salary_max": 90000, "salary_currency": "EUR"}
IMPOSSIBLE: list[tuple[dict[str, Any], dict[str, str]]] = [
    ({"sort": "distance"}, {"sort": "impossible"}),
    ({"sort": "distance", "near": " "}, {"sort": "impossible"}),
    ({"sort": "relevance"}, {"sort": "impossible"}),
    ({"sort": "relevance", "q": ""}, {"sort": "impossible"}),
    ({"salary_min": 1}, {"salary_currency": "required"}),
    ({"salary_max": 1}, {"salary_currency": "required"}),
    ({"salary_min": 1, "salary_currency": ""}, {"salary_currency": "required"}),
    ({"salary_currency": "EUR"}, {"salary_currency": "without_effect"}),
    (
        {"include_unspecified_salary": "true"},
        {"include_unspecified_salary": "without_effect"},
    ),
    (PAY | {"salary_max": 49999}, {"salary_max": "out_of_range"}),
    (PAY | {"salary_currency": "XXX"}, {"salary_currency": "invalid_choice"}),
    (PAY | {"salary_min": -1}, {"salary_min": "out_of_range"}),
    (PAY | {"salary_min": "1e9"}, {"salary_min": "invalid"}),
    ({"radius_km": 5}, {"radius_km": "without_effect"}),
    ({"near": "91,0"}, {"near": "out_of_range"}),
    ({"near": "0,-180.1"}, {"near": "out_of_range"}),
    ({"near": "Nowhereville"}, {"near": "unknown_place"}),
    ({"near": "Nowhereville, FR"}, {"near": "unknown_place"}),
    ({"near": "52.5,13.4", "radius_km": 0}, {"radius_km": "out_of_range"}),
    ({"near": "52.5,13.4", "radius_km": 2001}, {"radius_km": "out_of_range"}),
    (
        {"facet_size": 5, "radius_km": 5},
        {"facet_size": "without_effect"} | {"radius_km": "without_effect"},
    ),
    ({"posted_within": "0d"}, {"posted_within": "invalid"}),
    ({"posted_within": "7w"}, {"posted_within": "invalid"}),
    ({"explain": "yes"}, {"explain": "invalid"}),
    ({"q": "a" * 1001}, {"q": "max_length"}),
    ({"q": ["a", "b"]}, {"q": "repeated_parameter"}),
    ({"page_size": -1}, {"page_size": "out_of_range"}),
    ({"sort": "newset"}, {"sort": "invalid_choice"}),
    ({"qq": "x"}, {"qq": "unknown_parameter"}),
]


def test_what_makes_no_sense_together_is_refused(cast: Cast, anonymous: Api):
    for asked, codes in IMPOSSIBLE:
        assert refused(anonymous, **asked) == codes, asked


def test_a_place_of_several_says_which(cast: Cast, anonymous: Api):
    answer = anonymous.get(url_of({"near": "Springfield"}))
    [error] = problem_in(answer, 400, "invalid_request")["errors"]
    assert (error["parameter"], error["code"]) == ("near", "ambiguous_place")
    assert {each["country"] for each in error["choices"]} == {"US"}
    chosen = error["choices"][0]
    near = f"{chosen['city']}, {chosen['region']}"
    assert search(anonymous, near=near)["applied"][0]["label"].startswith(near)
    hint = anonymous.get(url_of({"sort": "newset"})).json()["errors"][0]
    assert hint["did_you_mean"] == "newest"


@pytest.mark.parametrize("q", ["nur*", "n*", "nurse nur*", "-welder nur*", "nur* xyz*"])
@pytest.mark.parametrize("sort", ["relevance", "newest", "salary", "deadline"])
def test_prefixes_are_words_in_every_order(
    cast: Cast, anonymous: Api, q: str, sort: str
):
    jobs = [new_job(cast.acme, title=title) for title in ("Nurse", "Nurse aide")]
    new_job(cast.acme, title="Welder")
    found = search(anonymous, q=q, sort=sort)
    expected = set() if "xyz" in q else {str(each.pk) for each in jobs}
    assert set(ids(found)) == expected
