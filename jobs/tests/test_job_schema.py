"""What is answered is what the OpenAPI document says, and what it allows is taken."""

from typing import Any

import jsonschema
import pytest
from drf_spectacular.generators import SchemaGenerator

from conftest import Cast, sign_in
from jobs.tests.bodies import FULL, JOBS, welder
from jobs.tests.factory import new_job
from jobs.tests.test_job_life import STATES, job_in


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    shown: dict[str, Any] = SchemaGenerator().get_schema(public=True)
    return shown


def check(document: dict[str, Any], name: str, value: Any) -> None:
    """Hold a value to one of the document's schemas."""
    schema = {"$ref": f"#/components/schemas/{name}", **document}
    jsonschema.Draft202012Validator(schema).validate(value)


@pytest.mark.parametrize("state", STATES)
def test_a_job_is_as_described_in_every_state(
    cast: Cast, document: dict[str, Any], state: str
):
    bob = sign_in(cast.bob)
    places = bob.post(JOBS, FULL).json()["locations"]
    other = {"title": "Other", "external_id": "B", "locations": places}
    job_in(state, cast.acme, **FULL | other)
    job = job_in(state, cast.acme)
    check(document, "JobOut", bob.get(f"{JOBS}{job.pk}/").json())
    page = bob.get(f"{JOBS}?mine=true").json()
    assert len(page["results"]) == 3
    check(document, "CardOutPage", page)


def test_lists_are_as_described(cast: Cast, document: dict[str, Any]):
    job, bob = new_job(cast.acme, "draft"), sign_in(cast.bob)
    bob.post(f"{JOBS}{job.pk}/submit/")
    bob.post(f"{JOBS}{job.pk}/close/", {"reason": "other"})
    history = bob.get(f"{JOBS}{job.pk}/history/").json()
    assert len(history["results"]) == 3
    check(document, "MoveOutPage", history)
    check(document, "CategoryOutPage", bob.get("/api/v1/categories/").json())
    check(document, "SkillOutPage", bob.get("/api/v1/skills/?q=py").json())


def test_refusals_are_as_described(cast: Cast, document: dict[str, Any]):
    bob, draft = sign_in(cast.bob), new_job(cast.acme, "draft")
    ambiguous = bob.post(JOBS, welder(locations=[{"city": "Springfield"}]))
    not_now = bob.post(f"{JOBS}{draft.pk}/reopen/")
    bob.post(JOBS, FULL)
    again = bob.post(JOBS, {**FULL, "external_id": None})
    for refused, status in [(ambiguous, 400), (not_now, 409), (again, 409)]:
        assert refused.status_code == status
        check(document, "Problem", refused.json())


@pytest.mark.parametrize("body", [FULL, welder()], ids=["full", "small"])
def test_what_is_described_is_taken(
    cast: Cast, document: dict[str, Any], body: dict[str, Any]
):
    check(document, "JobInRequest", body)
    assert sign_in(cast.bob).post(JOBS, body).status_code == 201


@pytest.mark.parametrize(
    "change",
    [
        {"salary": {"max": 90000}},
        {"salary": None},
        {"apply": {"url": "https://acme.example/new"}},
        {"title": "New"},
        {},
    ],
    ids=str,
)
def test_a_change_is_described_by_what_changes(
    cast: Cast, document: dict[str, Any], change: dict[str, Any]
):
    check(document, "PatchedJobChangeInRequest", change)
    bob = sign_in(cast.bob)
    made = bob.post(JOBS, FULL)
    assert bob.patch(made.json()["url"], change).status_code == 200


def test_every_field_that_is_read_is_named_to_writers(document: dict[str, Any]):
    """A stray field is told apart: one of ours, or none at all."""
    schemas = document["components"]["schemas"]
    read = set(schemas["JobOut"]["properties"])
    written = set(schemas["JobInRequest"]["properties"])
    assert written - read == {"description_format", "allow_duplicate"}
