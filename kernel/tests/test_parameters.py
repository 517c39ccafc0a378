"""No query parameter is ignored, on any method."""

import pytest

from conftest import Api
from kernel.tests.expect import errors_in, problem_in
from kernel.tests.probe.models import Note

NOTES = "/api/v1/notes/"

REFUSED = {
    "zzz=1": ("zzz", "unknown_parameter"),
    "zzz=": ("zzz", "unknown_parameter"),
    "zzz": ("zzz", "unknown_parameter"),
    "Title=x": ("Title", "unknown_parameter"),
    "=x": ("", "unknown_parameter"),
    "title__iregex=(": ("title__iregex", "unknown_parameter"),
    "title__not=x": ("title__not", "unknown_parameter"),
    "colour__all=red": ("colour__all", "unknown_parameter"),
    "order_by=id": ("order_by", "unknown_parameter"),
    "limit=1000000000000": ("limit", "unknown_parameter"),
    "format=api": ("format", "unknown_parameter"),
    "title=a&title=b": ("title", "repeated_parameter"),
    "title=a&title=a": ("title", "repeated_parameter"),
    "title=&title=a": ("title", "repeated_parameter"),
    "page_size=1&page_size=1": ("page_size", "repeated_parameter"),
    "cursor=a&cursor=a": ("cursor", "repeated_parameter"),
    "title=%00": ("title", "null_character"),
    "title=a%00b": ("title", "null_character"),
    "colour=red%00": ("colour", "null_character"),
    "cursor=%00": ("cursor", "null_character"),
    "page_size=0": ("page_size", "out_of_range"),
    "page_size=101": ("page_size", "out_of_range"),
    "page_size=-1": ("page_size", "out_of_range"),
    "page_size=1.0": ("page_size", "out_of_range"),
    "page_size=1e1": ("page_size", "out_of_range"),
    "page_size=%D9%A3": ("page_size", "out_of_range"),
    "page_size=9223372036854775808": ("page_size", "out_of_range"),
    "page_size=" + "1" * 5000: ("page_size", "out_of_range"),
    "page_size=all": ("page_size", "out_of_range"),
    "%C3%A9=1": ("é", "unknown_parameter"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("query", REFUSED)
def test_a_parameter_is_refused(query: str, anonymous: Api) -> None:
    assert errors_in(anonymous.get(f"{NOTES}?{query}")) == {REFUSED[query]}


@pytest.mark.django_db
def test_all_that_is_wrong_is_told_at_once(anonymous: Api) -> None:
    assert errors_in(anonymous.get(f"{NOTES}?zzz=1&title=a&title=b&stars_min=%00")) == {
        ("zzz", "unknown_parameter"),
        ("title", "repeated_parameter"),
        ("stars_min", "null_character"),
    }


ENCODINGS = ["title=%ff", "title=%C3", "%ff=1", "title=%ED%A0%80", "title=\xff"]


@pytest.mark.django_db
@pytest.mark.parametrize("query", ENCODINGS)
def test_a_query_that_is_not_utf8_is_refused(query: str, anonymous: Api) -> None:
    response = anonymous.http.get(NOTES, QUERY_STRING=query)
    shown = problem_in(response, 400, "invalid_request")
    assert "UTF-8" in shown["detail"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query", ["title=%C3%A9+x", "title=\xc3\xa9+x", "title=%c3%a9%20x", "title=+é x+"]
)
def test_utf8_is_read_however_it_is_written(query: str, anonymous: Api) -> None:
    Note.objects.create(title="é x", written_at="2026-05-01T12:00Z")
    if query == "title=+é x+":
        query = query.encode().decode("latin-1")
    found = anonymous.http.get(NOTES, QUERY_STRING=query).json()["results"]
    assert len(found) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    [
        "title=",
        "title",
        "colour=",
        "colour=,",
        "colour=%20,%20&colour=",
        "colour__not=",
        "stars_min=%20",
        "written_after=",
        "page_size=",
        "page_size=%20",
        "cursor=",
        "cursor=%20",
        "title=&colour=&stars_min=&page_size=&cursor=",
        "",
        "&&",
    ],
)
def test_a_blank_parameter_is_as_absent(query: str, note: Note, anonymous: Api) -> None:
    shown = anonymous.get(f"{NOTES}?{query}")
    assert shown.status_code == 200
    assert len(shown.json()["results"]) == 1


@pytest.mark.django_db
def test_other_methods_take_none(note: Note, eve: Api) -> None:
    one = f"{NOTES}{note.id}/"
    for method, path in [
        ("POST", NOTES),
        ("GET", one),
        ("HEAD", one),
        ("PATCH", one),
        ("DELETE", one),
        ("OPTIONS", one),
        ("GET", "/healthz"),
    ]:
        response = eve.request(method, f"{path}?title=x", {"title": "y"})
        assert response.status_code == 400, method
        if method != "HEAD":
            assert errors_in(response) == {("title", "unknown_parameter")}
    assert Note.objects.get().title == "first"


@pytest.mark.django_db
def test_a_near_miss_says_what_was_meant(anonymous: Api) -> None:
    response = anonymous.get(f"{NOTES}?color=red&pagesize=1&colour-not=red&xyz=1")
    shown = problem_in(response, 400, "invalid_request")
    hints = {each["parameter"]: each.get("did_you_mean") for each in shown["errors"]}
    assert hints == {
        "color": "colour",
        "pagesize": "page_size",
        "colour-not": "colour__not",
        "xyz": None,
    }


@pytest.mark.django_db
def test_ten_thousand_parameters_are_refused_at_once(anonymous: Api) -> None:
    query = "&".join(f"a{number}=1" for number in range(10_000))
    problem_in(anonymous.get(f"{NOTES}?{query}"), 400, "bad_request")


@pytest.mark.django_db
def test_a_long_name_is_not_repeated_in_full(anonymous: Api) -> None:
    response = anonymous.get(f"{NOTES}?{'x' * 5000}=1")
    [error] = problem_in(response, 400, "invalid_request")["errors"]
    assert len(error["parameter"]) == 100


@pytest.mark.django_db
@pytest.mark.parametrize("size", [1, 20, 100])
def test_a_page_has_the_size_that_was_asked_for(size: int, anonymous: Api) -> None:
    Note.objects.bulk_create(
        Note(title=str(number), written_at="2026-05-01T12:00Z") for number in range(101)
    )
    found = anonymous.get(f"{NOTES}?page_size={size}").json()["results"]
    assert len(found) == size
    assert len(anonymous.get(NOTES).json()["results"]) == 20
