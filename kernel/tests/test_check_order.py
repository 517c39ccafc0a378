"""What is wrong first is said first: what comes later must not tell of a row."""

import uuid
from itertools import combinations
from typing import Any

import pytest

from conftest import Api
from kernel.tests.probe.models import Note

# In the order in which they are checked; each is one thing wrong with a request.
CHECKS = {
    "method": 405,
    "accept": 406,
    "token": 401,
    "claims": 403,
    "rate": 429,
    "row": 404,
    "parameter": 400,
    "body": 400,
}
# Nobody has claims or a quota of their own without signing in.
IMPOSSIBLE = {("token", "claims"), ("token", "rate")}
PAIRS = [pair for pair in combinations(CHECKS, 2) if pair not in IMPOSSIBLE]

pytestmark = pytest.mark.django_db


def answer(wrong: set[str], note: Note) -> int:
    who = "mallory" if "claims" in wrong else "eve"
    api = Api("wrong" if "token" in wrong else f"{who}-{uuid.uuid4().hex}")
    path = f"/api/v1/guarded/{'x' if 'row' in wrong else note.id}/"
    if "rate" in wrong:
        api.patch(path, {})
    response = api.request(
        "BREW" if "method" in wrong else "PATCH",
        f"{path}?zzz=1" if "parameter" in wrong else path,
        {"zzz": 1} if "body" in wrong else {},
        Accept="text/xml" if "accept" in wrong else "*/*",
    )
    return int(response.status_code)


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_of_two_things_wrong_the_first_is_said(
    first: str, second: str, note: Note, settings: Any, fresh_redis: None
) -> None:
    settings.RATE_LIMITS = 1
    assert answer({first, second}, note) == CHECKS[first]


def test_with_nothing_wrong_it_works(
    note: Note, settings: Any, fresh_redis: None
) -> None:
    settings.RATE_LIMITS = 1
    assert answer(set(), note) == 200
    assert answer(set(CHECKS), note) == 405


def test_rights_are_checked_before_the_body_is_read(note: Note, eve: Api) -> None:
    Note.objects.update(title="locked")
    path = f"/api/v1/notes/{note.id}/"
    assert eve.patch(path, b"{").status_code == 403
    assert eve.patch("/api/v1/notes/x/", b"{").status_code == 404
    assert eve.post(path, b"{", Idempotency_Key="k").status_code == 403
    assert eve.post(path, b"{", Idempotency_Key=" ").status_code == 403
