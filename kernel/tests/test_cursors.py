"""A cursor is good for the list it was made for, and as we made it."""

import base64
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from conftest import Api
from kernel.tests.expect import problem_in
from kernel.tests.probe.models import Note

NOTES = "/api/v1/notes/"


@pytest.fixture(autouse=True)
def shelf(db: Any) -> None:
    Note.objects.bulk_create(
        Note(title=str(number), written_at="2026-05-01T12:00Z") for number in range(9)
    )


def cursor_of(api: Api, query: str = "page_size=3", path: str = NOTES) -> str:
    following = api.get(f"{path}?{query}").json()["next"]
    return parse_qs(urlsplit(following).query)["cursor"][0]


def tampered(cursor: str) -> list[str]:
    middle = len(cursor) // 2
    raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    other = [
        "x",
        "%20",
        "0",
        "null",
        "%F0%9F%98%80",
        cursor[:-1],
        cursor[1:],
        cursor[:middle],
        cursor + "A",
        cursor + "=",
        cursor + "==",
        cursor + cursor,
        cursor.swapcase(),
        cursor[::-1],
        cursor[:middle] + "%0A" + cursor[middle:],
        cursor[:middle] + "%20" + cursor[middle:],
        cursor[:middle] + "." + cursor[middle:],
        "A" * 5000,
        base64.urlsafe_b64encode(bytes(16) + raw[16:]).decode().rstrip("="),
        base64.urlsafe_b64encode(raw[:16] + b'["n",[]]').decode().rstrip("="),
        base64.urlsafe_b64encode(raw[:16]).decode().rstrip("="),
        base64.urlsafe_b64encode(raw + b" ").decode().rstrip("="),
    ]
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    for place, letter in enumerate(cursor):
        # The neighbour differs in the lowest bit, which at the end says nothing.
        near = letters[letters.index(letter) ^ 1]
        other.append(cursor[:place] + near + cursor[place + 1 :])
    return [each for each in other if each != cursor]


def test_a_cursor_that_was_tampered_with_is_400(eve: Api) -> None:
    cursor = cursor_of(eve)
    assert eve.get(f"{NOTES}?page_size=3&cursor={cursor}").status_code == 200
    cases = tampered(cursor)
    assert len(cases) >= 100
    for each in cases:
        response = eve.get(f"{NOTES}?page_size=3&cursor={each}")
        if each == "%20":
            assert response.status_code == 200  # blank, so as absent
            continue
        problem_in(response, 400, "invalid_cursor")


def test_a_cursor_is_bound_to_its_parameters(eve: Api) -> None:
    cursor = cursor_of(eve, "colour=red&stars_min=0&page_size=3")
    walk = f"{NOTES}?cursor={cursor}"
    for same in (
        "colour=red&stars_min=0",
        "stars_min=0&colour=red",
        "stars_min=0&colour=red&page_size=100",
        "stars_min=0&colour=red&colour=&title=",
        "stars_min=0&colour=red&title=%20",
    ):
        assert eve.get(f"{walk}&{same}").status_code == 200, same
    for other in (
        "",
        "colour=red",
        "stars_min=0",
        "colour=green&stars_min=0",
        "colour=red,green&stars_min=0",
        "colour=red&colour=green&stars_min=0",
        "colour=red&stars_min=1",
        "colour=red&stars_min=00",
        "colour__not=red&stars_min=0",
        "colour=red&stars_min=0&title=0",
    ):
        problem_in(eve.get(f"{walk}&{other}"), 400, "invalid_cursor")


def test_a_cursor_is_bound_to_its_path_and_account(
    eve: Api, mallory: Api, anonymous: Api
) -> None:
    cursor = cursor_of(eve)
    assert eve.get(f"{NOTES}?cursor={cursor}").status_code == 200
    assert eve.get(f"{NOTES.rstrip('/')}?cursor={cursor}").status_code == 200
    problem_in(eve.get(f"/api/v1/unkeyed/?cursor={cursor}"), 400, "invalid_cursor")
    problem_in(mallory.get(f"{NOTES}?cursor={cursor}"), 400, "invalid_cursor")
    problem_in(anonymous.get(f"{NOTES}?cursor={cursor}"), 400, "invalid_cursor")
    theirs = cursor_of(anonymous)
    problem_in(eve.get(f"{NOTES}?cursor={theirs}"), 400, "invalid_cursor")


def test_a_cursor_survives_the_rotation_of_the_key(eve: Api, settings: Any) -> None:
    cursor = cursor_of(eve)
    old = settings.SECRET_KEY
    settings.SECRET_KEY = "new" * 20
    problem_in(eve.get(f"{NOTES}?cursor={cursor}"), 400, "invalid_cursor")
    settings.SECRET_KEY_FALLBACKS = ["older" * 20, old]
    assert eve.get(f"{NOTES}?cursor={cursor}").status_code == 200
    fresh = cursor_of(eve)
    settings.SECRET_KEY_FALLBACKS = []
    assert eve.get(f"{NOTES}?cursor={fresh}").status_code == 200


def test_a_cursor_of_another_order_is_refused(eve: Api, monkeypatch: Any) -> None:
    # What happens to open walks when a release changes the order of a list.
    from kernel.pagination import Order  # noqa: PLC0415
    from kernel.tests.probe.views import Notes  # noqa: PLC0415

    cursor = cursor_of(eve)
    monkeypatch.setattr(Notes, "order", Order("-id"))
    problem_in(eve.get(f"{NOTES}?cursor={cursor}"), 400, "invalid_cursor")
