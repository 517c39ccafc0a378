"""What is published is found by the next search; what is closed, by none."""

from typing import Any
from urllib.parse import urlencode

import pytest

from conftest import Api, Cast, new_company, sign_in
from jobs.models import Job
from jobs.tests.bodies import JOBS, welder
from jobs.tests.factory import new_job
from search.tests.reading_feeds import FEEDS, listed
from search.tests.searching import get, ids, search

pytestmark = pytest.mark.django_db
SUGGEST = "/api/v1/search/suggest/"
TAXI = welder(
    title="Taxidermist of whales",
    description="<p>You preserve cetaceans.</p>",
    skills=["Stuffing"],
    locations=[{"city": "Potsdam", "country": "DE"}],
    workplace="hybrid",
    salary={"min": 40000, "max": 50000, "currency": "EUR", "period": "year"},
)


def publish(api: Api, body: dict[str, Any]) -> str:
    """Publish a job as an employer does, and return its id."""
    answer = api.post(JOBS, body)
    assert answer.status_code == 201, answer.content
    job_id: str = answer.json()["id"]
    done = api.post(f"{JOBS}{job_id}/submit/")
    assert (done.status_code, done.json()["status"]) == (200, "published")
    return job_id


SEARCHES: list[dict[str, Any]] = [
    {"q": "taxidermists"},
    {"q": '"of whales" stuffing potsdam acme'},
    {"q": "taxidremist"},
    {"skills": "stuffing", "city": "potsdam", "sort": "deadline"},
    {"near": "Potsdam", "radius_km": 1, "sort": "distance"},
    {"salary_min": 45000, "salary_currency": "EUR", "sort": "salary"},
    {"posted_within": "1h", "company": "acme"},
]


def seen(job_id: str, like: Job) -> dict[str, bool]:
    """Tell of every public surface whether it shows the job."""
    anybody = Api()
    shown = {
        f"search {asked}": job_id in ids(search(anybody, **asked)) for asked in SEARCHES
    }
    facets = search(anybody, facets="skills,city,salary,workplace", page_size=0)
    values = {
        name: {each["value"] for each in rows}
        for name, rows in facets["facets"].items()
    }
    shown["facet skills"] = "Stuffing" in values["skills"]
    shown["facet city"] = "Potsdam" in values["city"]
    shown["facet salary"] = "40000-59999" in values["salary"]
    shown["facet workplace"] = "hybrid" in values["workplace"]
    for kind, q in (("title", "taxidermist of"), ("skill", "stuf"), ("city", "potsd")):
        answer = get(anybody, f"{SUGGEST}?{urlencode({'q': q, 'kind': kind})}")
        shown[f"suggest {kind}"] = [each["count"] for each in answer["results"]] == [1]
    shown["similar"] = job_id in ids(get(anybody, f"{JOBS}{like.pk}/similar/"))
    shown["list"] = job_id in ids(get(anybody, JOBS))
    for path in FEEDS:
        shown[path] = job_id in listed(path)
    return shown


def all_of(shown: dict[str, bool]) -> set[str]:
    return {name for name, is_there in shown.items() if is_there}


@pytest.fixture
def like(cast: Cast) -> Job:
    """Put one job on the board that another may be like."""
    return new_job(cast.globex, title="Taxidermist in training", workplace="remote")


def test_it_is_everywhere_at_once_and_gone_at_once(cast: Cast, like: Job):
    bob = sign_in(cast.bob)
    assert all_of(seen("none", like)) == set()
    job_id = publish(bob, TAXI)
    there = seen(job_id, like)
    missing = there.keys() - all_of(there)
    assert not missing
    for action in ("close", "reopen", "freeze"):
        move(cast, job_id, action)
        expected = there.keys() if action == "reopen" else set()
        assert all_of(seen(job_id, like)) == expected, action


def move(cast: Cast, job_id: str, action: str) -> None:
    if action == "freeze":
        path, api = "/api/v1/moderation/jobs/", sign_in(cast.erin)
    else:
        path, api = JOBS, sign_in(cast.bob)
    body = {"close": {"reason": "filled"}, "freeze": {"reason": "spam"}}
    answer = api.post(f"{path}{job_id}/{action}/", body.get(action))
    assert answer.status_code == 200, answer.content


def test_an_edit_is_found_at_once(cast: Cast):
    bob = sign_in(cast.bob)
    job_id = publish(bob, TAXI)
    answer = bob.patch(f"{JOBS}{job_id}/", {"title": "Curator", "skills": ["Moths"]})
    assert answer.status_code == 200, answer.content
    for asked in ({"q": "curator"}, {"q": "moth"}, {"skills": "moths"}):
        found = search(Api(), **asked)
        assert ids(found) == [job_id], asked
        assert found["results"][0]["title"] == "Curator"
    for asked in ({"q": "taxidermist"}, {"skills": "stuffing"}):
        assert ids(search(Api(), **asked)) == [], asked


STEMMED = [
    ("pl", "Spawacze stali", "spawacz"),
    ("de", "Krankenpfleger für Wöchnerinnen", "krankenpflegern"),
    ("fr", "Soudeurs expérimentés", "soudeur"),
    ("ru", "Сварщики", "сварщик"),
    ("ja", "溶接工を募集", "溶接工"),
]


@pytest.mark.parametrize(("language", "title", "q"), STEMMED)
def test_the_first_job_of_a_language_is_found_at_once(
    cast: Cast, language: str, title: str, q: str
):
    new_job(cast.acme, title="Welder", language="en")
    assert ids(search(Api(), q=q)) == []
    job_id = publish(sign_in(cast.bob), welder(title=title, language=language))
    stemmed = language != "pl"  # the database has no stemmer for it
    asked = q if stemmed else title.split(maxsplit=1)[0]
    answer = search(Api(), q=asked)
    assert ids(answer) == [job_id]
    assert answer["results"][0]["match"]["full"]
    assert "<mark>" in answer["results"][0]["highlights"]["title"]


def test_a_company_takes_its_jobs_with_it(cast: Cast, like: Job):
    company = new_company("Moby Ltd", cast.newt)
    job = new_job(company, title="Taxidermist of whales")
    path = f"/api/v1/companies/{company.pk}/"
    erin = sign_in(cast.erin)
    for action, found in (("suspend", False), ("unsuspend", True)):
        assert erin.post(f"{path}{action}/").status_code == 200
        for asked in ({}, {"q": "whales"}, {"q": "moby"}, {"company": str(company.pk)}):
            assert (str(job.pk) in ids(search(Api(), **asked))) is found, asked
        total = search(Api(), page_size=0, facets="company")
        assert total["total"]["value"] == 1 + found
        assert len(total["facets"]["company"]) == 1 + found
