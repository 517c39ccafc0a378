"""A cursor goes on with its own search, and with nothing else."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import RequestFactory

from conftest import Api, Cast, sign_in
from jobs.tests.bodies import JOBS
from kernel.cursors import cursor_url, read_cursor
from kernel.tests.expect import problem_in
from search.tests.boards import seeded
from search.tests.searching import SEARCH, get, url_of
from search.tests.walking import Board

pytestmark = pytest.mark.django_db


@pytest.fixture
def next_url(cast: Cast) -> str:
    """Return the address of the second page of a search."""
    Board(cast.acme, seeded(11)).publish(24)
    answer = get(Api(), url_of({"q": "nurse", "workplace": "remote", "page_size": 2}))
    url: str = answer["next"]
    return url


def path_of(url: str) -> str:
    return url[url.index("/api/") :]


def cursor_in(url: str) -> str:
    return url.partition("cursor=")[2].partition("&")[0]


CHANGED: dict[str, Callable[[str], str]] = {
    "a letter in the signature": lambda each: flipped(each, 3),
    "a letter in the middle": lambda each: flipped(each, len(each) // 2),
    "the last letter": lambda each: flipped(each, len(each) - 1),
    "cut short": lambda each: each[:-4],
    "longer": lambda each: each + "AAAA",
    "padded": lambda each: each + "%3D",
    "only a signature": lambda each: each[:22],
    "empty bytes": lambda _: "AAAA",
    "no base64": lambda _: "%F0%9F%90%A7",
    "null": lambda _: "bnVsbA",
}


def flipped(text: str, at: int) -> str:
    return text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :]


@pytest.mark.parametrize("change", CHANGED)
def test_a_cursor_that_is_not_ours(next_url: str, change: str):
    cursor = cursor_in(next_url)
    url = path_of(next_url).replace(cursor, CHANGED[change](cursor))
    problem_in(Api().get(url), 400, "invalid_cursor")


@pytest.mark.parametrize(
    "sent",
    [
        "q=nurses&workplace=remote",
        "q=nurse",
        "workplace=remote",
        "q=nurse&workplace=onsite",
        "q=nurse&workplace=remote&sort=newest",
        "q=nurse&workplace=remote&facets=city",
        "q=nurse&workplace=remote&explain=true",
        "q=nurse&workplace=remote&near=1,1",
    ],
)
def test_a_cursor_of_another_search(next_url: str, sent: str):
    url = f"{SEARCH}?{sent}&cursor={cursor_in(next_url)}"
    problem_in(Api().get(url), 400, "invalid_cursor")


def test_a_cursor_of_another_list_or_another_person(next_url: str, cast: Cast):
    listed = get(Api(), f"{JOBS}?page_size=2")["next"]
    for url in (
        f"{SEARCH}?cursor={cursor_in(listed)}",
        path_of(listed).replace(cursor_in(listed), cursor_in(next_url)),
    ):
        problem_in(Api().get(url), 400, "invalid_cursor")
    problem_in(sign_in(cast.dana).get(path_of(next_url)), 400, "invalid_cursor")
    assert Api().get(path_of(next_url)).status_code == 200
    blank = path_of(next_url) + "&city=&skills=&near="
    assert Api().get(blank).status_code == 200, "a blank parameter is as absent"


def altered(url: str, change: Callable[[Any], Any]) -> Any:
    """Answer a page whose cursor is well signed and says something else."""
    read = read_cursor(RequestFactory().get(path_of(url)))
    bare = path_of(url).replace(f"cursor={cursor_in(url)}", "").replace("&&", "&")
    made = cursor_url(RequestFactory().get(bare.rstrip("&")), change(read))
    return Api().get(path_of(made))


NONSENSE: list[Callable[[Any], Any]] = [
    lambda _: "x",
    lambda _: {},
    lambda _: [],
    lambda read: read[:2],
    lambda read: [*read, 1],
    lambda read: [read[0], read[1][:2], read[2]],
    lambda read: [read[0], read[1], {}],
    lambda read: [read[0], read[1], {**read[2], "q": None}],
    lambda read: [read[0], read[1], {**read[2], "s": "noon"}],
    lambda read: [read[0], read[1], {**read[2], "t": []}],
    lambda read: [read[0], read[1], {**read[2], "q": {**read[2]["q"], "c": ""}}],
    lambda read: [read[0], read[1], {**read[2], "q": {**read[2]["q"], "f": []}}],
]


def test_a_cursor_of_an_older_shape(next_url: str):
    assert altered(next_url, lambda read: read).status_code == 200
    for change in NONSENSE:
        problem_in(altered(next_url, change), 400, "invalid_cursor")


def test_a_cursor_of_other_rates_of_exchange(next_url: str):
    def older(read: Any) -> Any:
        return [*read[:2], {**read[2], "r": 0}]

    shown = problem_in(altered(next_url, older), 400, "cursor_expired")
    assert "first page" in shown["detail"]
