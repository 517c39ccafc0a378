"""One grammar for all filters: OR, `__not`, `__all`, and a 400 for what is not read."""

from datetime import UTC, datetime, timedelta

import pytest
from django.http import QueryDict
from django_filters import CharFilter

from conftest import Api
from kernel import filters
from kernel.problems import Invalid
from kernel.tests.expect import errors_in, problem_in
from kernel.tests.probe.models import Note

NOTES = "/api/v1/notes/"
NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.fixture
def shelf(db: None) -> None:
    for number, colour in enumerate(["red", "green", "blue", "red"]):
        at = NOON + timedelta(hours=number)
        Note.objects.create(
            title=f"n{number}", colour=colour, stars=number, written_at=at
        )


FOUND = {
    "": "3210",
    "colour=red": "30",
    "colour=red,green": "310",
    "colour=red&colour=green": "310",
    "colour=red,green&colour=blue": "3210",
    "colour=red,red": "30",
    "colour=%20red%20,,green,": "310",
    "colour__not=red": "21",
    "colour__not=red,green": "2",
    "colour__not=red&colour__not=green": "2",
    "colour=red,green&colour__not=red": "1",
    "colour=red&colour__not=red": "",
    "title=n1": "1",
    "title=%20n1%20": "1",
    "title=N1": "",
    "title=n1,n2": "",
    "title=%25": "",
    "stars_min=2": "32",
    "stars_min=0": "3210",
    "stars_min=1000": "",
    "written_after=2026-05-01T13:00:00Z": "32",
    "written_after=2026-05-01T15:00:00%2B02:00": "32",
    "written_after=2026-05-01": "3210",
    "written_after=2026-05-02": "",
    "colour=red&stars_min=1": "3",
}


@pytest.mark.parametrize("query", FOUND)
def test_what_a_filter_finds(query: str, shelf: None, anonymous: Api) -> None:
    found = anonymous.get(f"{NOTES}?{query}").json()["results"]
    assert "".join(note["title"][1] for note in found) == FOUND[query]


REFUSED = {
    "colour=pink": ("colour", "invalid_choice"),
    "colour=red,pink": ("colour", "invalid_choice"),
    "colour=Red": ("colour", "invalid_choice"),
    "colour__not=pink": ("colour__not", "invalid_choice"),
    "colour=" + ",".join(f"c{number}" for number in range(101)): (
        "colour",
        "too_many_values",
    ),
    "title=" + "x" * 201: ("title", "max_length"),
    "stars_min=x": ("stars_min", "invalid"),
    "stars_min=1.0": ("stars_min", "invalid"),
    "stars_min=1e3": ("stars_min", "invalid"),
    "stars_min=%D9%A3": ("stars_min", "invalid"),
    "stars_min=%2B1": ("stars_min", "invalid"),
    "stars_min=1_0": ("stars_min", "invalid"),
    "stars_min=" + "1" * 5000: ("stars_min", "invalid"),
    "stars_min=-1": ("stars_min", "out_of_range"),
    "stars_min=1001": ("stars_min", "out_of_range"),
    "stars_min=9223372036854775808": ("stars_min", "invalid"),
    "written_after=yesterday": ("written_after", "invalid"),
    "written_after=2026-05-01T12:00:00": ("written_after", "invalid"),
    "written_after=2026-05-01T12:00:00+02:00": ("written_after", "invalid"),
    "written_after=2026-02-30": ("written_after", "invalid"),
    "written_after=9999-12-31T23:59:59-23:00": ("written_after", "invalid"),
    "written_after=0001-01-01": ("written_after", "out_of_range"),
    "written_after=1777636800": ("written_after", "invalid"),
}


@pytest.mark.parametrize("query", REFUSED)
def test_what_a_filter_refuses(query: str, shelf: None, anonymous: Api) -> None:
    assert errors_in(anonymous.get(f"{NOTES}?{query}")) == {REFUSED[query]}


def test_several_refusals_come_together(shelf: None, anonymous: Api) -> None:
    response = anonymous.get(f"{NOTES}?colour=gren&stars_min=x")
    shown = problem_in(response, 400, "invalid_request")
    assert {error["parameter"] for error in shown["errors"]} == {"colour", "stars_min"}
    meant = [error.get("did_you_mean") for error in shown["errors"]]
    assert sorted(meant, key=str) == [None, "green"]


class Kinds(filters.StrictFilterSet):
    pinned = filters.One(filters.flag(), "pinned")
    day = filters.One(filters.day(), "day")
    stars = filters.Many(filters.whole(least=-5, most=5), "stars", sets=True)
    colour = filters.Many(filters.text(), "colour", negatable=False)
    plain = CharFilter(field_name="title")


def read(query: str) -> dict[str, object]:
    kinds = Kinds(data=QueryDict(query), queryset=Note.objects.none())
    if not kinds.is_valid():
        assert kinds.qs is None
    return {name: value for name, value in kinds.form.cleaned_data.items() if value}


def test_each_kind_reads_its_own() -> None:
    assert read("pinned=true") == {"pinned": True}
    assert read("pinned=false") == {}
    assert str(read("day=2026-05-01")["day"]) == "2026-05-01"
    assert read("stars=-5,5") == {"stars": [-5, 5]}
    for query in ("pinned=1", "pinned=True", "day=2026-02-30", "stars=-6"):
        with pytest.raises(Invalid):
            read(query)


def test_which_variants_there_are() -> None:
    assert set(Kinds.base_filters) == {
        *("pinned", "day", "stars", "stars__not", "stars__all", "colour", "plain")
    }
    assert Kinds.repeatable() == {"stars", "stars__not", "stars__all", "colour"}


@pytest.mark.django_db
def test_all_asks_for_every_value() -> None:
    Note.objects.create(title="x", stars=1, written_at=NOON)

    class Sets(filters.StrictFilterSet):
        stars = filters.Many(filters.whole(), "stars", sets=True)

    def found(query: str) -> int:
        rows = Sets(data=QueryDict(query), queryset=Note.objects.all()).qs
        return int(rows.count())

    assert [found(q) for q in ("stars__all=1", "stars__all=1,2", "stars__all=")] == [
        *(1, 0, 1)
    ]
    assert found("stars=1,2") == 1
