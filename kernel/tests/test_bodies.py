"""How long a body may be, and in which clothes it may come."""

import gzip

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from conftest import Api
from kernel.parsers import LARGEST_JSON
from kernel.tests.expect import errors_in, problem_in
from kernel.tests.probe.models import Note

NOTES = "/api/v1/notes/"


def padded(size: int) -> bytes:
    body = b'{"title":"x"}'
    return body + b" " * (size - len(body))


@pytest.mark.django_db
def test_a_megabyte_is_read_and_a_byte_more_is_not(eve: Api) -> None:
    assert eve.post(NOTES, padded(LARGEST_JSON)).status_code == 201
    problem_in(eve.post(NOTES, padded(LARGEST_JSON + 1)), 413, "too_large")
    problem_in(eve.post(NOTES, b'{"title":"' + b"x" * 2_000_000), 413, "too_large")


@pytest.mark.django_db
def test_an_empty_body_is_an_empty_object(eve: Api) -> None:
    assert errors_in(eve.post(NOTES)) == {("title", "required")}


LENGTHS = ["abc", "-1", "+2", "1.0", "2_0", "1e3", "0x10", "٣", " ", "1, 1"]


@pytest.mark.django_db
@pytest.mark.parametrize("length", LENGTHS)
def test_a_length_that_is_no_number_is_refused(length: str) -> None:
    response = Client().get(NOTES, CONTENT_LENGTH=length)
    problem_in(response, 400, "bad_request")


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_a_chunked_body_needs_a_length(method: str) -> None:
    path = f"{NOTES}x/" if method == "DELETE" else NOTES
    response = Client().generic(method, path, HTTP_TRANSFER_ENCODING="chunked")
    problem_in(response, 411, "length_required")


@pytest.mark.django_db
def test_a_body_that_ends_early_is_no_json(eve: Api) -> None:
    response = Client().generic(
        "POST",
        NOTES,
        b'{"title":',
        content_type="application/json",
        CONTENT_LENGTH="9",
    )
    problem_in(response, 400, "malformed_json")


TYPES = {
    "form": "application/x-www-form-urlencoded",
    "text": "text/plain",
    "none": "",
    "boundary too long": "multipart/form-data; boundary=" + "x" * 5000,
    "multipart where none is taken": "multipart/form-data; boundary=x",
    "patch": "application/merge-patch+json",
    "rubbish": ";;;",
    "very long": "application/" + "x" * 5000,
    "not ASCII": "application/jsön",
    "charset UTF-16": "application/json; charset=utf-16",
    "charset utf-7": "application/json; charset=utf-7",
    "charset unicode_escape": "application/json; charset=unicode_escape",
    "charset bz2_codec": "application/json; charset=bz2_codec",
    "charset idna": "application/json; charset=idna",
    "charset latin-1": "application/json; charset=iso-8859-1",
    "charset bogus": "application/json; charset=nothing",
    "charset empty": "application/json; charset=",
    "charset quoted": 'application/json; charset="utf-7"',
    "charset of the first": "application/json; charset=utf-7; charset=utf-16",
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", TYPES)
def test_a_type_that_we_do_not_read_is_415(name: str, eve: Api) -> None:
    response = eve.post(NOTES, {"title": "x"}, Content_Type=TYPES[name])
    shown = problem_in(response, 415, "unsupported_media_type")
    assert len(shown["detail"]) <= 200
    assert not Note.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "content_type",
    [
        "application/json",
        "application/json; charset=utf-8",
        'application/json; charset="UTF-8"',
        "application/json;charset=us-ascii",
        "Application/JSON",
        "application/json; version=1",
    ],
)
def test_json_in_utf8_is_read(content_type: str, eve: Api) -> None:
    response = eve.post(NOTES, {"title": "€"}, Content_Type=content_type)
    assert response.status_code == 201
    assert response.json()["title"] == "€"


@pytest.mark.django_db
def test_the_charset_of_a_body_does_not_garble_the_query(eve: Api) -> None:
    eve.post(NOTES, {"title": "é"})
    ascii_only = "application/json; charset=us-ascii"
    # Our own client leaves the type out where there is no body.
    found = Client().get(f"{NOTES}?title=%C3%A9", CONTENT_TYPE=ascii_only).json()
    assert [note["title"] for note in found["results"]] == ["é"]


@pytest.mark.django_db
@pytest.mark.parametrize("encoding", ["gzip", "br", "deflate", "x", "gzip, identity"])
def test_a_packed_body_is_415(encoding: str, eve: Api) -> None:
    body = gzip.compress(b'{"title":"x"}')
    response = eve.post(NOTES, body, Content_Encoding=encoding)
    problem_in(response, 415, "unsupported_media_type")


@pytest.mark.django_db
def test_identity_is_no_encoding(eve: Api) -> None:
    response = eve.post(NOTES, {"title": "x"}, Content_Encoding="Identity")
    assert response.status_code == 201


MULTIPART = {
    "no boundary": ("multipart/form-data", b"--x\r\n"),
    "boundary not ASCII": ("multipart/form-data; boundary=ö", b"--x\r\n"),
    "headers too long": (
        "multipart/form-data; boundary=x",
        b"--x\r\nContent-Disposition: form-data; name=" + b"y" * 20000,
    ),
    "too many fields": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n' * 300
        + b"--x--\r\n",
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", MULTIPART)
def test_broken_multipart_is_refused(name: str, eve: Api) -> None:
    content_type, body = MULTIPART[name]
    response = eve.post("/api/v1/uploads/", body, Content_Type=content_type)
    problem_in(response, 400, "bad_request")


@pytest.mark.django_db
def test_a_field_beside_a_file_is_no_file() -> None:
    file = SimpleUploadedFile("cv.txt", b"x")
    response = Client().post("/api/v1/uploads/", {"file": file, "a": "x" * 2_000_000})
    problem_in(response, 413, "too_large")


@pytest.mark.django_db
def test_a_file_is_read() -> None:
    file = SimpleUploadedFile("cv.txt", b"x" * 3_000_000)
    response = Client().post("/api/v1/uploads/", {"file": file})
    assert response.json() == {"size": 3_000_000}


@pytest.mark.django_db
def test_an_action_that_takes_nothing_refuses_a_field(eve: Api) -> None:
    note = Note.objects.create(title="x", written_at="2026-05-01T12:00Z")
    response = eve.post(f"/api/v1/notes/{note.id}/", {"surprise": 1})
    assert errors_in(response) == {("surprise", "unknown_field")}
