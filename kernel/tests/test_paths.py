"""Paths with and without their last slash, ids of any spelling, HEAD and OPTIONS."""

from typing import Any
from uuid import UUID

import pytest
from django.http import HttpResponse
from django.urls import reverse

from conftest import Api
from kernel.ids import new_id
from kernel.tests.expect import problem_in
from kernel.tests.probe.models import Note
from kernel.urls import NOBODYS_ID, IdConverter

pytestmark = pytest.mark.django_db


def test_every_method_works_without_the_slash(eve: Api) -> None:
    made = eve.post("/api/v1/notes", {"title": "x"})
    assert made.status_code == 201
    path = f"/api/v1/notes/{made.json()['id']}"
    assert made["Location"] == f"http://testserver{path}/"
    assert eve.get(path).json()["title"] == "x"
    assert eve.request("HEAD", path).status_code == 200
    assert eve.patch(path, {"stars": 1}).json()["stars"] == 1
    assert eve.post(path).json()["stars"] == 2
    assert eve.request("OPTIONS", path).status_code == 204
    problem_in(eve.put(path, {}), 405, "method_not_allowed")
    assert eve.delete(path).status_code == 204
    problem_in(eve.get(path), 404, "not_found")
    assert eve.get("/api/v1").status_code == 200
    assert eve.get("/api/v1/notes?page_size=1").status_code == 200


@pytest.mark.parametrize("path", ["/api/docs", "/api/redoc", "/api/schema"])
def test_the_docs_do_too(path: str, anonymous: Api) -> None:
    assert anonymous.get(path).status_code == 200


@pytest.mark.parametrize("path", ["/nowhere", "/api/v1/nowhere", "/api"])
def test_nothing_is_redirected(path: str, anonymous: Api) -> None:
    for method in ("GET", "POST", "HEAD"):
        assert anonymous.request(method, path).status_code == 404


def test_the_next_page_has_the_canonical_path(anonymous: Api) -> None:
    for title in "ab":
        Note.objects.create(title=title, written_at="2026-05-01T12:00Z")
    following = anonymous.get("/api/v1/notes?page_size=1").json()["next"]
    assert following.startswith("http://testserver/api/v1/notes/?page_size=1&cursor=")


REAL = "01890a5d-ac96-774b-bcce-b302099a8057"
MALFORMED = [
    "x",
    "0",
    "-1",
    "null",
    "undefined",
    "9" * 5000,
    REAL.upper(),
    REAL.replace("-", ""),
    f"{{{REAL}}}",
    f"urn:uuid:{REAL}",
    f"{REAL} ",
    f"{REAL}x",
    REAL[:-1],
    "%00",
    "%0A",
    "%ff",
    "%F0%9F%98%80",
    "..",
    "'%20OR%201=1--",
    "%D9%A1" * 32,
    str(NOBODYS_ID),
]


def shown(response: HttpResponse) -> tuple[int, dict[str, str], dict[str, Any]]:
    headers = {k: v for k, v in response.items() if k != "X-Request-ID"}
    body = response.json()
    assert body.pop("request_id") == response["X-Request-ID"]
    return response.status_code, headers, body


@pytest.mark.parametrize("spelling", MALFORMED)
@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE", "POST", "OPTIONS"])
def test_a_malformed_id_is_an_unknown_one(
    method: str, spelling: str, eve: Api, note: Note
) -> None:
    Note.objects.filter(id=note.id).update(id=REAL)
    answers = [
        shown(eve.request(method, f"/api/v1/notes/{each}/", {}, X_Request_ID="same"))
        for each in (spelling, str(new_id()))
    ]
    assert answers[0][0] == 404
    assert answers[0] == answers[1]


def test_an_id_in_a_path() -> None:
    converter = IdConverter()
    assert converter.to_python(REAL) == UUID(REAL)
    assert converter.to_url(UUID(REAL)) == REAL
    assert reverse("healthz") == "/healthz"


def test_options_says_which_methods_there_are(note: Note, anonymous: Api) -> None:
    methods = {
        "/api/v1/notes/": "GET, POST, HEAD, OPTIONS",
        f"/api/v1/notes/{note.id}/": "GET, POST, PATCH, DELETE, HEAD, OPTIONS",
        "/healthz": "GET, HEAD, OPTIONS",
    }
    for path, allowed in methods.items():
        response = anonymous.request("OPTIONS", path)
        assert response.status_code == 204
        assert response.content == b""
        assert response["Allow"] == allowed
        assert anonymous.request("BREW", path)["Allow"] == allowed
    problem_in(anonymous.request("OPTIONS", "/nowhere"), 404, "not_found")
    problem_in(anonymous.request("OPTIONS", "/api/v1/shut/"), 401, "not_authenticated")


def test_what_has_no_body_has_no_type(note: Note, eve: Api) -> None:
    for method in ("OPTIONS", "DELETE"):
        response = eve.request(method, f"/api/v1/notes/{note.id}/")
        assert response.status_code == 204
        assert response.content == b""
        assert "Content-Type" not in response


@pytest.mark.parametrize("path", ["/", "/api/v1/"])
def test_an_index_leads_somewhere(path: str, anonymous: Api) -> None:
    links = anonymous.get(path).json()["links"]
    assert links
    for link in links.values():
        assert anonymous.get(link.removeprefix("http://testserver")).status_code == 200
