"""What has not changed is not sent again; what has is not overwritten unseen."""

import threading
from typing import Any

import pytest

from conftest import Api
from kernel.tests.expect import problem_in
from kernel.tests.probe.models import Note
from kernel.tests.threads import at_once

NOTES = "/api/v1/notes/"


@pytest.fixture
def path(note: Note) -> str:
    return f"{NOTES}{note.id}/"


def test_a_resource_has_a_tag_that_follows_it(path: str, eve: Api) -> None:
    first = eve.get(path)["ETag"]
    assert first == eve.get(path)["ETag"]
    changed = eve.patch(path, {"stars": 1})
    assert changed["ETag"] == eve.get(path)["ETag"] != first


def test_head_says_what_get_would(path: str, eve: Api) -> None:
    get, head = eve.get(path), eve.request("HEAD", path)
    for name in ("ETag", "Content-Type", "Cache-Control", "Vary", "Content-Length"):
        assert head[name] == get[name]
    assert head.content == b""
    assert eve.request("HEAD", path, If_None_Match=get["ETag"]).status_code == 304


@pytest.mark.parametrize(
    "form", ["{}", "W/{}", '"x", {}', '"x" , W/{},"y"', "*", " {} ", ', {}, "']
)
def test_what_is_known_is_304(form: str, path: str, eve: Api) -> None:
    full = eve.get(path)
    response = eve.get(path, If_None_Match=form.format(full["ETag"]))
    assert response.status_code == 304
    assert response.content == b""
    for name in ("ETag", "Vary", "Cache-Control"):
        assert response[name] == full[name]
    assert response["X-Request-ID"]
    assert "Content-Type" not in response


@pytest.mark.parametrize("other", ['"x"', "", "x", '"', "W/", "\xff", '"' * 999])
def test_what_is_not_known_is_sent(other: str, path: str, eve: Api) -> None:
    assert eve.get(path, If_None_Match=other).status_code == 200


def test_a_list_has_a_tag_for_anybody_only(path: str, eve: Api, anonymous: Api) -> None:
    tag = anonymous.get(NOTES)["ETag"]
    assert anonymous.get(NOTES, If_None_Match=tag).status_code == 304
    assert "ETag" not in eve.get(NOTES)
    eve.patch(path, {"stars": 1})
    assert anonymous.get(NOTES, If_None_Match=tag).status_code == 200


def test_what_has_no_tag(path: str, eve: Api) -> None:
    assert "ETag" not in eve.post(NOTES, {"title": "new"})
    assert "ETag" not in eve.post(path)
    assert "ETag" not in eve.get("/healthz")
    assert "ETag" not in eve.get(f"{NOTES}x/")


def test_private_answers_are_kept_by_nobody_else(
    path: str, eve: Api, anonymous: Api
) -> None:
    assert "private" in eve.get(path)["Cache-Control"]
    assert "private" not in anonymous.get(path)["Cache-Control"]
    for api in (eve, anonymous):
        assert "no-cache" in api.get(path)["Cache-Control"]
        assert "Authorization" in api.get(path)["Vary"]


@pytest.mark.parametrize("form", ["{}", "*", '"x", {}', ' "x",{}', "W/{}"])
def test_a_change_of_what_was_seen_is_made(form: str, path: str, eve: Api) -> None:
    tag = eve.get(path)["ETag"]
    changed = eve.patch(path, {"stars": 1}, If_Match=form.format(tag))
    assert changed.status_code == 200
    assert Note.objects.get().stars == 1


@pytest.mark.parametrize("form", ["{}", '"x"', '"x", "y"', 'W/"x"', '""'])
def test_a_change_of_what_was_not_seen_is_412(form: str, path: str, eve: Api) -> None:
    tag = eve.get(path)["ETag"]
    Note.objects.update(stars=5)
    response = eve.patch(path, {"stars": 1}, If_Match=form.format(tag))
    problem_in(response, 412, "precondition_failed")
    assert Note.objects.get().stars == 5


@pytest.mark.parametrize("other", ["x", '"', '"x" "y"', '"x",', "W/x", ",", '* "x"'])
def test_an_if_match_that_is_none_is_400(other: str, path: str, eve: Api) -> None:
    response = eve.patch(path, {"stars": 1}, If_Match=other)
    problem_in(response, 400, "bad_request")
    assert Note.objects.get().stars == 0


@pytest.mark.django_db(transaction=True)
def test_of_several_at_once_one_changes_each_version(note: Note) -> None:
    rounds, threads = 100, 4
    path = f"{NOTES}{note.id}/"
    together = threading.Barrier(threads, timeout=30)

    def change(number: int) -> list[int]:
        api, statuses = Api(f"u{number}"), []
        for turn in range(rounds):
            tag = api.get(path)["ETag"]
            together.wait()
            body: dict[str, Any] = {"stars": turn * threads % 1000 + number + 1}
            statuses.append(api.patch(path, body, If_Match=tag).status_code)
            together.wait()
        return statuses

    for statuses in zip(*at_once(threads, change), strict=True):
        assert sorted(statuses) == [200, *[412] * (threads - 1)]
