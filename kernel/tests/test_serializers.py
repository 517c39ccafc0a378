"""A field that is not known, or not the client's to set, is an error at any depth."""

import time
from typing import Any

import pytest

from conftest import Api
from kernel.tests.expect import errors_in, problem_in
from kernel.tests.probe.models import Note
from kernel.validation import near_miss

BODIES: dict[str, tuple[dict[str, Any], set[tuple[str, str]]]] = {
    "unknown": ({"title": "x", "zzz": 1}, {("zzz", "unknown_field")}),
    "read only": ({"title": "x", "id": "1"}, {("id", "read_only_field")}),
    "read only null": ({"title": "x", "id": None}, {("id", "read_only_field")}),
    "case matters": (
        {"Title": "x"},
        {("Title", "unknown_field"), ("title", "required")},
    ),
    "with what else is wrong": (
        {"title": "", "stars": "1", "zzz": 1},
        {("title", "blank"), ("stars", "invalid"), ("zzz", "unknown_field")},
    ),
    "nested": (
        {"title": "x", "places": [{"city": "a"}, {"city": "b", "zzz": 1}]},
        {("places.1.zzz", "unknown_field")},
    ),
    "nested, more": (
        {"title": "x", "places": [{"zzz": 1}, {"city": 2}]},
        {
            ("places.0.zzz", "unknown_field"),
            ("places.0.city", "required"),
            ("places.1.city", "invalid"),
        },
    ),
    "nested, no list": ({"title": "x", "places": {}}, {("places", "not_a_list")}),
    "nested, no object": ({"title": "x", "places": [1]}, {("places.0", "invalid")}),
    "nested, null": ({"title": "x", "places": None}, {("places", "null")}),
    "nested, null inside": ({"title": "x", "places": [None]}, {("places.0", "null")}),
    "an item of a list": ({"title": "x", "tags": ["a", 1]}, {("tags.1", "invalid")}),
    "empty name": ({"title": "x", "": 1}, {("non_field_errors", "unknown_field")}),
    "a model's own": (
        {"title": "x", "pk": 1, "note_title_once": 1},
        {("pk", "unknown_field"), ("note_title_once", "unknown_field")},
    ),
    "Python's own": (
        {"title": "x", "__class__": 1, "errors": 1},
        {("__class__", "unknown_field"), ("errors", "unknown_field")},
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", BODIES)
def test_every_mistake_is_named_where_it_is(name: str, eve: Api) -> None:
    body, errors = BODIES[name]
    assert errors_in(eve.post("/api/v1/notes/", body)) == errors
    assert not Note.objects.exists()


@pytest.mark.django_db
def test_a_change_is_as_strict(note: Note, eve: Api) -> None:
    path = f"/api/v1/notes/{note.id}/"
    body = {"id": "x", "colr": "red", "places": [{"zzz": 1, "city": "a"}]}
    assert errors_in(eve.patch(path, body)) == {
        ("id", "read_only_field"),
        ("colr", "unknown_field"),
        ("places.0.zzz", "unknown_field"),
    }
    assert eve.patch(path, {}).status_code == 200
    assert errors_in(eve.patch(path, {"title": None})) == {("title", "null")}


HINTS = {
    "titel": "title",
    "Title": "title",
    "writtenAt": "written_at",
    "written-at": "written_at",
    "colors": "colour",
    "xyz": None,
    "i": None,
}


@pytest.mark.django_db
@pytest.mark.parametrize("typed", HINTS)
def test_a_near_miss_says_what_was_meant(typed: str, eve: Api) -> None:
    response = eve.post("/api/v1/notes/", {typed: "x", "places": [{"citty": "x"}]})
    shown = problem_in(response, 400, "invalid_request")
    hints = {error["field"]: error.get("did_you_mean") for error in shown["errors"]}
    assert hints[typed] == HINTS[typed]
    assert hints["places.0.citty"] == "city"


@pytest.mark.django_db
def test_a_near_miss_of_a_choice_says_so_too(eve: Api) -> None:
    response = eve.post("/api/v1/notes/", {"title": "x", "colour": "gren"})
    [error] = problem_in(response, 400, "invalid_request")["errors"]
    assert error == {
        "field": "colour",
        "code": "invalid_choice",
        "detail": "This must be one of: red, green, blue.",
        "did_you_mean": "green",
    }


def test_a_read_only_field_is_never_what_was_meant() -> None:
    assert near_miss("idd", {"title"}) is None


# As many items as the JSON gate lets through.
HOSTILE: dict[str, dict[str, Any]] = {
    "names": {f"written_ad{number}": 1 for number in range(40_000)},
    "objects": {"title": "x", "places": [{"ciyt": 1}] * 20_000},
    "items": {"title": "x", "tags": [1] * 45_000},
    "a long name": {"x" * 900_000: 1},
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", HOSTILE)
def test_a_body_full_of_mistakes_costs_little(name: str, eve: Api) -> None:
    started = time.process_time()
    response = eve.post("/api/v1/notes/", HOSTILE[name])
    assert time.process_time() - started < 2
    shown = problem_in(response, 400, "invalid_request")
    assert 0 < len(shown["errors"]) <= 100
    assert len(response.content) < 20_000
