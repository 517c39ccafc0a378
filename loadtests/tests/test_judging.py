"""Answers are judged by status and content."""

from types import SimpleNamespace

import pytest

from loadtests.users.contract import Wrong, demand, thing
from loadtests.users.judging import REFUSED, judged, target_of

JSON = {"content-type": "application/json"}


def response(status=200, content=b"{}", headers=JSON, error=None):
    return SimpleNamespace(
        status_code=status, content=content, headers=headers, error=error
    )


def test_what_is_due_is_read():
    answer = judged(response(201, b'{"id": 1}'), [201], thing(["id"], "it"), None)

    assert (answer.status, answer.body, answer.text) == (201, {"id": 1}, b'{"id": 1}')


@pytest.mark.parametrize(
    ("seen", "said"),
    [
        (response(500, b'{"code": "internal"}'), "wrong status: 500 internal"),
        (response(201), "wrong status: 201"),
        (response(404, b"<h1>Not here</h1>"), "wrong status: 404 b'<h1>"),
        (response(0, None, None, OSError("reset")), "no answer: OSError"),
        (response(429, b'{"code": "rate_limited"}'), f"{REFUSED}: 429 rate_limited"),
        (response(503, b""), f"{REFUSED}: 503"),
        (response(200, b"{"), "this is no JSON"),
        (response(200, b"{}"), "it lacks id"),
        (response(200, b"id", {"content-type": "text/html"}), "it is no object"),
    ],
)
def test_what_is_not_due_is_an_error(seen, said):
    with pytest.raises(Wrong, match=said):
        judged(seen, [200], thing(["id"], "it"), None)


def test_a_refusal_that_is_due_is_not_checked_but_looked_at():
    looked = []
    judged(response(409), [200, 409], thing(["id"], "it"), looked.append)

    assert [each.status for each in looked] == [409]
    with pytest.raises(Wrong, match="never"):
        judged(response(), [200], None, lambda _: demand(False, "never"))


@pytest.mark.parametrize(
    ("url", "target"),
    [
        (
            "https://board.example.org/api/v1/jobs/?cursor=a%2Bb",
            "/api/v1/jobs/?cursor=a%2Bb",
        ),
        ("/api/v1/jobs/", "/api/v1/jobs/"),
        ("http://board.example.org", "/"),
    ],
)
def test_a_url_leads_to_the_target_whatever_its_host(url, target):
    assert target_of(url) == target
