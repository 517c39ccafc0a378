"""What a client accepts: JSON, or it is told that there is nothing else."""

import pytest

from conftest import Api
from kernel.tests.expect import problem_in

ACCEPTED = [
    "*/*",
    "application/json",
    "application/json; charset=utf-8",
    "Application/JSON",
    "application/*",
    "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "text/xml, application/json;q=0.1",
]
REFUSED = [
    "text/xml",
    "text/html",
    "image/*",
    "json",
    "/",
    "*",
    ";",
    ";;;q=x",
    ",,,",
    "application/json/x",
    "application/",
    "\xff",
    "x" * 8000,
    ", ".join(["text/x"] * 2000),
]


@pytest.mark.parametrize("accept", ACCEPTED, ids=lambda text: text[:40])
def test_json_is_what_there_is(accept: str, anonymous: Api) -> None:
    response = anonymous.get("/healthz", Accept=accept)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    assert "Accept" in response["Vary"]


@pytest.mark.parametrize("accept", REFUSED, ids=lambda text: text[:40])
def test_there_is_nothing_else(accept: str, anonymous: Api) -> None:
    problem_in(anonymous.get("/healthz", Accept=accept), 406, "not_acceptable")


def test_a_method_is_what_the_request_line_says(anonymous: Api) -> None:
    for name in ("X-HTTP-Method-Override", "X-Method-Override", "X-HTTP-Method"):
        response = anonymous.request("GET", "/healthz", **{name: "DELETE"})
        assert response.status_code == 200


def test_part_of_an_answer_is_not_to_be_had(anonymous: Api) -> None:
    response = anonymous.get("/healthz", Range="bytes=0-1")
    assert response.status_code == 200
    assert response.json() == {"status": "ok"}
