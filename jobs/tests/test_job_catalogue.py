"""Categories with their counts, skills as they are typed, postings for the web."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from conftest import Api, Cast
from jobs.catalogue.categories import CATEGORIES
from jobs.terms import Status
from jobs.tests.bodies import JOBS
from jobs.tests.factory import new_job
from kernel.tests.expect import errors_in, problem_in

OLD = timezone.now() - timedelta(days=1)


def test_categories_count_what_is_public(cast: Cast):
    for status in Status:
        new_job(cast.acme, status, category="sales")
    new_job(cast.globex, category="sales")
    new_job(cast.acme, category="software")
    new_job(cast.acme, category="legal", expires_at=OLD)
    new_job(cast.acme, category=None)
    cast.globex.suspended_at = timezone.now()
    cast.globex.save()
    shown = Api().get("/api/v1/categories/").json()["results"]
    assert [row["slug"] for row in shown] == list(CATEGORIES)
    assert all(set(row) == {"slug", "name", "jobs"} for row in shown)
    counts = {row["slug"]: row["jobs"] for row in shown if row["jobs"]}
    assert counts == {"sales": 1, "software": 1}


@pytest.mark.parametrize("name", ["categories", "skills"])
def test_they_are_lists_of_one_page(db: None, name: str):
    shown = Api().get(f"/api/v1/{name}/").json()
    assert set(shown) == {"results", "next", "previous"}
    assert (shown["next"], shown["previous"]) == (None, None)


def test_categories_have_a_tag(cast: Cast):
    first = Api().get("/api/v1/categories/")
    again = Api().get("/api/v1/categories/", If_None_Match=first["ETag"])
    assert again.status_code == 304
    new_job(cast.acme, category="sales")
    again = Api().get("/api/v1/categories/", If_None_Match=first["ETag"])
    assert again.status_code == 200


@pytest.mark.parametrize(
    ("query", "first"),
    [("q=pyth", "Python"), ("q=C%2B", "C++"), ("q=golang", "Go"), ("q=%20PYTHON", (
        "Python"
    ))],
)  # fmt: skip
def test_skills_are_completed(db: None, query: str, first: str):
    rows = Api().get(f"/api/v1/skills/?{query}").json()["results"]
    assert rows[0] == {"name": first}
    assert len(rows) <= 20


@pytest.mark.parametrize("query", ["", "q=", "q=xyzzy", "q=%20"])
def test_there_may_be_no_such_skill(db: None, query: str):
    assert Api().get(f"/api/v1/skills/?{query}").json()["results"] == []


@pytest.mark.parametrize(
    ("query", "parameter", "code"),
    [
        ("q=a&q=b", "q", "repeated_parameter"),
        ("q=" + "x" * 101, "q", "max_length"),
        ("query=a", "query", "unknown_parameter"),
    ],
)
def test_what_skills_cannot_be_asked(db: None, query: str, parameter: str, code: str):
    assert errors_in(Api().get(f"/api/v1/skills/?{query}")) == {(parameter, code)}


@pytest.mark.parametrize(
    ("accept", "answered"),
    [
        ("*/*", "application/ld+json"),
        ("application/ld+json", "application/ld+json"),
        ("application/json", "application/json"),
        ("application/*;q=0.5", "application/ld+json"),
        ("text/html", None),
    ],
)
def test_a_posting_is_json_ld(cast: Cast, accept: str, answered: str | None):
    job = new_job(cast.acme, description="<p>R&D &lt;b&gt;</p>", title="R&D </script>")
    answer = Api().get(f"{JOBS}{job.pk}/jsonld/", Accept=accept)
    if answered is None:
        problem_in(answer, 406, "not_acceptable")
        return
    assert answer["Content-Type"] == answered
    posting = json.loads(answer.content)
    assert posting["@type"] == "JobPosting"
    assert posting["title"] == job.title
    assert posting["url"] == f"http://testserver{JOBS}{job.pk}/"


def test_a_posting_has_a_tag(cast: Cast):
    url = f"{JOBS}{new_job(cast.acme).pk}/jsonld/"
    tag = Api().get(url)["ETag"]
    assert Api().get(url, If_None_Match=tag).status_code == 304
