"""On a large board: counts are estimates, and no question reads the whole table."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection, transaction
from django.http import QueryDict

from accounts.actor import nobody
from conftest import Api
from jobs.models import Job
from search.engine.asking import Answer, ask
from search.engine.marks import ALL
from search.engine.pages import BACK, FORTH, Place
from search.engine.plan import micros
from search.engine.question import question_of
from search.engine.vocabulary import forget_board
from search.engine.walk import Walk
from search.filters import FACETS, SearchFilter
from search.services.counting import count_words
from search.tests.ladders import KEYS
from search.tests.large import OF_TYPE, TABLES, TITLES, fill_board
from search.tests.searching import get, search

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def board(django_db_setup: None, django_db_blocker: Any) -> Iterator[Job]:
    """Put a hundred thousand documents on the board while this module is tested."""
    with django_db_blocker.unblock():
        with transaction.atomic():
            forget_board()
            rare = fill_board()
            count_words(always=True)
            yield rare
            transaction.set_rollback(True)
        forget_board()
        with connection.cursor() as cursor:
            # What was rolled back still lies there, and other tests would read past it.
            cursor.execute("SET statement_timeout = '5min'")
            cursor.execute(f"VACUUM (ANALYZE) {', '.join(TABLES)}")
        connection.close()


def scans() -> dict[str, int]:
    """Return how often each table was read as a whole in this transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, seq_scan FROM pg_stat_xact_user_tables"
            " WHERE relname = ANY (%s)",
            [list(TABLES)],
        )
        return dict(cursor.fetchall())


def counted(query: str = ALL, where: str = "true") -> int:
    """Return how many documents there are, as PostgreSQL counts them."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM search_document WHERE words @@ %s AND {where}",  # noqa: S608  # of constants
            [query],
        )
        return int(cursor.fetchone()[0])


TOTALS: list[tuple[dict[str, Any], str, str]] = [
    ({}, ALL, "true"),
    ({"employment_type": "full_time"}, "':e:full_time'", "true"),
    ({"employment_type": "contract,volunteer"}, "':e:contract'|':e:volunteer'", "true"),
    ({"employment_type": "temporary"}, "':e:temporary'", "true"),
    ({"q": "nurse"}, "'nurs'", "true"),
    ({"q": "nurse -night"}, "'nurs' & !'night'", "true"),
    ({"q": "developer", "workplace": "remote"}, "'develop' & ':w:remote'", "true"),
    ({"q": "of"}, "'of'", "true"),
    ({"near": "Berlin, DE", "radius_km": 50}, "':c:berlin'|':c:potsdam'", "true"),
    ({"salary_min": 20000, "salary_currency": "EUR"}, ALL, "pay >= 2000000"),
]


@pytest.mark.parametrize("at", range(len(TOTALS)))
def test_more_than_ten_thousand_are_estimated(board: Job, at: int):
    asked, query, where = TOTALS[at]
    truth = counted(query, where)
    assert truth > 10_000
    total = search(Api(), **asked, page_size=0)["total"]
    assert total["relation"] == "estimate"
    assert abs(total["value"] - truth) < truth / 4


@pytest.mark.parametrize("kind", ["contract", "volunteer", "internship"])
def test_up_to_ten_thousand_are_counted(board: Job, kind: str):
    total = search(Api(), employment_type=kind, page_size=0)["total"]
    assert total == {"value": OF_TYPE.get(kind, 1), "relation": "exact"}


def test_facets_say_whether_they_are_counted(board: Job):
    for asked in ({"q": "nurse"}, {"employment_type": "full_time"}, {}):
        facets = search(Api(), **asked, facets="workplace,country,posted", page_size=0)
        for name, letter in (("workplace", "w"), ("country", "n")):
            shown = facets["facets"][name]
            assert shown
            for each in shown:
                query = {"q": "'nurs'"}.get(next(iter(asked), ""), ALL)
                kinds = f" & ':e:{asked.get('employment_type')}'"
                query += kinds if "employment_type" in asked else ""
                truth = counted(f"{query} & ':{letter}:{each['value']}'")
                assert each["relation"] == "estimate"
                assert abs(each["count"] - truth) < truth / 4
    facets = search(
        Api(), employment_type="contract", facets="workplace,employment_type"
    )
    by_type = {each["value"]: each for each in facets["facets"]["employment_type"]}
    assert {each["relation"] for each in by_type.values()} == {"estimate"}
    shown = facets["facets"]["workplace"]
    assert {each["relation"] for each in shown} == {"exact"}
    assert sum(each["count"] for each in shown) == OF_TYPE["contract"]
    for each in shown:
        assert each["count"] == counted(f"':e:contract' & ':w:{each['value']}'")


NARROW = {"workplace": "remote", "country": "DE", "skills": "python,c++"}
PAY = {"salary_min": 50000, "salary_max": 70000, "salary_currency": "EUR"}
NEAR = {"near": "52.5,13.4"}
SHAPES: list[dict[str, Any]] = [
    {},
    {"q": "nurse"},
    {"q": "python developer"},
    {"q": "falconer"},
    {"q": "nurse falconer"},
    {"q": "pyhton falconre"},
    {"q": "plumber"},
    {"q": '"night nurse"'},
    {"q": '"of the house"'},
    {"q": "nurse -night"},
    {"q": "-nurse"},
    {"q": "nur*"},
    {"q": "nurse OR welder"},
    {"q": "of the"},
    {"q": "nurse", **NARROW},
    NARROW,
    {"employment_type__not": "full_time"},
    {"country": "JP", "workplace": "remote"},
    {"company": "nobody"},
    {**NEAR, "radius_km": 1},
    {**NEAR, "radius_km": 2000, "sort": "newest"},
    {**NEAR, "radius_km": 2000, "sort": "salary"},
    {"q": "nurse", **NEAR, "radius_km": 30},
    {"near": "0,0", "radius_km": 3},
    PAY,
    {"q": "nurse", **PAY, "include_unspecified_salary": "true"},
    {"salary_min": 900000, "salary_currency": "EUR", "sort": "salary"},
    {"posted_within": "24h"},
    {"posted_within": "2h"},
    {"posted_within": "1h", "q": "nurse"},
    {"published_before": "2001-01-01", "sort": "newest"},
]
SORTS = ("relevance", "newest", "salary", "distance", "deadline")


def sorts_of(asked: dict[str, Any]) -> list[str]:
    """Return the orders that a search can have."""
    if "sort" in asked:
        return [asked["sort"]]
    needs = {"relevance": "q", "distance": "near"}
    return [sort for sort in SORTS if sort not in needs or needs[sort] in asked]


@pytest.mark.parametrize("at", range(len(SHAPES)))
def test_no_search_reads_a_whole_table(board: Job, at: int):
    asked = SHAPES[at]
    for sort in sorts_of(asked):
        sent = {**asked, "sort": sort}
        answer = first_page(sent)
        places = [place for place in deep_places(answer, sort) if place]
        before = scans()
        search(Api(), **sent)
        assert scans() == before, (sent, "first page")
        for place in places:
            for way in (FORTH, BACK):
                ask(answer.question, nobody(), Walk(answer.start, place, way), size=20)
                assert scans() == before, (sent, place, way)
    before = scans()
    names = ",".join(FACETS)
    search(Api(), **asked, facets=names, page_size=0)
    assert scans() == before, (asked, "facets")


def first_page(sent: dict[str, Any]) -> Answer:
    question = question_of(SearchFilter.read(QueryDict(urlencode(sent))))
    return ask(question, nobody(), None, size=20)


def deep_places(answer: Answer, sort: str) -> Iterator[Place | None]:
    """Yield a place amid each of the first classes of each stretch of a walk."""
    bounds = answer.bounds
    for at, stretch in enumerate(answer.run):
        key = KEYS[stretch.order]
        globe = list(bounds.globe or ()) if stretch.order == "distance" else []
        for number, each in enumerate(stretch.classes[:2], start=1):
            with connection.cursor() as cursor:
                cursor.execute(
                    f"SELECT {key}, job_id FROM search_sample"  # noqa: S608
                    " WHERE words @@ %s::tsquery AND words @@ %s::tsquery"
                    " AND newest >= %s AND newest < %s AND pay >= %s"
                    " ORDER BY md5(job_id::text) LIMIT 1",
                    [
                        *globe,
                        stretch.filters or ALL,
                        each.query or ALL,
                        micros(bounds.since) or 0,
                        micros(bounds.before) or 1 << 62,
                        -1 if bounds.pay_from is None else bounds.pay_from,
                    ],
                )
                row = cursor.fetchone()
            yield Place(at, number, row[0], str(row[1])) if row else None


@pytest.mark.parametrize("name", FACETS)
def test_no_facet_reads_a_whole_table(board: Job, name: str):
    before = scans()
    for asked in ({}, {"q": "nurse"}, {"employment_type": "volunteer"}):
        answer = search(Api(), **asked, facets=name, page_size=0)
        assert answer["facets"][name]
        assert scans() == before, asked


@pytest.mark.parametrize("q", ["n", "nur", "pyhton", "python d", "falc", "ber", "c++"])
def test_no_suggestion_reads_a_whole_table(board: Job, q: str):
    before = scans()
    get(Api(), f"/api/v1/search/suggest/?{urlencode({'q': q})}")
    assert scans() == before


@pytest.mark.parametrize("title", [*TITLES, "Falconer"])
def test_nothing_like_a_job_reads_a_whole_table(board: Job, title: str):
    job = Job.objects.filter(title=title).first()
    assert job is not None
    before = scans()
    get(Api(), f"/api/v1/jobs/{job.pk}/similar/")
    assert scans() == before
