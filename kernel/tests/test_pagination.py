"""A walk shows every row that stays exactly once, both ways, whatever else happens."""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conftest import Api
from kernel.pagination import Order
from kernel.tests.probe.models import Note
from kernel.views import View

NOTES = "/api/v1/notes/"
NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
FAR = 10_000


def page(api: Api, address: str) -> dict[str, Any]:
    response = api.get(address.removeprefix("http://testserver"))
    assert response.status_code == 200, response.content
    shown: dict[str, Any] = response.json()
    return shown


def walk(
    api: Api, address: str, way: str, between: Callable[[], None] = lambda: None
) -> tuple[list[str], str]:
    """Follow `next` or `previous` to its end: what was seen, and the last address."""
    seen: list[str] = []
    for _ in range(200):
        shown = page(api, address)
        titles = [note["title"] for note in shown["results"]]
        seen = seen + titles if way == "next" else titles + seen
        if shown[way] is None:
            return seen, address
        address = shown[way]
        between()
    raise AssertionError("the walk has no end")


def fill(number: int, *, instants: int = 3) -> list[str]:
    """Write notes of which many share an instant; return their titles, newest first."""
    Note.objects.bulk_create(
        Note(title=f"{n}", written_at=NOON + timedelta(seconds=n % instants))
        for n in range(number)
    )
    newest = Note.objects.order_by("-written_at", "-id")
    return list(newest.values_list("title", flat=True))


@pytest.mark.django_db
@pytest.mark.parametrize("size", [1, 2, 7, 10, 20, 21, 100])
@pytest.mark.parametrize("rows", [0, 1, 20, 21])
def test_a_quiet_walk_shows_all_both_ways(rows: int, size: int, eve: Api) -> None:
    titles = fill(rows)
    there, last = walk(eve, f"{NOTES}?page_size={size}", "next")
    assert there == titles
    back, first = walk(eve, last, "previous")
    assert back == titles
    again, _ = walk(eve, first, "next")
    assert again == titles


@pytest.mark.django_db
@pytest.mark.parametrize("way", ["next", "previous"])
@pytest.mark.parametrize("seed", range(8))
def test_a_busy_walk_shows_what_stays_exactly_once(
    seed: int, way: str, eve: Api
) -> None:
    dice = random.Random(seed)  # noqa: S311  # the same on every run, that is the point
    everybody = fill(40, instants=dice.choice([1, 3, 40]))
    doomed = set(dice.sample(everybody, 20))
    added = iter(range(FAR, FAR + 1000))

    def disturb() -> None:
        for _ in range(dice.randrange(4)):
            at = NOON + timedelta(seconds=dice.randrange(-1, 4))
            Note.objects.create(title=f"{next(added)}", written_at=at)
        for title in dice.sample(sorted(doomed), min(len(doomed), dice.randrange(6))):
            doomed.discard(title)
            Note.objects.filter(title=title).delete()

    start = f"{NOTES}?page_size={dice.choice([1, 2, 5])}"
    if way == "previous":
        _, start = walk(eve, start, "next")
    seen, _ = walk(eve, start, way, disturb)
    stayed = [
        title
        for title in everybody
        if Note.objects.filter(title=title).exists() or title in doomed
    ]
    assert len(seen) == len(set(seen))
    assert [title for title in seen if title in stayed] == stayed


@pytest.mark.django_db
def test_the_page_size_may_change_within_a_walk(eve: Api) -> None:
    titles = fill(30)
    seen: list[str] = []
    address: str | None = f"{NOTES}?page_size=1"
    for size in (5, 100, 1, 3, 50):
        if address is None:
            break
        shown = page(eve, address)
        seen += [note["title"] for note in shown["results"]]
        following = shown["next"]
        address = following and following.replace("page_size=", "page_size=00000")
        address = (
            address
            and f"{address.split('page_size=')[0]}page_size={size}&"
            + (address.split("page_size=")[1].partition("&")[2])
        )
    assert seen == titles[: len(seen)]
    assert len(seen) == 30


@pytest.mark.django_db
def test_the_way_back_from_an_empty_page_loses_nobody(eve: Api) -> None:
    titles = fill(6)
    first = page(eve, f"{NOTES}?page_size=2")
    second = page(eve, first["next"])
    Note.objects.filter(title__in=titles[4:]).delete()
    beyond = page(eve, second["next"])
    assert (beyond["results"], beyond["next"]) == ([], None)
    assert page(eve, beyond["previous"])["results"] == second["results"]

    Note.objects.filter(title__in=titles[:2]).delete()
    before = page(eve, second["previous"])
    assert (before["results"], before["previous"]) == ([], None)
    assert page(eve, before["next"])["results"] == second["results"]


@pytest.mark.django_db
def test_a_list_looks_the_same_empty_and_full(anonymous: Api) -> None:
    assert page(anonymous, NOTES) == {"results": [], "next": None, "previous": None}
    fill(21)
    full = page(anonymous, f"{NOTES}?colour=red")
    assert full["previous"] is None
    address = urlsplit(full["next"])
    assert (address.scheme, address.netloc, address.path) == (
        "http",
        "testserver",
        NOTES,
    )
    assert "colour=red" in address.query


@pytest.mark.django_db
def test_addresses_are_those_of_the_public_url(anonymous: Api, settings: Any) -> None:
    fill(21)
    settings.PUBLIC_URL = "https://jobs.example.org"
    assert page(anonymous, NOTES)["next"].startswith(
        f"https://jobs.example.org{NOTES}?cursor="
    )


@pytest.mark.django_db
def test_the_number_of_queries_does_not_grow(anonymous: Api) -> None:
    counts = []
    for rows in (1, 90):
        Note.objects.all().delete()
        fill(rows)
        with CaptureQueriesContext(connection) as queries:
            page(anonymous, f"{NOTES}?page_size=100")
        counts.append(len(queries))
    assert counts == [1, 1]


@pytest.mark.django_db
@pytest.mark.parametrize("way", ["next", "previous"])
def test_a_page_far_in_costs_what_the_first_one_does(way: str, anonymous: Api) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO probe_note (id, title, colour, stars, written_at)"
            " SELECT gen_random_uuid(), n, 'red', 0,"
            " '2026-05-01T00:00Z'::timestamptz - n / 3 * interval '1 s'"
            " FROM generate_series(1, 20000) n"
        )
        cursor.execute("ANALYZE probe_note")
    newest = Order("-written_at", "-id")
    deep = Note.objects.order_by(*newest.names)[10_000]
    order = newest if way == "next" else newest.reversed()
    rows = Note.objects.filter(order.after(order.position(deep)))
    plan = rows.order_by(*order.names)[:21].explain(analyze=True, timing=False)
    assert "note_newest" in plan
    assert "Index Cond" in plan
    assert "Sort" not in plan
    assert "Seq Scan" not in plan
    removed = [line for line in plan.splitlines() if "Rows Removed" in line]
    assert all(int(line.split(":")[1]) <= 3 for line in removed)


def test_an_order_reads_related_columns_and_rows_of_values() -> None:
    order = Order("-company__name", "id")
    assert order.reversed() == Order("company__name", "-id")
    assert order.position({"company__name": "Acme", "id": 1}) == ["Acme", 1]

    class Company:
        name = "Acme"

    class Job:
        company = Company()
        id = 2

    assert order.position(Job()) == ["Acme", 2]
    assert not Order().after([])


def test_a_paged_view_declares_its_order() -> None:
    with pytest.raises(TypeError, match="order"):
        View().page([], dict)
