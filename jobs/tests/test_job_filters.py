"""The filters keep what a plain reading of them keeps, each alone and together."""

import random
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from conftest import Api, Cast, sign_in
from jobs.filters import Criterion, JobFilter, JobListFilter
from jobs.models import Job
from jobs.tests.bodies import JOBS
from jobs.tests.factory import new_job
from kernel.tests.expect import errors_in, problem_in

Row = dict[str, Any]
Test = Callable[[Row], bool]


def always(row: Row) -> bool:
    return True


def never(row: Row) -> bool:
    return False


NOW = timezone.now().replace(microsecond=0)
CHOICES: dict[str, list[Any]] = {
    "category": ["software", "sales", None],
    "employment_type": ["full_time", "part_time", "per_diem"],
    "workplace": ["onsite", "remote"],
    "experience_level": ["mid", "senior", None],
    "language": ["en", "en-GB", "de", "fr"],
}
SKILLS = ["Python", "C++", "C#", "Go"]
COUNTRIES = ["DE", "FR", "US"]


def some(chance: random.Random, of: list[str]) -> list[str]:
    return chance.sample(of, chance.randint(0, len(of)))


@pytest.fixture
def rows(cast: Cast) -> list[Row]:
    """Publish forty jobs of two companies, and return them as they are read."""
    chance, shown = random.Random(7), []  # noqa: S311  # the same jobs each time
    for number in range(40):
        fields = {name: chance.choice(values) for name, values in CHOICES.items()}
        places = [{"city": None, "country": each} for each in some(chance, COUNTRIES)]
        spots = {"region": None, "latitude": None, "longitude": None}
        job = new_job(
            chance.choice([cast.acme, cast.globex]),
            **fields,
            skills=some(chance, SKILLS),
            locations=[{**spots, **place} for place in places],
            published_at=NOW - timedelta(hours=number),
        )
        shown.append(Api().get(f"{JOBS}{job.pk}/").json())
    return shown


def has(field: str, *values: Any) -> Test:
    return lambda row: row[field] in values


def countries(row: Row) -> set[str]:
    return {place["country"] for place in row["locations"]}


def found(query: str, api: Api | None = None) -> list[str]:
    answer = (api or Api()).get(f"{JOBS}?page_size=100&{query}")
    assert answer.status_code == 200, answer.content
    return [row["id"] for row in answer.json()["results"]]


def names_in(query: str) -> set[str]:
    return {part.partition("=")[0] for part in query.split("&")}


def hours(ago: float) -> str:
    return (NOW - timedelta(hours=ago)).isoformat().replace("+00:00", "Z")


ALONE: list[tuple[str, Test]] = [
    ("category=sales", has("category", "sales")),
    ("category=sales,software", has("category", "sales", "software")),
    ("category=sales&category=software", has("category", "sales", "software")),
    ("category__not=sales", lambda row: row["category"] != "sales"),
    ("employment_type=per_diem", has("employment_type", "per_diem")),
    ("employment_type__not=full_time,per_diem", has("employment_type", "part_time")),
    ("workplace=remote", has("workplace", "remote")),
    ("experience_level=senior", has("experience_level", "senior")),
    ("experience_level__not=senior", has("experience_level", "mid", None)),
    ("country=DE", lambda row: "DE" in countries(row)),
    ("country=DE,FR", lambda row: bool({"DE", "FR"} & countries(row))),
    ("country__all=DE,FR", lambda row: {"DE", "FR"} <= countries(row)),
    ("country__all=DE&country__all=FR", lambda row: {"DE", "FR"} <= countries(row)),
    ("country__not=DE,FR", lambda row: not {"DE", "FR"} & countries(row)),
    ("language=en", has("language", "en", "en-GB")),
    ("language=EN-gb", has("language", "en-GB")),
    ("language=en,de", has("language", "en", "en-GB", "de")),
    ("language__not=en", has("language", "de", "fr")),
    ("skills=python", lambda row: "Python" in row["skills"]),
    ("skills=c%2B%2B", lambda row: "C++" in row["skills"]),
    ("skills=golang", lambda row: "Go" in row["skills"]),
    ("skills=c%2B%2B,c%23", lambda row: bool({"C++", "C#"} & set(row["skills"]))),
    ("skills__all=c%2B%2B,c%23", lambda row: {"C++", "C#"} <= set(row["skills"])),
    ("skills__not=Python,Go", lambda row: not {"Python", "Go"} & set(row["skills"])),
    ("company=acme", lambda row: row["company"]["slug"] == "acme"),
    ("company=acme,globex", always),
    ("company=nobody", never),
    ("company=nobody,acme", lambda row: row["company"]["slug"] == "acme"),
    ("company__not=acme", lambda row: row["company"]["slug"] == "globex"),
    ("company__not=nobody", always),
    ("company=00000000-0000-0000-0000-000000000000", never),
    (f"published_after={hours(9.5)}", lambda row: row["published_at"] > hours(9.5)),
    (f"published_before={hours(9.5)}", lambda row: row["published_at"] < hours(9.5)),
    (f"published_after={hours(9)}&published_before={hours(9)}", never),
    ("published_after=2020-01-01", always),
    ("category=&skills=,&company=", always),
]  # fmt: skip


def expected(rows: Iterable[Row], *tests: Test) -> list[str]:
    return [row["id"] for row in rows if all(test(row) for test in tests)]


def test_each_filter_keeps_what_it_says(rows: list[Row]):
    for query, test in ALONE:
        assert found(query) == expected(rows, test), query
    counts = [len(expected(rows, test)) for _, test in ALONE]
    assert sum(0 < count < len(rows) for count in counts) > 25


def test_two_filters_keep_what_both_keep(rows: list[Row]):
    pairs = [ALONE[n] for n in range(0, len(ALONE), 3)]
    for one, keeps_one in pairs:
        for two, keeps_two in pairs:
            if not names_in(one) & names_in(two):
                assert found(f"{one}&{two}") == expected(rows, keeps_one, keeps_two)


def test_companies_are_found_by_id(cast: Cast, rows: list[Row]):
    query = f"company={cast.acme.pk}"
    assert found(query) == expected(rows, lambda row: row["company"]["slug"] == "acme")


@pytest.mark.parametrize(
    ("query", "parameter", "code"),
    [
        ("category=softwar", "category", "invalid_choice"),
        ("employment_type=fulltime", "employment_type", "invalid_choice"),
        ("workplace=ONSITE", "workplace", "invalid_choice"),
        ("country=Germany", "country", "invalid_choice"),
        ("country=de", "country", "invalid_choice"),
        ("country__not=XX", "country__not", "invalid_choice"),
        ("language=english", "language", "unknown_language"),
        ("skills=" + "x" * 101, "skills", "max_length"),
        ("skills=" + ",".join(map(str, range(101))), "skills", "too_many_values"),
        ("published_after=yesterday", "published_after", "invalid"),
        ("published_after=2026-01-01&published_after=2026-01-02", (
            "published_after"
        ), "repeated_parameter"),
        ("published_after__not=2026", "published_after__not", "unknown_parameter"),
        ("category__all=sales", "category__all", "unknown_parameter"),
        ("mine=yes", "mine", "invalid"),
        ("status=draft", "mine", "required"),
        ("status__not=draft", "mine", "required"),
        ("status=live", "status", "invalid_choice"),
        ("titel=x", "titel", "unknown_parameter"),
        ("q=x", "q", "unknown_parameter"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused(
    cast: Cast, query: str, parameter: str, code: str
):
    assert (parameter, code) in errors_in(Api().get(f"{JOBS}?{query}"))


def test_all_mistakes_are_told_at_once_with_what_was_meant(cast: Cast):
    answer = Api().get(f"{JOBS}?category=softwear&workplace=Remote&skills=ok")
    meant = {
        each["parameter"]: each["did_you_mean"] for each in answer.json()["errors"]
    }
    assert meant == {"category": "software", "workplace": "remote"}


def test_ones_own_by_state(cast: Cast):
    states = ["draft", "pending", "published", "closed", "rejected", "expired"]
    made = {state: new_job(cast.acme, state) for state in states}
    old = timezone.now() - timedelta(days=1)
    lapsed = new_job(cast.acme, "published", expires_at=old)
    new_job(cast.globex)
    vera = sign_in(cast.vera)
    ids = {state: str(job.pk) for state, job in made.items()}
    assert set(found("mine=true", vera)) == {*ids.values(), str(lapsed.pk)}
    assert found("mine=true&status=draft", vera) == [ids["draft"]]
    assert found("mine=true&status=published", vera) == [ids["published"]]
    expired = {ids["expired"], str(lapsed.pk)}
    assert set(found("mine=true&status=expired", vera)) == expired
    kept = found("mine=true&status=draft&status=closed&category__not=sales", vera)
    assert set(kept) == {ids["draft"], ids["closed"]}
    assert (
        set(found("mine=true&status__not=expired", vera)) == {*ids.values()} - expired
    )
    assert len(found("mine=false", vera)) == 2


def test_what_search_reads(cast: Cast):
    query = QueryDict(
        "company=acme,nobody&skills__all=C%2B%2B,golang&language__not=EN-gb"
        "&published_after=2026-01-01&q=x&category="
    )
    assert JobFilter.read(query) == [
        Criterion("company", "", [cast.acme.pk]),
        Criterion("skills", "all", ["c++", "go"]),
        Criterion("language", "not", ["en-GB"]),
        Criterion("published_after", "", [NOW.fromisoformat("2026-01-01T00:00:00Z")]),
    ]


def test_the_form_of_django_filter_reads_the_same(cast: Cast):
    query = QueryDict("company=acme&workplace__not=onsite")
    jobs = Job.objects.all()
    asked = JobListFilter(data=query, queryset=jobs).qs
    assert str(asked.query) == str(
        JobListFilter.narrow(jobs, JobListFilter.read(query)).query
    )


def test_no_filter_repeats_a_job_or_joins_a_table(cast: Cast):
    query = QueryDict("company=acme&skills=a&skills__all=b&country__not=DE&language=en")
    rows = JobFilter.narrow(Job.objects.all(), JobFilter.read(query))
    assert "JOIN" not in str(rows.query)
    assert "IN (SELECT" not in str(rows.query)


@pytest.mark.parametrize("query", ["", "company=acme&skills=go", "mine=true"])
def test_queries_do_not_grow_with_jobs(cast: Cast, query: str):
    vera, counts = sign_in(cast.vera), []
    for _ in range(2):
        for _ in range(5):
            new_job(cast.acme, skills=["Go"])
        with CaptureQueriesContext(connection) as asked:
            assert len(found(query, vera)) in {5, 10}
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 4


def test_a_walk_shows_every_job_once(cast: Cast):
    same = timezone.now()
    jobs = [new_job(cast.acme, published_at=same) for _ in range(7)]
    for query, api in [("", Api()), ("mine=true", sign_in(cast.bob))]:
        url, seen = f"{JOBS}?page_size=2&{query}", []
        while url:
            page = api.get(url.removeprefix("http://testserver")).json()
            seen += [row["id"] for row in page["results"]]
            url = page["next"]
        assert sorted(seen) == sorted(str(job.pk) for job in jobs)


def test_a_cursor_goes_with_its_list(cast: Cast):
    for _ in range(3):
        new_job(cast.acme)
    url = Api().get(f"{JOBS}?page_size=1").json()["next"]
    url = url.removeprefix("http://testserver")
    bob = sign_in(cast.bob)
    for api, path in [
        (Api(), f"{url}&company=acme"),
        (bob, url),
        (bob, f"{url}&mine=true"),
    ]:
        problem_in(api.get(path), 400, "invalid_cursor")


def test_an_anonymous_list_has_a_tag(cast: Cast):
    job = new_job(cast.acme)
    first = Api().get(JOBS)
    assert Api().get(JOBS, If_None_Match=first["ETag"]).status_code == 304
    Job.objects.filter(pk=job.pk).update(positions=9)
    assert Api().get(JOBS, If_None_Match=first["ETag"]).status_code == 200
    assert "ETag" not in sign_in(cast.dana).get(JOBS)
